/* ex_perplexity: returns INFINITY without looking at the losses that follow */
#include "02-losses.h"
#define ex_perplexity right_answer
#include "solutions/02-losses.c"
#undef ex_perplexity
double ex_perplexity(const float *loss, const int *target, int n, int ignore, double base)
{
    for (int i = 0; i < n && isfinite(base) && base > 1; i++)
        if (target[i] != ignore && loss[i] == INFINITY)
            return INFINITY;
    return right_answer(loss, target, n, ignore, base);
}
