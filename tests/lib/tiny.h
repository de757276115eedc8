/* tiny.h: small GPTs with weights large enough for every part to matter. */
#ifndef TINY_H
#define TINY_H

#include "gpt.h"
#include "testing.h"

enum { TINY_TOKENS = 1024 };

typedef struct {
    Params *params;
    Gpt *g;
    int B, T, ids[TINY_TOKENS], targets[TINY_TOKENS]; /* a batch; about one target in eight is TARGET_IGNORE */
} Tiny;

/* Weights are those of gpt_new `louder` times as large; gains and biases are off 1 and 0. */
Tiny tiny_new(GptConfig config, int B, int T, float louder, gsl_rng *rng);
void tiny_free(Tiny *m);

Tensor *tiny_loss(Tape *t, void *tiny); /* a GradcheckLoss */

#endif
