/* Solutions of chapter 02. */
#include "02-losses.h"

#include <math.h>

double ex_cross_entropy(const float *z, int n, int label)
{
    //> yours: ln(sum of e^z) - z[label], with the largest exponential kept apart from the others
    if (n < 1 || label < 0 || label >= n)
        return NAN;
    int top = 0;
    for (int k = 0; k < n; k++) {
        if (isnan(z[k]) || z[k] == INFINITY)
            return NAN;
        if (z[k] > z[top])
            top = k;
    }
    if (z[top] == -INFINITY)
        return NAN;
    /* Relative to the largest the sum is 1 + others. A confident model's loss is the others, so
     * adding them to 1 would round it away: log1p is there for that. */
    double others = 0;
    for (int k = 0; k < n; k++)
        if (k != top)
            others += exp((double)z[k] - (double)z[top]);
    return log1p(others) + ((double)z[top] - (double)z[label]);
    //< yours: (void)z; (void)n; (void)label; return NAN;
}

int ex_cross_entropy_grad(const float *z, const float *q, int n, float *dz)
{
    //> yours: differentiate first: -(sum of q z) + (sum of q) ln(sum of e^z)
    double top = -INFINITY, sum = 0, weight = 0;
    if (n < 1)
        return -1;
    for (int k = 0; k < n; k++) {
        if (!isfinite(z[k]) || !isfinite(q[k]) || q[k] < 0)
            return -1;
        top = fmax(top, (double)z[k]);
        weight += (double)q[k];
    }
    for (int k = 0; k < n; k++)
        sum += exp((double)z[k] - top);
    /* p - y is the case of weights that sum to 1. */
    for (int k = 0; k < n; k++)
        dz[k] = (float)(weight * exp((double)z[k] - top) / sum - (double)q[k]);
    return 0;
    //< yours: (void)z; (void)q; (void)n; (void)dz; return -1;
}

double ex_mse(const float *p, const int *label, int rows, int classes)
{
    //> yours
    double sum = 0;
    if (rows < 1 || classes < 1)
        return NAN;
    for (int i = 0; i < rows; i++, p += classes) {
        if (label[i] < 0 || label[i] >= classes)
            return NAN;
        for (int k = 0; k < classes; k++) {
            double miss = (double)p[k] - (k == label[i]);
            sum += miss * miss;
        }
    }
    return sum / rows / classes;
    //< yours: (void)p; (void)label; (void)rows; (void)classes; return NAN;
}

int ex_mse_sigmoid_grad(const float *z, const int *y, int n, float *dz)
{
    //> yours: what is 1 - sigmoid(z), written so that nothing is subtracted from 1?
    if (n < 1)
        return -1;
    for (int i = 0; i < n; i++)
        if (isnan(z[i]) || (y[i] != 0 && y[i] != 1))
            return -1;
    for (int i = 0; i < n; i++) {
        double p = 1 / (1 + exp(-(double)z[i])), not_p = 1 / (1 + exp((double)z[i]));
        double error = y[i] ? -not_p : p; /* p - y */
        dz[i] = (float)(2 * error * p * not_p / n);
    }
    return 0;
    //< yours: (void)z; (void)y; (void)n; (void)dz; return -1;
}

double ex_perplexity(const float *loss, const int *target, int n, int ignore, double base)
{
    //> yours
    double sum = 0;
    int counted = 0;
    if (!isfinite(base) || base <= 1)
        return NAN;
    for (int i = 0; i < n; i++) {
        if (target[i] == ignore)
            continue;
        if (!(loss[i] >= 0))
            return NAN;
        sum += (double)loss[i];
        counted++;
    }
    return pow(base, sum / counted); /* 0 / 0 is NaN */
    //< yours: (void)loss; (void)target; (void)n; (void)ignore; (void)base; return NAN;
}
