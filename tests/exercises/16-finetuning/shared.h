/* shared.h: what the tests of chapter 16 share. */
#ifndef TESTS_16_SHARED_H
#define TESTS_16_SHARED_H

#include <gsl/gsl_rng.h>

#include "grade.h"

#define LENGTH(array) (int)(sizeof(array) / sizeof *(array))

static inline int draw(gsl_rng *rng, int n) { return (int)gsl_rng_uniform_int(rng, (unsigned long)n); }

static inline const int *given(const int *x, int n) { return grade_input(x, (size_t)n * sizeof *x); }

/* For ex_f1 and ex_best_threshold: four counts of mails, and the F1 of them. */
enum { MOST_N = 400 };

typedef struct {
    double hits, alarms, missed, rest, f1;
} Counts;

static inline Counts count(const int *said, const int *label, int n)
{
    Counts c = {0};
    for (int i = 0; i < n; i++)
        *(label[i] == 1 ? said[i] ? &c.hits : &c.missed : said[i] ? &c.alarms : &c.rest) += label[i] != -1;
    c.f1 = 2 * c.hits / (2 * c.hits + c.alarms + c.missed);
    return c;
}

#endif
