/* ex_logsumexp: returns the maximum alone */
#include "01-softmax.h"
#define ex_logsumexp right_answer
#include "solutions/01-softmax.c"
#undef ex_logsumexp

double ex_logsumexp(const float *z, int n)
{
    if (n < 0)
        return NAN;
    float m = -INFINITY;
    for (int i = 0; i < n; i++) {
        if (isnan(z[i]))
            return NAN;
        m = fmaxf(m, z[i]);
    }
    return m;
}
