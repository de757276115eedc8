/* ex_gelu: forgets the half */
#include "12-transformer.h"
#define ex_gelu right_answer
#include "solutions/12-transformer.c"
#undef ex_gelu

double ex_gelu(double x, double *slope)
{
    if (fabs(x) > 100) {
        *slope = x > 0;
        return x > 0 ? x : 0;
    }
    double root = sqrt(2 / acos(-1)), h = tanh(root * (x + 0.044715 * x * x * x));
    *slope = 0.5 * (1 + h) + 0.5 * x * (1 - h * h) * root * (1 + 3 * 0.044715 * x * x);
    return x * (1 + h);
}
