/* exact.h: results and gradients against formulas in double, element by element. Differences along a direction
 * cannot see one wrong element among thousands; these can. */
#ifndef EXACT_H
#define EXACT_H

#include "op.h"
#include "testing.h"

/* What every pending gradient is before backward: by turns nothing and this. */
#define PENDING 0.5F

typedef struct {
    Tape *t;
    gsl_rng *rng;
    int pending; /* do inputs have a gradient from elsewhere? */
    char what[128]; /* for messages */
} Exact;

Exact exact_new(const char *name);
void exact_free(Exact *e);

/* Begins a case: an empty tape whose memory holds NaN, 1 to 3 threads, pending gradients or none; says what. */
void exact_begin(Exact *e, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* An input from N(mean, sd²) that needs a gradient. */
Tensor *exact_input(Exact *e, double mean, double sd, int ndim, const int shape[]);

/* Runs backward with random dL/dy, which it returns. */
const float *exact_backward(Exact *e, Tensor *y);

/* |got - want| <= tolerance max(1, max|want|) for every element of y, or of the gradient of x. */
void exact_data(const Exact *e, const Tensor *y, const double want[], double tolerance);
void exact_grad(const Exact *e, const char *name, const Tensor *x, const double want[], double tolerance);

#endif
