/* ex_tanh_backward: takes y for x */
#include "03-gradients.h"
#define ex_tanh_backward right_answer
#include "solutions/03-gradients.c"
#undef ex_tanh_backward

void ex_tanh_backward(const float *y, const float *dy, float *dx, int n)
{
    for (int i = 0; i < n; i++)
        dx[i] += (1 - tanhf(y[i]) * tanhf(y[i])) * dy[i];
}
