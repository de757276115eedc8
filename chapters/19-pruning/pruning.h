/* Chapter 19: what its files show, in the order of the text. */
#ifndef PRUNING_H
#define PRUNING_H

#include "network.h"

/* sweep.c: many seeds and sparsities, some minutes; and what they once gave, from figures/. */
void sweep(Run *run, const Pictures *p, double epochs);
void show_sweep(Run *run);

void show_size(Run *run);  /* speed.c: a matrix in memory, */
void show_speed(Run *run); /* and its product */

void show_language(Run *run); /* language.c: the trunk, pruned */

#endif
