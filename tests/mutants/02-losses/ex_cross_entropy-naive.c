/* ex_cross_entropy: exponentiates without subtracting the largest logit */
#include "02-losses.h"
#define ex_cross_entropy right_answer
#include "solutions/02-losses.c"
#undef ex_cross_entropy
double ex_cross_entropy(const float *z, int n, int label)
{
    double sum = 0;
    if (n < 1 || label < 0 || label >= n)
        return NAN;
    for (int k = 0; k < n; k++) {
        if (z[k] == INFINITY)
            return NAN;
        sum += exp((double)z[k]);
    }
    return sum > 0 ? log(sum) - (double)z[label] : (double)NAN;
}
