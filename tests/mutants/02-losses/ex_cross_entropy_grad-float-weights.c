/* ex_cross_entropy_grad: adds the weights in float */
#include "02-losses.h"
#define ex_cross_entropy_grad right_answer
#include "solutions/02-losses.c"
#undef ex_cross_entropy_grad
int ex_cross_entropy_grad(const float *z, const float *q, int n, float *dz)
{
    double top = -INFINITY, sum = 0;
    float weight = 0;
    if (n < 1)
        return -1;
    for (int k = 0; k < n; k++) {
        if (!isfinite(z[k]) || !isfinite(q[k]) || q[k] < 0)
            return -1;
        top = fmax(top, (double)z[k]);
        weight += q[k];
    }
    for (int k = 0; k < n; k++)
        sum += exp((double)z[k] - top);
    for (int k = 0; k < n; k++)
        dz[k] = (float)((double)weight * exp((double)z[k] - top) / sum - (double)q[k]);
    return 0;
}
