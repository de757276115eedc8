/* What the graded tests of chapter 03 share. */
#include "shared.h"

#include <gsl/gsl_rng.h>
#include <math.h>
#include <string.h>

#include "grade.h"

enum { MOST = 4096 };

void randomise(float *x, int n, unsigned long seed)
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(rng, seed);
    for (int i = 0; i < n; i++)
        x[i] = (float)(2 * gsl_rng_uniform(rng) - 1);
    gsl_rng_free(rng);
}

float *holding(const float *start, int n)
{
    float *x = grade_floats((size_t)n);
    memcpy(x, start, (size_t)n * sizeof *x);
    return x;
}

const float *given(const float *x, int n)
{
    return grade_input(x, (size_t)n * sizeof *x);
}

int agree(const float *got, const double *want, int n)
{
    for (int i = 0; i < n; i++)
        if (!(fabs((double)got[i] - want[i]) < 1e-4 * (1 + fabs(want[i]))))
            return 0;
    return 1;
}

void check_added(const float *got, const float *start, const double *added, int n, const char *likely)
{
    float want[MOST];
    double first[MOST];
    for (int i = 0; i < n; i++) {
        want[i] = (float)((double)start[i] + added[i]);
        first[i] = (double)start[i];
    }
    if (agree(got, added, n))
        likely = "the gradient was written over what the array held; add to it";
    else if (agree(got, first, n))
        likely = "nothing was added";
    grade_array(got, want, (size_t)n, 1e-4, likely);
}
