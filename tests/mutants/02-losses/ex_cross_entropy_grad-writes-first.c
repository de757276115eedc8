/* ex_cross_entropy_grad: writes zeros before it looks at its input */
#include "02-losses.h"
#define ex_cross_entropy_grad right_answer
#include "solutions/02-losses.c"
#undef ex_cross_entropy_grad
int ex_cross_entropy_grad(const float *z, const float *q, int n, float *dz)
{
    for (int k = 0; k < n; k++)
        dz[k] = 0;
    return right_answer(z, q, n, dz);
}
