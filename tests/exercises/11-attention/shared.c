/* What the graded tests of chapter 11 share. References are the definitions, in long double. */
#include "shared.h"

#include <gsl/gsl_randist.h>
#include <math.h>

float *randomise(float *x, int n, unsigned long seed)
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(rng, seed);
    for (int i = 0; i < n; i++)
        x[i] = (float)gsl_ran_gaussian(rng, 1);
    gsl_rng_free(rng);
    return x;
}

int is(const float *got, const float *wrong, int n)
{
    for (int i = 0; i < n; i++)
        if (!(fabsf(got[i] - wrong[i]) <= 1e-5f * (1 + fabsf(wrong[i]))))
            return 0;
    return 1;
}

int has_nan(const float *x, int n)
{
    for (int i = 0; i < n; i++)
        if (isnan(x[i]))
            return 1;
    return 0;
}

void scores(const float *q, const float *k, float *s, int n, int m, int d, long double divisor)
{
    for (int i = 0; i < n * m; i++) {
        long double dot = 0;
        for (int c = 0; c < d; c++)
            dot += (long double)q[i / m * d + c] * (long double)k[i % m * d + c];
        s[i] = (float)(dot / divisor);
    }
}

void softmax(const float *s, float *p, int n, int m, int diagonal)
{
    for (int i = 0; i < n; i++) {
        int seen = i + diagonal + 1;
        seen = seen > m ? m : seen;
        long double top = -INFINITY, sum = 0;
        for (int j = 0; j < seen; j++)
            top = fmaxl(top, s[i * m + j]);
        for (int j = 0; j < seen; j++)
            sum += expl(s[i * m + j] - top);
        for (int j = 0; j < m; j++)
            p[i * m + j] = j < seen ? (float)(expl(s[i * m + j] - top) / sum) : 0;
    }
}

void head(const float *q, const float *k, const float *v, float *o, Shape c)
{
    float s[MOST], p[MOST];
    scores(q, k, s, c.n, c.m, c.d, c.divisor > 0 ? c.divisor : sqrtl(c.d));
    softmax(s, p, c.n, c.m, !c.causal ? c.m : c.own ? 0 : c.m - c.n);
    for (int i = 0; i < c.n * c.w; i++) {
        const float *row = p + i / c.w * c.m;
        long double mix = 0, top = 0;
        for (int j = 0; j < c.m; j++)
            if (row[j] > 0)
                mix += (long double)row[j] * (long double)v[j * c.w + i % c.w], top = fmaxl(top, row[j]);
        o[i] = (float)(c.raw ? mix / top : mix);
    }
}
