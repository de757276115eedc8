/* optim.h (level 5): turns gradients into new weights. */
#ifndef OPTIM_H
#define OPTIM_H

#include "params.h"

typedef struct Optim Optim;

/* g is the gradient, w the weight, η the learning rate of the step. */

/* v ← μ v + g,  w ← w - η v  (Polyak 1964), or with nesterov w ← w - η (g + μ v), as
 * in Sutskever et al. 2013 rearranged. momentum = 0: plain gradient descent. */
Optim *optim_sgd(Params *p, float momentum, int nesterov);

/* s ← α s + (1-α) g²,  w ← w - η g/(√s + ε)  (Tieleman & Hinton 2012) */
Optim *optim_rmsprop(Params *p, float alpha, float epsilon);

typedef struct {
    float beta1, beta2, epsilon;
    float weight_decay; /* λ */
    int decoupled;      /* nonzero: AdamW, w ← w - η λ w; else Adam with λ w added to g */
} AdamConfig;

/* m ← β1 m + (1-β1) g,  s ← β2 s + (1-β2) g²,  w ← w - η (m/(1-β1ᵗ)) / (√(s/(1-β2ᵗ)) + ε)
 * (Kingma & Ba 2015, algorithm 1; Loshchilov & Hutter 2019, algorithm 2). Weight decay
 * touches tensors of two or more dimensions only: biases and gains are left alone. */
Optim *optim_adam(Params *p, AdamConfig config);

/* One update of every parameter that has a gradient, at learning rate `lr`; the
 * gradients are consumed. A parameter without one stays as it is. */
void optim_step(Optim *o, float lr);

long optim_steps(const Optim *o); /* updates made so far */

/* What a checkpoint keeps: parameter i's two moments, its size each (an optimiser uses none, one or both:
 * others stay 0), and how many updates it has had. */
typedef struct {
    float *first, *second;
    long *steps;
} OptimState;
OptimState optim_state(Optim *o, int i);
void optim_set_steps(Optim *o, long steps); /* what optim_steps says */

void optim_free(Optim *o);

/* Scales all pending gradients by max_norm/norm where their common Euclidean norm
 * exceeds max_norm (Pascanu et al. 2013); returns the norm before. */
double optim_clip(Params *p, double max_norm);

/* Learning rates for step = 0, 1, …: rises linearly to `peak` over the first `warmup` steps
 * (reached at step warmup - 1), then half a cosine down to `floor` at step `total` and after
 * (Loshchilov & Hutter 2017, eq. 5, without restarts). */
double schedule_cosine(long step, long warmup, long total, double peak, double floor);

/* peak · factor^(number of whole `every` steps gone) */
double schedule_steps(long step, long every, double peak, double factor);

#endif
