/* shared.h: what the tests of chapter 19 share. */
#ifndef TESTS_19_SHARED_H
#define TESTS_19_SHARED_H

#include <gsl/gsl_randist.h>
#include <math.h>

#include "grade.h"

enum { MOST = 4096 };

static inline void randomise(float *x, int n, unsigned long seed)
{
    gsl_rng *rng = grade_random(seed);
    for (int i = 0; i < n; i++)
        x[i] = (float)gsl_ran_gaussian(rng, 1);
}

static inline const float *given(const float *x, int n) { return grade_input(x, (size_t)n * sizeof *x); }

static inline int same(const float *a, const float *b, int n)
{
    for (int i = 0; i < n; i++)
        if (!(fabsf(a[i] - b[i]) <= 1e-4f * (1 + fabsf(b[i]))))
            return 0;
    return 1;
}

#endif
