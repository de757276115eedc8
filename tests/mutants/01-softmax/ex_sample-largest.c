/* ex_sample: returns the most probable index */
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
    int best = 0;
    gsl_rng_uniform(rng);
    for (int i = 1; i < n; i++)
        if (p[i] > p[best])
            best = i;
    return best;
}
