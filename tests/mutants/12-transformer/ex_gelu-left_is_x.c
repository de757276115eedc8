/* ex_gelu: far out on the left the value is x */
#include "12-transformer.h"
#define ex_gelu right_answer
#include "solutions/12-transformer.c"
#undef ex_gelu

double ex_gelu(double x, double *slope)
{
    double y = right_answer(x, slope);
    return x < -100 ? x : y;
}
