/* ex_gelu: max(0, x) */
#include "12-transformer.h"
#define ex_gelu right_answer
#include "solutions/12-transformer.c"
#undef ex_gelu

double ex_gelu(double x, double *slope)
{
    *slope = x > 0;
    return x > 0 ? x : 0;
}
