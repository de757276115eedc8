/* ex_cross_entropy: lets a logit of +INFINITY pass */
#include "02-losses.h"
#define ex_cross_entropy right_answer
#include "solutions/02-losses.c"
#undef ex_cross_entropy
double ex_cross_entropy(const float *z, int n, int label)
{
    for (int k = 0; k < n; k++)
        if (z[k] == INFINITY)
            return k == label ? 0 : INFINITY;
    return right_answer(z, n, label);
}
