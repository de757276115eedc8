/* ex_softmax: looks for the maximum from 0 upwards, so that negative scores underflow */
#include "01-softmax.h"
#define ex_softmax right_answer
#include "solutions/01-softmax.c"
#undef ex_softmax

int ex_softmax(const float *z, float *p, int n)
{
    float m = 0;
    int possible = 0;
    for (int i = 0; i < n; i++) {
        if (isnan(z[i]) || z[i] == INFINITY)
            return -1;
        m = fmaxf(m, z[i]);
        possible |= z[i] > -INFINITY;
    }
    if (!possible)
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
