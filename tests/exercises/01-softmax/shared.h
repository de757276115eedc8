/* What the graded tests of chapter 01 share: references in long double, with the shift, and random scores. */
#ifndef SHARED_H
#define SHARED_H

#include <gsl/gsl_randist.h>
#include <math.h>

static inline float top(const float *z, int n)
{
    float m = -INFINITY;
    for (int i = 0; i < n; i++)
        m = z[i] > m ? z[i] : m;
    return m;
}

static inline long double shifted_sum(const float *z, int n, long double t)
{
    long double sum = 0, m = top(z, n);
    for (int i = 0; i < n; i++)
        sum += expl((z[i] - m) / t);
    return sum;
}

static inline void reference(const float *z, float *p, int n, long double t)
{
    long double sum = shifted_sum(z, n, t), m = top(z, n);
    for (int i = 0; i < n; i++)
        p[i] = (float)(expl((z[i] - m) / t) / sum);
}

/* `masks`: how likely a score is -INFINITY. */
static inline void random_scores(gsl_rng *rng, float *z, int n, double centre, double spread, double masks)
{
    for (int i = 0; i < n; i++)
        z[i] = gsl_rng_uniform(rng) < masks ? -INFINITY : (float)(centre + gsl_ran_gaussian(rng, spread));
}

#endif
