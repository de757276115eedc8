/* Chapter 19: which weights of a model stay, and which are 0 for good. */
#ifndef MASK_H
#define MASK_H

#include "params.h"

enum { MATRICES = 64 };

typedef struct {
    int count;
    Tensor *w[MATRICES]; /* weights that may go; biases, gains and embeddings never do */
    size_t size;         /* numbers in all of them */
    float *keep;         /* 1 or 0 for each, one matrix after the other */
} Mask;

Mask mask_new(const Params *p);
void mask_free(Mask *m);

void mask_nothing(Mask *m);                    /* all weights stay */
void mask_magnitude(Mask *m, double sparsity); /* 0 to 1: the smallest of all weights go */
void mask_shuffle(Mask *m, gsl_rng *rng);      /* as many of each matrix, but other ones */
void mask_apply(const Mask *m);                /* makes the others 0 */

/* The sparsity after a share u of the training, on the way to `target`. */
double mask_gradual(double u, double target);

/* All numbers of a model, to come back to; the caller frees them. */
float *params_copy(const Params *p);
void params_restore(const Params *p, const float *copy);

#endif
