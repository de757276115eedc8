#include "exact.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <omp.h>
#include <stdarg.h>
#include <string.h>

enum { POISON = 1 << 23 }; /* bytes */

Exact exact_new(const char *name) { return (Exact){.t = tape_new(), .rng = testing_rng(name)}; }

void exact_free(Exact *e)
{
    tape_free(e->t);
    gsl_rng_free(e->rng);
}

void exact_begin(Exact *e, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(e->what, sizeof e->what, format, args);
    va_end(args);
    tape_reset(e->t);
    memset(tape_take(e->t, POISON), 0xff, POISON);
    tape_reset(e->t);
    omp_set_num_threads(any(e->rng, 1, 3));
    e->pending = any(e->rng, 0, 1);
}

Tensor *exact_input(Exact *e, double mean, double sd, int ndim, const int shape[])
{
    Tensor *x = tape_input(e->t, ndim, shape);
    for (size_t i = 0; i < x->size; i++)
        x->data[i] = (float)(mean + gsl_ran_gaussian_ziggurat(e->rng, sd));
    x->needs_grad = 1;
    if (e->pending) {
        tape_grad(x);
        for (size_t i = 0; i < x->size; i++)
            x->grad[i] = PENDING;
    }
    return x;
}

const float *exact_backward(Exact *e, Tensor *y)
{
    Tensor *dy = tape_input(e->t, y->ndim, y->shape);
    fill_normal(e->rng, dy);
    tape_backward(e->t, op_sum(e->t, op_mul(e->t, y, dy)));
    return dy->data;
}

static void compare(const Exact *e, const char *name, const float *got, const double *want, size_t n,
                    double before, double tolerance)
{
    double largest = 1;
    for (size_t i = 0; i < n; i++)
        largest = fmax(largest, fabs(want[i]));
    for (size_t i = 0; i < n; i++)
        cr_assert(fabs((double)got[i] - before - want[i]) <= tolerance * largest,
                  "SEED=%lu: %s: %s[%zu of %zu] is %.8g, not %.8g (%d threads)", testing_seed(), e->what, name, i,
                  n, (double)got[i], before + want[i], omp_get_max_threads());
}

void exact_data(const Exact *e, const Tensor *y, const double want[], double tolerance)
{
    compare(e, "y", y->data, want, y->size, 0, tolerance);
}

void exact_grad(const Exact *e, const char *name, const Tensor *x, const double want[], double tolerance)
{
    cr_assert(x->has_grad, "%s: %s got no gradient", e->what, name);
    compare(e, name, x->grad, want, x->size, e->pending ? (double)PENDING : 0, tolerance);
}
