/* ex_perplexity: the mean of the exponentials */
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
    for (int i = 0; i < n; i++)
        if (target[i] != ignore) {
            sum += pow(base, (double)loss[i]);
            counted++;
        }
    return sum / counted;
}
