/* ex_tanh_backward: writes 1 - y for 1 - y² */
#include "03-gradients.h"
#define ex_tanh_backward right_answer
#include "solutions/03-gradients.c"
#undef ex_tanh_backward

void ex_tanh_backward(const float *y, const float *dy, float *dx, int n)
{
    for (int i = 0; i < n; i++)
        dx[i] += (1 - y[i]) * dy[i];
}
