/* ex_softmax: computes -inf - -inf where everything is forbidden */
#include "01-softmax.h"
#define ex_softmax right_answer
#include "solutions/01-softmax.c"
#undef ex_softmax

int ex_softmax(const float *z, float *p, int n)
{
    float m = -INFINITY;
    for (int i = 0; i < n; i++) {
        if (isnan(z[i]) || z[i] == INFINITY)
            return -1;
        m = fmaxf(m, z[i]);
    }
    if (n < 1)
        return -1;
    double sum = 0;
    for (int i = 0; i < n; i++) {
        p[i] = expf(z[i] - m);
        sum += p[i];
    }
    for (int i = 0; i < n; i++)
        p[i] = (float)(p[i] / sum);
    return 0;
}
