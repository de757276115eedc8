/* ex_cross_entropy: adds the other exponentials to 1, where they are rounded away */
#include "02-losses.h"
#define ex_cross_entropy right_answer
#include "solutions/02-losses.c"
#undef ex_cross_entropy
double ex_cross_entropy(const float *z, int n, int label)
{
    double top = -INFINITY, sum = 0;
    if (n < 1 || label < 0 || label >= n)
        return NAN;
    for (int k = 0; k < n; k++) {
        if (isnan(z[k]) || z[k] == INFINITY)
            return NAN;
        top = fmax(top, (double)z[k]);
    }
    if (isinf(top))
        return NAN;
    for (int k = 0; k < n; k++)
        sum += exp((double)z[k] - top);
    return log(sum) + top - (double)z[label];
}
