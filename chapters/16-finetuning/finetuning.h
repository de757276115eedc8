/* Chapter 16: what its files show, in the order of the text. */
#ifndef FINETUNING_H
#define FINETUNING_H

#include "learn.h"
#include "style.h"

/* sweep.c: labels, seeds and ways, some minutes; and what they once gave, from figures/. */
void sweep(Run *run, const Trunk *t, const Task *task, double passes, int seeds);
void show_sweep(Run *run);

/* traps.c: what makes a filter look better than it is; and one that learns for too long */
void show_leaks(Run *run, const Task *task, Score honest); /* what a bag of words says with all labels */
void show_stopping(Run *run, const Trunk *t, const Task *task);

#endif
