/* ex_mse_sigmoid_grad: the derivative as e^-z / (1 + e^-z)^2 */
#include "02-losses.h"
#define ex_mse_sigmoid_grad right_answer
#include "solutions/02-losses.c"
#undef ex_mse_sigmoid_grad
int ex_mse_sigmoid_grad(const float *z, const int *y, int n, float *dz)
{
    if (right_answer(z, y, n, dz))
        return -1;
    for (int i = 0; i < n; i++) {
        double e = exp(-(double)z[i]), p = 1 / (1 + e), miss = y[i] ? -e * p : p;
        dz[i] = (float)(2 * miss * e / ((1 + e) * (1 + e)) / n);
    }
    return 0;
}
