/* What the graded tests of chapter 02 share. */
#ifndef SHARED_H
#define SHARED_H

#include <gsl/gsl_rng.h>
#include <math.h>

#include "grade.h"

enum { MOST = 12, TEXT = 200 };

/* Whether an array came out as a known mistake would have it. */
static inline int is(const float *got, const double *wrong, int n)
{
    for (int k = 0; k < n; k++)
        if (!(fabs((double)got[k] - wrong[k]) <= 1e-6 + 1e-5 * fabs(wrong[k])))
            return 0;
    return 1;
}

static const char unchecked[] = "dz was written before all of the input was checked: check in a loop before";

#endif
