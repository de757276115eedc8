/* Chapter 12: a GPT put together from operations, of which one part can be left out. */
#ifndef MODEL_H
#define MODEL_H

#include "gpt.h"
#include "run.h"

typedef enum { NOTHING, RESIDUAL, NORM, POSITIONS, HEADS, MLP, CURVE, PARTS } Part;

typedef struct {
    Part without;
    Params *params;
    Gpt *gpt; /* the weights, and lib/gpt's own assembly of them, to compare with */
} Model;

Model model_new(GptConfig config, Part without, gsl_rng *rng);
void model_free(Model *m);
size_t model_size(const Model *m); /* numbers in use */

/* (B,T,V). If stream is not NULL: what leaves the embedding, in stream[0], and each block, in
 * stream[1 … layers], (B,T,C) each. */
Tensor *model_logits(Tape *t, const Model *m, const int *ids, int B, int T, Tensor **stream);

#endif
