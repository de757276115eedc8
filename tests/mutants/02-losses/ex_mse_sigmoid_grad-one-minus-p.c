/* ex_mse_sigmoid_grad: 1 - p, which is 0 once p is rounded to 1 */
#include "02-losses.h"
#define ex_mse_sigmoid_grad right_answer
#include "solutions/02-losses.c"
#undef ex_mse_sigmoid_grad
int ex_mse_sigmoid_grad(const float *z, const int *y, int n, float *dz)
{
    if (n < 1)
        return -1;
    for (int i = 0; i < n; i++)
        if (isnan(z[i]) || (y[i] != 0 && y[i] != 1))
            return -1;
    for (int i = 0; i < n; i++) {
        double p = 1 / (1 + exp(-(double)z[i]));
        dz[i] = (float)(2 * (p - y[i]) * p * (1 - p) / n);
    }
    return 0;
}
