/* ex_sample: scales, adds and walks in float, where u * sum can round up to sum */
#include "01-softmax.h"
#define ex_sample right_answer
#include "solutions/01-softmax.c"
#undef ex_sample

int ex_sample(const float *p, int n, gsl_rng *rng)
{
    float sum = 0;
    for (int i = 0; i < n; i++) {
        if (!(p[i] >= 0) || isinf(p[i]))
            return -1;
        sum += p[i];
    }
    if (!(sum > 0))
        return -1;
    float goal = (float)(gsl_rng_uniform(rng) * sum), walked = 0;
    for (int i = 0; i < n; i++) {
        walked += p[i];
        if (goal < walked)
            return i;
    }
    return n - 1;
}
