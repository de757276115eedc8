/* gradient.h: any operation's gradients against differences, on random inputs. */
#ifndef GRADIENT_H
#define GRADIENT_H

#include "testing.h"
#include "op.h"

enum { MAX_INPUTS = 3 };

typedef Tensor *Apply(Tape *t, Tensor *const in[], const void *context);
typedef void Fill(gsl_rng *rng, Tensor *x);

typedef struct {
    const char *name;
    Apply *apply;
    const void *context;
    int nin;
    struct {
        int ndim, shape[TENSOR_DIMS];
    } in[MAX_INPUTS];
    Fill *fill[MAX_INPUTS]; /* NULL: fill_normal */
    double h;               /* step for single elements; the loss is smooth over ±2h */
    double h_along;         /* step along a unit direction; 0: h */
} Gradient;

/* With y = apply(in) and loss = Σ c_i y_i, c random, for every choice of inputs that need a gradient:
 * max|a - n| <= 1e-3 max|a| in every tensor, |d - g·v| <= 1e-3 ‖g‖ along three directions, no
 * gradient for the others, and pending gradients are added to. Large inputs (over 400 numbers) are checked
 * along directions only. */
void gradient_check(const Gradient *g, gsl_rng *rng);

/* Steps. Where the loss is a polynomial of low degree in each input, any step is exact and a wide one drowns
 * float32's rounding; elsewhere the five-point rule's own error, of order h⁴, has to stay below it. */
#define H_POLYNOMIAL 0.5
#define H_SMOOTH 0.05

/* Inputs that stay away from kinks. */
void fill_off_zero(gsl_rng *rng, Tensor *x); /* 0.5 <= |x| <= 2: for ReLU with h <= 0.2 */
void fill_distinct(gsl_rng *rng, Tensor *x); /* planes of shuffled ladders, step 0.5: for maxima, h < 0.125 */
void fill_integers(gsl_rng *rng, Tensor *x); /* -2 … 2: products and sums of these are integers … */
void fill_halves(gsl_rng *rng, Tensor *x); /* … and with a bias from here are never nearer to 0 than 0.5 */

#endif
