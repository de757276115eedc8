/* ex_cross_entropy: leaves every largest logit out of the sum, not one of them */
#include "02-losses.h"
#define ex_cross_entropy right_answer
#include "solutions/02-losses.c"
#undef ex_cross_entropy
double ex_cross_entropy(const float *z, int n, int label)
{
    double top = -INFINITY, rest = 0;
    if (isnan(right_answer(z, n, label)))
        return NAN;
    for (int k = 0; k < n; k++)
        top = fmax(top, (double)z[k]);
    for (int k = 0; k < n; k++)
        rest += (double)z[k] < top ? exp((double)z[k] - top) : 0;
    return log1p(rest) + (top - (double)z[label]);
}
