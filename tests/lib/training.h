/* training.h: a small GPT in the midst of its training, for tests of what is saved and loaded. */
#ifndef TRAINING_H
#define TRAINING_H

#include "checkpoint.h"
#include "gpt.h"

typedef struct {
    Params *params;
    Gpt *gpt;
    Optim *optim; /* AdamW */
    gsl_rng *rng; /* draws the batches */
    Tape *tape;
    long step;
} Training;

/* Two layers, with dropout; weights, batches and masks depend on the seed. */
Training training_new(unsigned long seed);
void training_free(Training *t);

double training_step(Training *t); /* the loss before it */
Checkpoint training_checkpoint(Training *t);

/* All that a checkpoint holds, as bytes; the caller frees them. */
unsigned char *training_bytes(const Training *t, size_t *n);

#endif
