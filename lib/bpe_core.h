/* bpe_core.h (level 5): what a tokenizer holds; for the files bpe_*.c. */
#ifndef BPE_CORE_H
#define BPE_CORE_H

#include "bpe_map.h"
#include "bpe_split.h"

enum { BPE_BYTES = 256, BPE_MOST = 1 << 20 }; /* tokens that are one byte; tokens at all */

typedef struct {
    int left, right, made; /* tokens */
} Merge;

struct Bpe {
    int size;             /* of the vocabulary */
    unsigned char *bytes; /* of all tokens; of token i: from start[i] to start[i+1] */
    size_t *start;
    int merges;
    Merge *merge; /* in the order learnt: the index is the rank */
    int id_of_byte[BPE_BYTES];
    PairMap rank; /* (left, right) -> index into merge */
    TextMap id;   /* bytes -> token */
    BpePattern *pattern;
};

/* Invariant: both halves of a merge are bytes or made by merges of lower rank, and no two merges make the
 * same token. So a pair that appears by a merge has a higher rank than that merge: encoding may go through
 * the ranks once, from low to high. */

struct Bpe *bpe_core_new(int size, size_t bytes, int merges); /* arrays allocated, unset */
void bpe_core_index(struct Bpe *b); /* from size, bytes, start, merges and merge: the rest */

#endif
