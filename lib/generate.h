/* generate.h (level 7): text from a GPT, a token at a time. */
#ifndef GENERATE_H
#define GENERATE_H

#include "gpt.h"
#include "sample.h"

typedef struct {
    Sampling sampling;
    int uncached; /* nonzero: every token is computed from all before it, to compare with */
} Generation;

/* Receives each token as it is chosen; nonzero ends the generation. */
typedef int GenerateToken(void *context, int token);

/* `count` tokens after the n >= 1 of the prompt, into `to`; returns how many. When the context is full, the
 * model forgets all but its last half (of a prompt longer than the context it sees the last `context`
 * tokens). Same weights, same rng, same tokens, with the cache or without. */
int generate(const Gpt *g, const int *prompt, int n, int *to, int count, Generation how, gsl_rng *rng,
             GenerateToken *each, void *context);

#endif
