/* params.h (level 3): owns a model's weights and their gradients, in one block. */
#ifndef PARAMS_H
#define PARAMS_H

#include <gsl/gsl_rng.h>

#include "tensor.h"

typedef struct Params Params;

/* How a parameter starts. */
typedef struct {
    enum { INIT_CONSTANT, INIT_UNIFORM, INIT_NORMAL } kind;
    float scale; /* the constant; the bound of U(-scale, scale); the sd of N(0, scale²) */
} Init;

Init init_constant(float value);
Init init_normal(float sd);
/* U(-1/√fan_in, 1/√fan_in): what PyTorch's Linear and Conv2d use by default, for
 * weights (He et al. 2015 with a = √5) and biases. */
Init init_fan_in(int fan_in);

Params *params_new(void);
void params_free(Params *p);

/* Declares a parameter; its data exist after params_init. Names are unique,
 * at most 63 bytes, e.g. "h.0.attn.c_attn.weight". */
Tensor *params_add(Params *p, const char *name, Init init, int ndim, const int shape[]);

/* Takes the memory (once) and gives every parameter its first value, in the order
 * declared. Called again, it starts over with new values. */
void params_init(Params *p, gsl_rng *rng);

/* Instead of params_init: p shares the weights of `of`, which declared the same parameters (CHECK), and has gradients
 * of its own. `of` outlives p. */
void params_share(Params *p, const Params *of);

int params_count(const Params *p);
Tensor *params_at(const Params *p, int i);
const char *params_name(const Params *p, int i);
Tensor *params_find(const Params *p, const char *name); /* NULL if there is none */
size_t params_size(const Params *p);                    /* numbers in all parameters together */

/* Adds the pending gradients of `from`, which shares p's weights, to those of p; from's are consumed. */
void params_add_grads(Params *p, Params *from);

/* Drops this step's gradients: nothing is pending. optim_step does it itself. */
void params_drop_grads(Params *p);

#endif
