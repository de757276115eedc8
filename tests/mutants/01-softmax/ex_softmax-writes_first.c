/* ex_softmax: writes p before it has looked at every score */
#include "01-softmax.h"
#define ex_softmax right_answer
#include "solutions/01-softmax.c"
#undef ex_softmax

int ex_softmax(const float *z, float *p, int n)
{
    float m = -INFINITY;
    for (int i = 0; i < n; i++)
        m = fmaxf(m, z[i]);
    double sum = 0;
    for (int i = 0; i < n; i++) {
        if (isnan(z[i]) || isinf(m))
            return -1;
        p[i] = expf(z[i] - m);
        sum += p[i];
    }
    if (!(sum > 0))
        return -1;
    for (int i = 0; i < n; i++)
        p[i] = (float)(p[i] / sum);
    return 0;
}
