#include "gradient.h"

#include <float.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gradcheck.h"

enum { ELEMENTS = 400, DIRECTIONS = 3, DRAWS = 20 };
static const double TOLERANCE = 1e-3;

typedef struct {
    const Gradient *g;
    int mask;                /* bit k: input k needs a gradient */
    Params *learned, *fixed; /* the inputs that do, the inputs that do not */
    Tensor *in[MAX_INPUTS];
    float *c; /* loss = Σ c_i y_i */
} Case;

static Tensor *apply(Tape *t, Case *c) { return c->g->apply(t, c->in, c->g->context); }

static Tensor *weighted(Tape *t, Case *c, Tensor *y)
{
    Tensor *weights = tape_input(t, y->ndim, y->shape);
    tensor_set(weights, c->c);
    return op_sum(t, op_mul(t, y, weights));
}

static Tensor *loss(Tape *t, void *context) { return weighted(t, context, apply(t, context)); }

static void draw(Case *c, gsl_rng *rng)
{
    if (params_count(c->learned))
        params_init(c->learned, rng);
    if (params_count(c->fixed))
        params_init(c->fixed, rng);
    for (int k = 0; k < c->g->nin; k++)
        (c->g->fill[k] ? c->g->fill[k] : fill_normal)(rng, c->in[k]);

    Tape *t = tape_new();
    size_t outputs = apply(t, c)->size;
    tape_free(t);
    free(c->c);
    c->c = malloc(outputs * sizeof *c->c);
    for (size_t i = 0; i < outputs; i++)
        c->c[i] = (float)(gsl_ran_flat(rng, 0.5, 1.5) * (any(rng, 0, 1) ? 1 : -1));
}

static Case begin(const Gradient *g, int mask)
{
    Case c = {.g = g, .mask = mask, .learned = params_new(), .fixed = params_new()};
    const char *names[MAX_INPUTS] = {"input 0", "input 1", "input 2"};
    for (int k = 0; k < g->nin; k++) {
        int learn = mask >> k & 1;
        c.in[k] = params_add(learn ? c.learned : c.fixed, names[k], init_constant(0), g->in[k].ndim,
                             g->in[k].shape);
        c.in[k]->needs_grad = learn;
    }
    return c;
}

static void end(Case *c)
{
    params_free(c->learned);
    params_free(c->fixed);
    free(c->c);
}

/* A relative error says nothing about a gradient that nearly cancels: there the rounding of the loss itself,
 * a few ε(|loss| + ‖c y‖), divided by h, passes the tolerance. Are all gradients large enough to be judged?
 * (Zeros are: windows may see padding alone, and then the differences are exact zeros too.) */
static int can_be_judged(Case *c)
{
    Tape *t = tape_new();
    tape_seed(t, 1, 0);
    Tensor *y = apply(t, c), *total = weighted(t, c, y);
    double squares = 0, h = c->g->h, along = c->g->h_along > 0 ? c->g->h_along : h, all = 0;
    for (size_t i = 0; i < y->size; i++)
        squares += pow((double)(y->data[i] * c->c[i]), 2);
    double rounding = 2 * (double)FLT_EPSILON * (fabs((double)tensor_item(total)) + sqrt(squares));
    tape_backward(t, total);

    int enough = 1, elements = params_size(c->learned) <= ELEMENTS;
    for (int k = 0; k < c->g->nin; k++) {
        double largest = 0;
        for (size_t i = 0; c->in[k]->has_grad && i < c->in[k]->size; i++) {
            largest = fmax(largest, fabs((double)c->in[k]->grad[i]));
            all += pow((double)c->in[k]->grad[i], 2);
        }
        if (c->mask >> k & 1)
            enough &= !elements || !(largest > 0) || largest * TOLERANCE >= rounding / h;
        else
            cr_assert(!c->in[k]->has_grad, "%s: input %d got a gradient without needing one", c->g->name, k);
    }
    enough &= !(all > 0) || sqrt(all) * TOLERANCE >= rounding / along;
    params_drop_grads(c->learned);
    tape_free(t);
    return enough;
}

static void backward(Case *c)
{
    Tape *t = tape_new();
    tape_seed(t, 1, 0);
    tape_backward(t, loss(t, c));
    tape_free(t);
}

