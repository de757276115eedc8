/* ex_accuracy: adds up in unsigned ints */
#include "05-convnet.h"
#define ex_accuracy right_answer
#include "solutions/05-convnet.c"
#undef ex_accuracy

double ex_accuracy(const int *count, int classes, double *error, double *recall)
{
    unsigned all = 0, right = 0;
    if (classes < 1)
        return NAN;
    for (int i = 0; i < classes * classes; i++)
        if (count[i] < 0)
            return NAN;
    for (int t = 0; t < classes; t++) {
        unsigned row = 0;
        for (int s = 0; s < classes; s++)
            row += (unsigned)count[t * classes + s];
        if (recall)
            recall[t] = (double)count[t * classes + t] / (double)row;
        all += row;
        right += (unsigned)count[t * classes + t];
    }
    double a = (double)right / (double)all;
    if (error)
        *error = sqrt(a * (1 - a) / all);
    return a;
}
