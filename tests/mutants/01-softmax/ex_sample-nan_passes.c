/* ex_sample: refuses by p < 0 and sum <= 0, which are both false for NaN */
#include "01-softmax.h"
#define ex_sample right_answer
#include "solutions/01-softmax.c"
#undef ex_sample

int ex_sample(const float *p, int n, gsl_rng *rng)
{
    double sum = 0;
    for (int i = 0; i < n; i++) {
        if (p[i] < 0 || isinf(p[i]))
            return -1;
        sum += p[i];
    }
    if (n < 1 || sum <= 0)
        return -1;
    double goal = gsl_rng_uniform(rng) * sum, walked = 0;
    for (int i = 0; i < n; i++) {
        walked += p[i];
        if (goal < walked)
            return i;
    }
    return n - 1;
}
