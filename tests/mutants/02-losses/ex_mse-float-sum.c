/* ex_mse: adds in float */
#include "02-losses.h"
#define ex_mse right_answer
#include "solutions/02-losses.c"
#undef ex_mse
double ex_mse(const float *p, const int *label, int rows, int classes)
{
    float sum = 0;
    if (isnan(right_answer(p, label, rows, classes)))
        return NAN;
    for (int i = 0; i < rows; i++)
        for (int k = 0; k < classes; k++) {
            float miss = p[i * classes + k] - (k == label[i] ? 1.0f : 0.0f);
            sum += miss * miss;
        }
    return (double)sum / rows / classes;
}
