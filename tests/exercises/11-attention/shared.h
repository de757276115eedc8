/* shared.h: what the graded tests of chapter 11 share: the definitions, in long double, and known mistakes. */
#ifndef SHARED_H
#define SHARED_H

#include "grade.h"

enum { MOST = 2048 };

float *randomise(float *x, int n, unsigned long seed);

static inline const float *given(const float *x, int n) { return grade_input(x, (size_t)n * sizeof *x); }

/* Whether an array came out as a known mistake would have it. */
int is(const float *got, const float *wrong, int n);

int has_nan(const float *x, int n);

/* The contract divides by √d. */
void scores(const float *q, const float *k, float *s, int n, int m, int d, long double divisor);

/* Of the first i + diagonal + 1 scores of row i; in the contract the diagonal is m - n. */
void softmax(const float *s, float *p, int n, int m, int diagonal);

typedef struct {
    int n, m, d, w, causal;
    int own, raw;        /* mistakes: query i at position i; weights that do not sum to 1 */
    long double divisor; /* 0: √d; all others are mistakes */
} Shape;

void head(const float *q, const float *k, const float *v, float *o, Shape c);

#endif
