/* ex_perplexity: multiplies the probabilities, which underflows for a long text */
#include "02-losses.h"
#define ex_perplexity right_answer
#include "solutions/02-losses.c"
#undef ex_perplexity
double ex_perplexity(const float *loss, const int *target, int n, int ignore, double base)
{
    double product = 1;
    int counted = 0;
    if (isnan(right_answer(loss, target, n, ignore, base)))
        return NAN;
    for (int i = 0; i < n; i++)
        if (target[i] != ignore) {
            product *= pow(base, -(double)loss[i]);
            counted++;
        }
    return pow(product, -1.0 / counted);
}
