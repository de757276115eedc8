/* ex_sample: scales u, but takes the last i where rounding carries the walk past the end, its p 0 or not */
#include "01-softmax.h"
#define ex_sample right_answer
#include "solutions/01-softmax.c"
#undef ex_sample

int ex_sample(const float *p, int n, gsl_rng *rng)
{
    double sum = 0;
    for (int i = 0; i < n; i++) {
        if (!(p[i] >= 0) || isinf(p[i]))
            return -1;
        sum += p[i];
    }
    if (!(sum > 0))
        return -1;
    double u = gsl_rng_uniform(rng) * sum;
    for (int i = 0; i < n; i++) {
        u -= p[i];
        if (u < 0)
            return i;
    }
    return n - 1;
}
