#include "gradcheck.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"

typedef struct {
    Params *params;
    GradcheckLoss *loss;
    void *context;
    Tape *tape;
} Check;

static double value(Check *c)
{
    tape_seed(c->tape, 1, 0); /* the same dropout masks each time */
    double y = (double)tensor_item(c->loss(c->tape, c->context));
    tape_reset(c->tape);
    return y;
}

/* All gradients, one parameter after the other; a parameter that got none has zeros. */
static float *analytic(Check *c)
{
    float *g = calloc(params_size(c->params), sizeof *g), *to = g;
    CHECK(g, "gradcheck: out of memory");
    params_drop_grads(c->params);
    tape_seed(c->tape, 1, 0);
    tape_backward(c->tape, c->loss(c->tape, c->context));
    tape_reset(c->tape);
    for (int i = 0; i < params_count(c->params); i++) {
        const Tensor *x = params_at(c->params, i);
        if (x->has_grad)
            memcpy(to, x->grad, x->size * sizeof *to);
        to += x->size;
    }
    params_drop_grads(c->params);
    return g;
}

/* The loss at w + step·v, over all parameters; `saved` holds w. */
static double along(Check *c, const float *saved, const double *v, double step)
{
    size_t at = 0;
    for (int i = 0; i < params_count(c->params); i++) {
        Tensor *x = params_at(c->params, i);
        for (size_t j = 0; j < x->size; j++, at++)
            x->data[j] = (float)((double)saved[at] + step * v[at]);
    }
    return value(c);
}

static double five_points(double p1, double m1, double p2, double m2, double h)
{
    return (8 * (p1 - m1) - (p2 - m2)) / (12 * h);
}

/* The step really taken is what float32 makes of it, so x ± kh are rounded first. */
static double element_derivative(Check *c, float *w, double h)
{
    float centre = *w, step = (float)h;
    float at[4] = {centre + step, centre - step, centre + 2 * step, centre - 2 * step};
    double f[4];
    for (int k = 0; k < 4; k++) {
        *w = at[k];
        f[k] = value(c);
    }
    *w = centre;
    return five_points(f[0], f[1], f[2], f[3], ((double)at[0] - (double)at[1]) / 2);
}

Gradcheck gradcheck_elements(Params *p, GradcheckLoss *loss, void *context, double h)
{
    Check c = {p, loss, context, tape_new()};
    float *g = analytic(&c), *gi = g;
    Gradcheck result = {.worst = -1};
    for (int i = 0; i < params_count(p); gi += params_at(p, i)->size, i++) {
        Tensor *x = params_at(p, i);
        double largest = 1e-30;
        Gradcheck here = {.where = params_name(p, i)};
        for (size_t j = 0; j < x->size; j++)
            largest = fmax(largest, fabs((double)gi[j]));
        for (size_t j = 0; j < x->size; j++) {
            double numeric = element_derivative(&c, &x->data[j], h), miss = fabs(numeric - (double)gi[j]) / largest;
            if (j == 0 || !(miss <= here.worst))
                here.worst = miss, here.element = j, here.analytic = (double)gi[j], here.numeric = numeric;
        }
        if (!(here.worst <= result.worst))
            result = here;
    }
    free(g);
    tape_free(c.tape);
    return result;
}

double gradcheck_direction(Params *p, GradcheckLoss *loss, void *context, double h, gsl_rng *rng)
{
    Check c = {p, loss, context, tape_new()};
    size_t n = params_size(p), at = 0;
    float *g = analytic(&c), *saved = malloc(n * sizeof *saved);
    double *v = malloc(n * sizeof *v), dot = 0, norm = 0;
    CHECK(saved && v, "gradcheck: out of memory");
    for (int i = 0; i < params_count(p); at += params_at(p, i)->size, i++)
        memcpy(saved + at, params_at(p, i)->data, params_at(p, i)->size * sizeof *saved);
    gsl_ran_dir_nd(rng, n, v);
    for (size_t i = 0; i < n; i++)
        dot += (double)g[i] * v[i], norm += (double)g[i] * (double)g[i];
    double d = five_points(along(&c, saved, v, h), along(&c, saved, v, -h), along(&c, saved, v, 2 * h),
                           along(&c, saved, v, -2 * h), h);
    along(&c, saved, v, 0);
    free(g), free(saved), free(v);
    tape_free(c.tape);
    return d == dot ? 0 : fabs(d - dot) / sqrt(norm); /* a gradient of zeros may be right */
}
