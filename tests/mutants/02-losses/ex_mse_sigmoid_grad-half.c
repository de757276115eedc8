/* ex_mse_sigmoid_grad: leaves out the factor 2 */
#include "02-losses.h"
#define ex_mse_sigmoid_grad right_answer
#include "solutions/02-losses.c"
#undef ex_mse_sigmoid_grad
int ex_mse_sigmoid_grad(const float *z, const int *y, int n, float *dz)
{
    if (right_answer(z, y, n, dz))
        return -1;
    for (int i = 0; i < n; i++)
        dz[i] /= 2;
    return 0;
}
