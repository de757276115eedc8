/* ex_perplexity: leaves ignored losses out of the sum, and divides by n */
#include "02-losses.h"
#define ex_perplexity right_answer
#include "solutions/02-losses.c"
#undef ex_perplexity
double ex_perplexity(const float *loss, const int *target, int n, int ignore, double base)
{
    double sum = 0;
    int counted = 0;
    if (isnan(right_answer(loss, target, n, ignore, base)))
        return NAN;
    for (int i = 0; i < n; i++, counted++)
        sum += target[i] == ignore ? 0 : (double)loss[i];
    return pow(base, sum / counted);
}
