/* shared.h: what the tests of chapter 20 share. */
#ifndef TESTS_20_SHARED_H
#define TESTS_20_SHARED_H

#include <gsl/gsl_randist.h>
#include <math.h>

#include "grade.h"

enum { MOST_N = 4096 };

static inline void randomise(float *x, int n, unsigned long seed, double sd)
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(rng, seed);
    for (int i = 0; i < n; i++)
        x[i] = (float)gsl_ran_gaussian(rng, sd);
    gsl_rng_free(rng);
}

static inline const float *given(const float *x, int n) { return grade_input(x, (size_t)n * sizeof *x); }

static inline float largest(const float *x, int n)
{
    float top = 0;
    for (int i = 0; i < n; i++)
        top = fmaxf(top, fabsf(x[i]));
    return top;
}

typedef struct {
    double most;
    int down, cut; /* rounds down; holds q within -most … most */
    int low;       /* holds q within -most - 1 … most */
    enum { SQUARE, SIZE, LARGEST } error;
} How;

/* The error of x, rounded: for ex_snr and ex_best_scale. */
static inline long double noise(const float *x, int n, long double scale, How how)
{
    long double sum = 0;
    for (int i = 0; i < n; i++) {
        long double q = how.down ? truncl(x[i] / scale) : rintl(x[i] / scale);
        if (how.cut)
            q = fminl(fmaxl(q, -how.most - how.low), how.most);
        long double off = fabsl(x[i] - scale * q);
        sum = how.error == SQUARE ? sum + off * off : how.error == SIZE ? sum + off : fmaxl(sum, off);
    }
    return sum;
}

#endif
