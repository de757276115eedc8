/* ex_mse_sigmoid_grad: forgets the sigmoid's own derivative */
#include "02-losses.h"
#define ex_mse_sigmoid_grad right_answer
#include "solutions/02-losses.c"
#undef ex_mse_sigmoid_grad
int ex_mse_sigmoid_grad(const float *z, const int *y, int n, float *dz)
{
    if (right_answer(z, y, n, dz))
        return -1;
    for (int i = 0; i < n; i++)
        dz[i] = (float)(2 * (1 / (1 + exp(-(double)z[i])) - y[i]) / n);
    return 0;
}
