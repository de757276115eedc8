/* ex_softmax: avoids overflow at 89 by doubles, and meets it again at 710 */
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
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += exp(z[i]);
    for (int i = 0; i < n; i++)
        p[i] = (float)(exp(z[i]) / sum);
    return 0;
}
