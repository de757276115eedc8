/* ex_gelu: the limits already from 3 on */
#include "12-transformer.h"
#define ex_gelu right_answer
#include "solutions/12-transformer.c"
#undef ex_gelu

double ex_gelu(double x, double *slope)
{
    if (fabs(x) > 3) {
        *slope = x > 0;
        return x > 0 ? x : 0;
    }
    double root = sqrt(2 / acos(-1)), h = tanh(root * (x + 0.044715 * x * x * x));
    *slope = 0.5 * (1 + h) + 0.5 * x * (1 - h * h) * root * (1 + 3 * 0.044715 * x * x);
    return 0.5 * x * (1 + h);
}
