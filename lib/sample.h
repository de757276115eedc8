/* sample.h (level 2): chooses the next token from its logits. */
#ifndef SAMPLE_H
#define SAMPLE_H

#include <gsl/gsl_rng.h>

#include "arena.h"

typedef struct {
    double temperature; /* >= 0; 0 is greedy: the most probable token, the first of equals */
    int top_k;          /* only the k most probable tokens; 0: all */
    double top_p;       /* of these, the fewest whose probabilities reach p (Holtzman et al. 2020); 1: all,
                         * 0: the most probable alone */
} Sampling;

/* An index 0..n-1 drawn from softmax(logits/temperature), cut down as above. Works in `memory`. CHECKs
 * that temperature >= 0, top_k >= 0 and 0 <= top_p <= 1. */
int sample_token(const float *logits, int n, Sampling s, gsl_rng *rng, Arena *memory);

#endif
