/* ex_sample: draws a new u at every step */
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
    double left = sum;
    for (int i = 0; i < n; i++) {
        if (gsl_rng_uniform(rng) * left < p[i])
            return i;
        left -= p[i];
    }
    return n - 1;
}
