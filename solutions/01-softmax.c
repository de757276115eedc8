/* 01-softmax.c: one worked answer. */
#include "01-softmax.h"

#include <math.h>

int ex_softmax(const float *z, float *p, int n)
{
    //> yours: share 1 among the scores, in proportion to e^z
    float m = -INFINITY;
    for (int i = 0; i < n; i++) {
        if (isnan(z[i]) || z[i] == INFINITY)
            return -1;
        m = fmaxf(m, z[i]);
    }
    if (m == -INFINITY) /* n < 1, or every choice forbidden */
        return -1;
    double sum = 0; /* in float, terms under 6e-8 of the sum are lost */
    for (int i = 0; i < n; i++) {
        p[i] = expf(z[i] - m); /* -INFINITY - m is -INFINITY, and expf of it 0 */
        sum += p[i];
    }
    for (int i = 0; i < n; i++)
        p[i] = (float)(p[i] / sum);
    return 0;
    //< yours: (void)z; (void)p; (void)n; return -1;
}

double ex_logsumexp(const float *z, int n)
{
    //> yours: ln of the sum, with an answer for every n >= 0
    if (n < 0)
        return NAN;
    float m = -INFINITY;
    for (int i = 0; i < n; i++) {
        if (isnan(z[i]))
            return NAN;
        m = fmaxf(m, z[i]);
    }
    if (isinf(m)) /* z[i] - m would be INFINITY - INFINITY, which is NaN */
        return m;
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += exp((double)z[i] - m);
    return m + log(sum);
    //< yours: (void)z; (void)n; return NAN;
}

int ex_temperature(const float *z, float *p, int n, double t)
{
    //> yours: which scores would give the two limits?
    float m = -INFINITY;
    for (int i = 0; i < n; i++) {
        if (isnan(z[i]) || z[i] == INFINITY)
            return -1;
        m = fmaxf(m, z[i]);
    }
    if (m == -INFINITY || !(t >= 0)) /* !(t >= 0) is true for NaN too; t < 0 is not */
        return -1;
    for (int i = 0; i < n; i++) {
        if (t == 0)
            p[i] = z[i] == m ? 0 : -INFINITY; /* 0 / 0 would be NaN */
        else if (isinf(t))
            p[i] = z[i] > -INFINITY ? 0 : -INFINITY; /* -INFINITY / INFINITY too */
        else
            p[i] = (float)(((double)z[i] - m) / t); /* z[i] / t may overflow; this only to -INFINITY */
    }
    return ex_softmax(p, p, n);
    //< yours: (void)z; (void)p; (void)n; (void)t; return -1;
}

int ex_sample(const float *p, int n, gsl_rng *rng)
{
    //> yours: one draw, one walk
    double sum = 0;
    for (int i = 0; i < n; i++) {
        if (!(p[i] >= 0) || isinf(p[i]))
            return -1;
        sum += p[i];
    }
    if (!(sum > 0))
        return -1;
    double goal = gsl_rng_uniform(rng) * sum, walked = 0;
    for (int i = 0; i < n; i++) {
        walked += p[i];
        if (goal < walked) /* not <=: u = 0 must not stop at a p[0] of 0 */
            return i;
    }
    return -1; /* never reached: u < 1, and the walk ends at sum, added up in the same order */
    //< yours: (void)p; (void)n; (void)rng; return -1;
}
