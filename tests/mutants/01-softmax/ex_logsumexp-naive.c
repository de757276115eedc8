/* ex_logsumexp: does not shift at all */
#include "01-softmax.h"
#define ex_logsumexp right_answer
#include "solutions/01-softmax.c"
#undef ex_logsumexp

double ex_logsumexp(const float *z, int n)
{
    if (n < 0)
        return NAN;
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += exp(z[i]);
    return log(sum);
}
