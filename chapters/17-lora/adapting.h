/* adapting.h: what the files of this chapter share. */
#ifndef ADAPTING_H
#define ADAPTING_H

#include "classifier.h"
#include "lora.h"
#include "run.h"
#include "spam.h"

enum {
    BATCH = 16,
    TOKENS = 64,     /* of a mail, its beginning; or fewer, if the trunk's context is shorter */
    EVERYTHING = -1, /* in place of a rank: the whole model learns */
    BLOCKS = LORA_ALL & ~LORA_WTE
};

/* task.c: mails, and the trunk that reads them. */
typedef struct {
    Trunk trunk;
    Example *list[SPAM_PARTS];
    int count[SPAM_PARTS], *ids;
    int features; /* of a mail, which the head reads */
} Task;

Task task_load(const Run *run);
void task_free(Task *t);
void task_shuffle(const Task *t, int *order, gsl_rng *rng); /* all training mails, in a new order */

/* trial.c: a classifier that starts from the trunk, in training. With a rank the trunk itself is its model, frozen, and
 * what learns (adapters and head) has parameters of its own; with EVERYTHING the model is a copy, and all of it learns. */
typedef struct {
    Classifier c;
    Params *learns;
    Lora *lora; /* NULL with EVERYTHING */
    int rank;
} Trial;

Trial trial_new(const Task *task, int rank, int where, unsigned long seed);
void trial_free(Trial *t);
void trial_train(Trial *t, const Task *task, double passes, unsigned long seed);
double trial_right(const Classifier *c, const Task *task); /* % of the test mails */
double trial_share(const Trial *t, const Task *task);      /* of the trunk's and the head's numbers, in % */

/* spectrum.c: what full fine-tuning added to each matrix. */
void show_spectrum(Run *run, const Task *task, const Trial *full, double right);

void show_cost(Run *run, const Task *task, int rank); /* cost.c */

/* merged.c */
void show_merged(Run *run, const Task *task, Trial *t);
void show_first(Run *run, const Task *task, int rank);

/* sweep.c: ranks and seeds, some minutes; and what they once gave, from figures/. */
void sweep(Run *run, const Task *task, double passes);
void show_sweep(Run *run);

#endif
