/* Chapter 04: where the rules walk, and what walks there. */
#ifndef WALK_H
#define WALK_H

#include <gsl/gsl_math.h>
#include <stddef.h>

#include "optim.h"

/* kappa: curvature across the valley (along it is 1); c, n: cosine and sine of the valley's angle.
 * kappa = 0 stands for Rosenbrock's function. */
typedef struct {
    double kappa, c, n;
} Surface;

Surface surface_valley(double kappa, double degrees);
double surface_loss(const Surface *s, double x, double y, double g[2]); /* and its gradient g */

/* Where point i starts: on a circle of radius 1 around the minimum, which turns with its valley; on
 * Rosenbrock's surface, on a circle of radius 0.1 around (-1.2, 1). */
void surface_start(const Surface *s, size_t i, double *x, double *y);

/* How many gradients BFGS asks for from the slowest of n starts until the loss is at the target. */
int surface_bfgs(const Surface *s, size_t n, double target);

enum { DESCENT, MOMENTUM, RMSPROP, ADAM, RULES, CORRECTED = RULES }; /* corrected: Adam with beta1 = 0 */

/* memory: momentum's mu, RMSProp's alpha, Adam's beta1. */
typedef struct {
    int rule;
    double rate, memory, decay;
    int decoupled;
} Setting;

/* n points that walk side by side, two weights each: the rules work weight by weight. */
typedef struct {
    const Surface *s;
    size_t n;
    Params *params;
    Tensor *w; /* (n, 2) */
    Optim *optim;
} Walk;

Walk walk_begin(const Surface *s, Setting how, size_t n); /* without a surface, every weight is 1 */
void walk_end(Walk *k);

#endif
