/* Chapter 16: what its files show, in the order of the text. */
#ifndef FINETUNING_H
#define FINETUNING_H

#include "learn.h"
#include "style.h"

/* sweep.c: labels, seeds and ways, some minutes; and what they once gave, from figures/. */
void sweep(Run *run, const Trunk *t, const Task *task, double passes, int labels);
void show_sweep(Run *run);

/* traps.c: what makes a filter look better than it is, or worse */
void show_traps(Run *run, const Task *task);

#endif
