/* Chapter 16: three ways to a spam filter from a GPT. */
#ifndef LEARN_H
#define LEARN_H

#include "task.h"

typedef enum { SCRATCH, FROZEN, FULL, WORDS, WAYS } Way; /* WORDS: the rival */

typedef struct {
    Way way;
    const int *chosen; /* the mails to learn from */
    int labels;
    double passes; /* over them; more if there are too few for LEAST steps */
    unsigned long seed;
    /* Called now and then (NULL: never), with the steps done and those there are; nonzero ends it. */
    int (*look)(void *context, const Classifier *c, long step, long steps);
    void *context;
} Plan;

/* The filter, from scratch, frozen (only the head has learned) or full. */
Classifier learn(const Trunk *t, const Task *task, const Plan *plan);

Score learned_score(const Classifier *c, const Task *task, int part);

/* What the trunk makes of each of these mails, into row mail of `features` (all mails, width). */
void task_features(const Trunk *t, const Task *task, const int *mails, int n, float *features);

/* Any way, on the test. The frozen one has its features computed before; its head is found by logistic regression. */
Score way_score(const Trunk *t, const Task *task, const float *features, const Plan *plan);

#endif
