/* Chapter 11: streams of cards, and a model with a single layer of attention that reads them. */
#ifndef LOOKUP_H
#define LOOKUP_H

#include "layer.h"
#include "log.h"

enum { STREAMS = 32, CARDS = 24, AHEAD = 2, LETTERS = 26, DIGITS = 10 };

/* Every letter comes twice. The first time its digit is random, the second time one more; after 9 comes 0. */
typedef struct {
    int letter[STREAMS][CARDS + AHEAD], digit[STREAMS][CARDS + AHEAD];
    int first[STREAMS][CARDS + AHEAD]; /* where the letter comes first */
} Stream;

void stream_draw(Stream *s, gsl_rng *rng);

/* All zeros but width, heads and asks: the Transformer's attention. */
typedef struct {
    int width, heads;
    int asks; /* how many of the next letters a position asks for, 1 or 2 */
    int unscaled, unmasked, unprojected, concatenated;
} Design;

typedef struct {
    Design design;
    Params *params;
    Tensor *letter, *digit, *place, *ask[AHEAD]; /* embeddings */
    Linear qkv, proj, out, beside;
} Model;

Model model_new(Design design, gsl_rng *rng);
void model_free(Model *m);
size_t model_size(const Model *m);

/* Of the first T cards of every stream: queries, keys and values (B,T,3C), and logits (B T asks, DIGITS). */
Tensor *model_qkv(Tape *t, const Model *m, const Stream *s, int T);
Tensor *model_logits(Tape *t, const Model *m, const Stream *s, int T);

/* Trains; returns the first step at which 90 % of the answerable questions were right, or 0. Ends there
 * if `stop`. A row of step and share right goes to `curve`, if there is one. */
int model_train(Model *m, gsl_rng *rng, int steps, int stop, Log *curve);

/* Per cent right. Of `first` and `known`: the letter comes for the first time; it came before. */
typedef struct {
    double known[AHEAD], first; /* the whole stream is there, as in training; for each of the letters asked */
    double in_use;              /* known, and what comes later is not there */
} Score;
Score model_score(const Model *m, gsl_rng *rng);

#endif
