/* ex_accuracy: in per cent */
#include "05-convnet.h"
#define ex_accuracy right_answer
#include "solutions/05-convnet.c"
#undef ex_accuracy

double ex_accuracy(const int *count, int classes, double *error, double *recall)
{
    double all = 0, right = 0;
    if (classes < 1)
        return NAN;
    for (int i = 0; i < classes * classes; i++)
        if (count[i] < 0)
            return NAN;
    for (int t = 0; t < classes; t++) {
        double row = 0;
        for (int s = 0; s < classes; s++)
            row += count[t * classes + s];
        if (recall)
            recall[t] = count[t * classes + t] / row;
        all += row;
        right += count[t * classes + t];
    }
    double a = 100 * right / all;
    if (error)
        *error = sqrt(a * (1 - a) / all);
    return a;
}
