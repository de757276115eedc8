/* ex_mse: reads p column by column */
#include "02-losses.h"
#define ex_mse right_answer
#include "solutions/02-losses.c"
#undef ex_mse
double ex_mse(const float *p, const int *label, int rows, int classes)
{
    double sum = 0;
    if (isnan(right_answer(p, label, rows, classes)))
        return NAN;
    for (int i = 0; i < rows; i++)
        for (int k = 0; k < classes; k++)
            sum += pow((double)p[k * rows + i] - (k == label[i]), 2);
    return sum / rows / classes;
}
