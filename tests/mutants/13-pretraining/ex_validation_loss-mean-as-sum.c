/* ex_validation_loss: takes the mean that score gives for a sum */
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
    for (size_t at = 0; at < n - 1;) {
        size_t left = n - 1 - at;
        int length = left < (size_t)T ? (int)left : T;
        sum += score(context, ids + at, ids + at + 1, length);
        at += (size_t)length;
    }
    return sum / (double)(n - 1);
}
