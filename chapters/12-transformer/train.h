/* Chapter 12: the King James Bible in characters, and training on it. */
#ifndef TRAIN_H
#define TRAIN_H

#include "model.h"

enum { BATCH = 12, CONTEXT = 64 };

typedef struct {
    int *id;         /* characters, numbered in the order of their bytes */
    int n, known, V; /* of them the first `known` are to learn from; how many are different */
} Book;

Book book_load(void);
void book_free(Book *b);

/* BATCH rows of CONTEXT characters from anywhere in [from, to), and those that follow them. */
void book_draw(const Book *b, int from, int to, int *ids, int *targets, gsl_rng *rng);

/* Losses in nats a character: the mean of the last 50 steps of training, and that on the last tenth. */
typedef struct {
    double training, unseen;
} Losses;

/* Trains; a row (step, loss) to `curve` (or NULL) every 10 steps, their mean. */
Losses train(Model *m, const Book *b, int steps, double rate, int part, gsl_rng *rng, Log *curve);

#endif