/* Gradients that are pending already are added to: r + g, with r from elsewhere. */
static void compare_adding(Case *c, const char *where, gsl_rng *rng)
{
    size_t n = params_size(c->learned), at = 0;
    float *want = malloc(n * sizeof *want);
    double largest = 1;
    backward(c);
    for (int k = 0; k < params_count(c->learned); k++) {
        Tensor *x = params_at(c->learned, k);
        cr_assert(x->has_grad, "%s: %s got no gradient", where, params_name(c->learned, k));
        for (size_t i = 0; i < x->size; i++, at++) {
            float g = x->grad[i];
            x->grad[i] = (float)gsl_ran_flat(rng, -1, 1);
            want[at] = x->grad[i] + g;
            largest = fmax(largest, fabs((double)g));
        }
    }
    backward(c);
    at = 0;
    for (int k = 0; k < params_count(c->learned); k++) {
        const Tensor *x = params_at(c->learned, k);
        for (size_t i = 0; i < x->size; i++, at++)
            cr_assert(fabs((double)(x->grad[i] - want[at])) <= 1e-5 * largest,
                      "%s: %s[%zu]: a pending gradient became %g, not %g", where, params_name(c->learned, k), i,
                      (double)x->grad[i], (double)want[at]);
    }
    params_drop_grads(c->learned);
    free(want);
}

static void compare(Case *c, gsl_rng *rng)
{
    const Gradient *g = c->g;
    char where[160];
    int n = snprintf(where, sizeof where, "SEED=%lu: %s", testing_seed(), g->name);
    for (int k = 0; k < g->nin; k++)
        n += snprintf(where + n, sizeof where - (size_t)n, " %s%s", tensor_shape_text(c->in[k]),
                      c->mask >> k & 1 ? "*" : "");
    compare_adding(c, where, rng);
    if (params_size(c->learned) <= ELEMENTS) {
        Gradcheck r = gradcheck_elements(c->learned, loss, c, g->h);
        cr_assert(r.worst <= TOLERANCE, "%s: %s[%zu]: analytic %g, numeric %g, relative error %.2g", where,
                  r.where, r.element, r.analytic, r.numeric, r.worst);
    }
    for (int i = 0; i < DIRECTIONS; i++) {
        double miss = gradcheck_direction(c->learned, loss, c, g->h_along > 0 ? g->h_along : g->h, rng);
        cr_assert(miss <= TOLERANCE, "%s: along direction %d the derivative misses by %.2g", where, i, miss);
    }
}

void gradient_check(const Gradient *g, gsl_rng *rng)
{
    for (int mask = 1; mask < 1 << g->nin; mask++) {
        Case c = begin(g, mask);
        int draws = 0;
        do {
            draw(&c, rng);
            cr_assert(draws++ < DRAWS, "SEED=%lu: %s: gradients stay too near zero to be judged",
                      testing_seed(), g->name);
        } while (!can_be_judged(&c));
        compare(&c, rng);
        end(&c);
    }
}

void fill_off_zero(gsl_rng *rng, Tensor *x)
{
    for (size_t i = 0; i < x->size; i++)
        x->data[i] = (float)(gsl_ran_flat(rng, 0.5, 2) * (any(rng, 0, 1) ? 1 : -1));
}

void fill_distinct(gsl_rng *rng, Tensor *x)
{
    size_t plane = (size_t)x->shape[2] * (size_t)x->shape[3];
    for (size_t i = 0; i < x->size; i++)
        x->data[i] = 0.5F * (float)(i % plane) - 0.25F * (float)plane;
    for (size_t i = 0; i < x->size; i += plane)
        gsl_ran_shuffle(rng, x->data + i, plane, sizeof *x->data);
}

void fill_integers(gsl_rng *rng, Tensor *x)
{
    for (size_t i = 0; i < x->size; i++)
        x->data[i] = (float)any(rng, -2, 2);
}

void fill_halves(gsl_rng *rng, Tensor *x)
{
    for (size_t i = 0; i < x->size; i++)
        x->data[i] = (float)any(rng, -2, 1) + 0.5F;
}
