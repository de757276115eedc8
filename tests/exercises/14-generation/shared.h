/* shared.h: what the tests of chapter 14 share. */
#ifndef TESTS_14_SHARED_H
#define TESTS_14_SHARED_H

#include <gsl/gsl_randist.h>
#include <math.h>

#include "grade.h"

enum { MOST = 4096 };

static inline float *randomise(float *x, int n, double sd, unsigned long seed)
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(rng, seed);
    for (int i = 0; i < n; i++)
        x[i] = (float)gsl_ran_gaussian(rng, sd);
    gsl_rng_free(rng);
    return x;
}

static inline const float *given(const float *x, int n) { return grade_input(x, (size_t)n * sizeof *x); }

/* Whether an array came out as a known mistake would have it. */
static inline int is(const float *got, const float *wrong, int n)
{
    for (int i = 0; i < n; i++)
        if (!(fabsf(got[i] - wrong[i]) <= 1e-5f * (1 + fabsf(wrong[i]))))
            return 0;
    return 1;
}

#endif
