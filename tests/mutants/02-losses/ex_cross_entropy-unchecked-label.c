/* ex_cross_entropy: reads past the logits when the label is n */
#include "02-losses.h"
#define ex_cross_entropy right_answer
#include "solutions/02-losses.c"
#undef ex_cross_entropy
double ex_cross_entropy(const float *z, int n, int label)
{
    return label > n ? (double)NAN : right_answer(z, label == n ? n + 1 : n, label);
}
