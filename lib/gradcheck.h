/* gradcheck.h (level 5): gradients against differences. */
#ifndef GRADCHECK_H
#define GRADCHECK_H

#include <gsl/gsl_rng.h>

#include "params.h"
#include "tape.h"

/* A loss (scalar) as a function of parameters and of whatever `context` holds. */
typedef Tensor *GradcheckLoss(Tape *t, void *context);

typedef struct {
    double worst;      /* max over tensors of max|analytic - numeric| / max|analytic| */
    const char *where; /* the parameter it occurred in, and the element */
    size_t element;
    double analytic, numeric;
} Gradcheck;

/* Every element of every parameter: df/dx ≈ (8 (f(x+h) - f(x-h)) - (f(x+2h) - f(x-2h))) / 12h, the five-point
 * rule (Abramowitz & Stegun 25.3.6), whose error O(h⁴) allows a step h wide enough for float32
 * (about 0.02). The loss must be smooth over ±2h. Two forward passes an order: for small shapes. */
Gradcheck gradcheck_elements(Params *p, GradcheckLoss *loss, void *context, double h);

/* |d - g·v| / ‖g‖ for the derivative d along one random unit direction v over all
 * parameters together: four forward passes, whatever the model's size. */
double gradcheck_direction(Params *p, GradcheckLoss *loss, void *context, double h, gsl_rng *rng);

#endif
