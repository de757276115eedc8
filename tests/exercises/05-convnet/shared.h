/* What the graded tests of chapter 05 share. */
#ifndef SHARED_H
#define SHARED_H

#include <gsl/gsl_rng.h>
#include <stdio.h>

#include "grade.h"

enum { TEXT = 160 };

static inline int up_to(gsl_rng *rng, int low, int high)
{
    return low + (int)gsl_rng_uniform_int(rng, (unsigned long)(high - low + 1));
}

/* By counting: the places that a window can take, one after the other. */
static inline int places(int in, int window, int pad, int stride)
{
    int n = 0;
    for (int at = -pad; at + window <= in + pad; at += stride)
        n++;
    return n ? n : -1;
}

/* As grade_int, but says which number of an array it was. */
static inline void check_at(const char *array, int index, int got, int want, const char *likely)
{
    char returned[TEXT], expected[TEXT];
    if (got == GRADE_UNWRITTEN)
        snprintf(returned, sizeof returned, "%s[%d] as it was", array, index);
    else
        snprintf(returned, sizeof returned, "%s[%d] = %d", array, index, got);
    snprintf(expected, sizeof expected, "%d", want);
    if (got != want)
        grade_fail(returned, expected, NULL, likely);
}

#endif
