/* Chapter 16: logistic regression, by GSL's minimiser. See logistic.h. */
#include "logistic.h"

#include <gsl/gsl_math.h>
#include <gsl/gsl_multimin.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"

enum { MOST_STEPS = 60 };

Rows rows_new(int n, int columns, size_t numbers)
{
    Rows r = {n, columns, calloc((size_t)n + 1, sizeof *r.start), malloc((numbers + 1) * sizeof *r.col),
              malloc((numbers + 1) * sizeof *r.value), calloc((size_t)n + 1, sizeof *r.label)};
    CHECK(r.start && r.col && r.value && r.label, "out of memory");
    return r;
}

void rows_free(Rows *r)
{
    free(r->start), free(r->col), free(r->value), free(r->label);
    *r = (Rows){0};
}

double logistic_score(const Rows *r, int i, const double *w)
{
    double z = w[r->columns];
    for (size_t k = r->start[i]; k < r->start[i + 1]; k++)
        z += w[r->col[k]] * (double)r->value[k];
    return z;
}

typedef struct {
    const Rows *rows;
    double l2;
} Problem;

//> logistic
/* The loss, and its gradient by the weights: every row adds (p - label) times its numbers. */
static void both(const gsl_vector *at, void *problem, double *loss, gsl_vector *grad)
{
    const Problem *p = problem;
    const Rows *r = p->rows;
    const double *w = at->data;
    double *g = grad->data, sum = 0;
    gsl_vector_memcpy(grad, at);
    gsl_vector_scale(grad, p->l2);
    g[r->columns] = 0; /* the bias may be as large as it likes */
    for (int i = 0; i < r->n; i++) {
        double z = logistic_score(r, i, w), wrong = r->label[i] ? -z : z; /* p(label) = 1/(1 + exp(wrong)) */
        double d = (1 / (1 + exp(-z)) - r->label[i]) / r->n;
        sum += (wrong > 0 ? wrong + log1p(exp(-wrong)) : log1p(exp(wrong))) / r->n;
        g[r->columns] += d;
        for (size_t k = r->start[i]; k < r->start[i + 1]; k++)
            g[r->col[k]] += d * (double)r->value[k];
    }
    for (int k = 0; k < r->columns; k++)
        sum += p->l2 / 2 * gsl_pow_2(w[k]);
    *loss = sum;
}
//< logistic

static void slope(const gsl_vector *at, void *problem, gsl_vector *grad)
{
    double loss;
    both(at, problem, &loss, grad);
}

static double value(const gsl_vector *at, void *problem)
{
    double loss;
    gsl_vector *grad = gsl_vector_alloc(at->size);
    both(at, problem, &loss, grad);
    gsl_vector_free(grad);
    return loss;
}

double *logistic_fit(const Rows *r, double l2)
{
    size_t size = (size_t)r->columns + 1;
    Problem p = {r, l2};
    gsl_multimin_function_fdf f = {value, slope, both, size, &p};
    gsl_vector *start = gsl_vector_calloc(size);
    gsl_multimin_fdfminimizer *m = gsl_multimin_fdfminimizer_alloc(gsl_multimin_fdfminimizer_vector_bfgs2, size);
    gsl_error_handler_t *handler = gsl_set_error_handler_off(); /* "no progress" is the end, not an error */
    gsl_multimin_fdfminimizer_set(m, &f, start, 1, 0.1);
    for (int i = 0; i < MOST_STEPS && !gsl_multimin_fdfminimizer_iterate(m); i++)
        if (gsl_multimin_test_gradient(m->gradient, 1e-5) == GSL_SUCCESS)
            break;
    gsl_set_error_handler(handler);
    double *w = malloc(size * sizeof *w);
    CHECK(w, "out of memory");
    memcpy(w, m->x->data, size * sizeof *w);
    gsl_multimin_fdfminimizer_free(m), gsl_vector_free(start);
    return w;
}
