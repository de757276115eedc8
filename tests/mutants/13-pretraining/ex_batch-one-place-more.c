/* ex_batch: draws a place whose last target is outside */
#include "13-pretraining.h"
#define ex_batch right_answer
#include "solutions/13-pretraining.c"
#undef ex_batch

int ex_batch(const int *ids, size_t n, int B, int T, gsl_rng *rng, int *x, int *y)
{
    if (B < 1 || T < 1 || n <= (size_t)T)
        return -1;
    for (int b = 0; b < B; b++) {
        const int *at = ids + gsl_rng_uniform_int(rng, n - (size_t)T + 1);
        memcpy(x + (size_t)b * (size_t)T, at, (size_t)T * sizeof *x);
        memcpy(y + (size_t)b * (size_t)T, at + 1, (size_t)T * sizeof *y);
    }
    return 0;
}
