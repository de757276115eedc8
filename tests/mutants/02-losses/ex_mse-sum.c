/* ex_mse: the sum, not the mean */
#include "02-losses.h"
#define ex_mse right_answer
#include "solutions/02-losses.c"
#undef ex_mse
double ex_mse(const float *p, const int *label, int rows, int classes)
{
    return right_answer(p, label, rows, classes) * rows * classes;
}
