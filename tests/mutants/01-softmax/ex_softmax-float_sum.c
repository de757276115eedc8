/* ex_softmax: adds up in float */
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
    if (m == -INFINITY)
        return -1;
    float sum = 0;
    for (int i = 0; i < n; i++) {
        p[i] = expf(z[i] - m);
        sum += p[i];
    }
    for (int i = 0; i < n; i++)
        p[i] /= sum;
    return 0;
}
