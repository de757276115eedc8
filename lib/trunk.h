/* trunk.h (level 8): the pretrained model that later chapters start from: `make trunk`. */
#ifndef TRUNK_H
#define TRUNK_H

#include "bpe.h"
#include "corpus.h"
#include "gpt_file.h"

typedef struct {
    Params *params;
    Gpt *gpt;
    Bpe *bpe;
} Trunk;

/* Loads runs/trunk, or with `quick` a model of the same make but of little skill from build/quick/trunk, which
 * is trained in some seconds if it is not there, and says so on stderr. Returns 0, or non-zero with one line in
 * `reason`, which says what to run if there is none; then *t is empty. */
int trunk_load(int quick, Trunk *t, char *reason, size_t reason_size);
void trunk_free(Trunk *t);

/* What it was trained on, and what was held out: the King James Bible, cleaned, every verse once, split by book, so
 * that no verse held out stands in the training text. A verse a line. 0, or one line in `reason`. */
int trunk_corpus(Corpus *training, Corpus *validation, char *reason, size_t reason_size);

/* Nats per byte of a text: what the tokenizer makes of it, predicted in windows that lie side by side (the first
 * token is not predicted). */
double trunk_nats(const Trunk *t, const char *text, size_t n);

/* ---- Making one. */

typedef struct {
    const char *folder; /* gets model.safetensors, vocab.json and merges.txt */
    int merges, context, layers, heads, width, batch;
    long steps, save; /* every `save` steps it writes partial.safetensors, to continue from */
} TrunkPlan;
TrunkPlan trunk_plan(int quick); /* what trunk_load loads */

/* Trains on a text, with a progress bar, and saves. If partial.safetensors is there, and of the same plan and text,
 * it goes on from there and ends as if never interrupted. SIGINT and SIGTERM leave partial.safetensors, and
 * end the program. model.safetensors comes last: where it is, all is. 0, or one line in `reason`. */
int trunk_train(const TrunkPlan *plan, const char *text, size_t n, char *reason, size_t reason_size);

/* Loads what trunk_train left in a folder. */
int trunk_open(const char *folder, Trunk *t, char *reason, size_t reason_size);

#endif
