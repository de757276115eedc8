/* ex_validation_loss: counts the places in int */
#include "13-pretraining.h"
#define ex_validation_loss right_answer
#include "solutions/13-pretraining.c"
#undef ex_validation_loss

double ex_validation_loss(const int *ids, size_t n, int T,
                          double (*score)(void *context, const int *x, const int *y, int length), void *context)
{
    if (n < 2 || T < 1)
        return NAN;
    double sum = 0;
    for (int at = 0; at < (int)(n - 1);) {
        int left = (int)(n - 1) - at, length = left < T ? left : T;
        sum += length * score(context, ids + at, ids + at + 1, length);
        at += length;
    }
    return sum / (double)(n - 1);
}
