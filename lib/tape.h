/* tape.h (level 3): records operations as they run; backward is the reverse loop. */
#ifndef TAPE_H
#define TAPE_H

#include <stdint.h>

#include "tensor.h"

typedef struct Tape Tape;

/* An operation. forward computes y->data from y->in and y->ctx. backward, called
 * when y->grad is complete, passes it on to every input that needs_grad:
 *     int add = tape_grad(x);             // 0: overwrite, 1: add
 *     for (…) tape_put(add, &x->grad[i], …); */
typedef struct Op {
    const char *name;
    void (*forward)(Tensor *y);
    void (*backward)(Tensor *y);
} Op;

Tape *tape_new(void);
void tape_free(Tape *t);
/* Ends the step: everything made on the tape is gone, its memory is kept for
 * the next step. Parameters and their gradients live elsewhere (params.h). */
void tape_reset(Tape *t);

/* Settings; each returns the former one. A new tape records and keeps no gradients.
 * Inference: operations compute but are not recorded, so that nothing needs a gradient. */
int tape_inference(Tape *t, int on);
/* Keep the gradients of results in between, to be read after tape_backward; else their
 * memory is used again as soon as they are passed on. */
int tape_keep_grads(Tape *t, int on);

/* An input: data undefined, no gradient (set needs_grad to ask for one). */
Tensor *tape_input(Tape *t, int ndim, const int shape[]);

/* Records y = op(in…) and runs it forward. `ctx` (ctx_size bytes, may be 0) is copied
 * to the arena; y needs a gradient if an input does. */
Tensor *tape_record(Tape *t, const Op *op, int ndim, const int shape[], int nin, Tensor *const in[],
                    const void *ctx, size_t ctx_size);

/* The same for an operation whose result is the data of x under another shape. */
Tensor *tape_record_view(Tape *t, const Op *op, int ndim, const int shape[], Tensor *x);

#define IN(...) (int)(sizeof((Tensor *[]){__VA_ARGS__}) / sizeof(Tensor *)), (Tensor *[]){__VA_ARGS__}

void *tape_take(Tape *t, size_t bytes); /* memory that lives until tape_reset */

/* Makes x->grad exist and says how to write it: the first gradient of a step
 * overwrites (returns 0), later ones add (returns 1). */
int tape_grad(Tensor *x);

static inline void tape_put(int add, float *grad, float value)
{
    *grad = add ? *grad + value : value;
}
/* Passes y's whole gradient on to x; y's backward does it last, for it may give x the memory. */
void tape_pass_grad(Tensor *x, Tensor *y);
/* Σ_rows dy, which is (rows, size of x), into x->grad in the same way: for what was used once a row. */
void tape_put_rows(Tape *t, Tensor *x, const float *dy, size_t rows);

/* dloss/dx into x->grad of every recorded x that needs it; loss has size 1.
 * Once per step and tape. */
void tape_backward(Tape *t, Tensor *loss);

int tape_is_inference(const Tape *t);
int tape_length(const Tape *t);        /* operations recorded */
Tensor *tape_at(const Tape *t, int i); /* the i-th result, 0 <= i < length */
size_t tape_used(const Tape *t);       /* bytes taken since tape_reset */

/* A tape's random stream (dropout) is a function of three counters: its seed,
 * the steps since then and the operations run in this step. */
typedef struct {
    uint64_t seed, step;
    uint32_t op;
} TapeKey;
void tape_seed(Tape *t, uint64_t seed, uint64_t step);
TapeKey tape_key(const Tape *t);

#endif
