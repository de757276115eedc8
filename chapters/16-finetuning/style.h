/* Chapter 16: the trunk as a writer: what a task took from it, and what another book makes of it. */
#ifndef STYLE_H
#define STYLE_H

#include "run.h"
#include "trunk.h"

/* Bits per byte of a text that was held out (its first BYTES bytes): of the Bible, or of Moby-Dick. */
typedef struct {
    Corpus bible, novel; /* held out */
    Corpus learned;      /* the rest of the novel */
} Books;
Books books_load(const Run *run);
void books_free(Books *b);
double book_bits(const Gpt *g, const Bpe *bpe, const Corpus *held_out);

/* Goes on with the pretraining, on the novel, and lets the model write before and after. */
void show_style(Run *run, const Trunk *t, const Books *b);

#endif
