/* Chapter 12: what can be seen before any training. */
#ifndef LOOK_H
#define LOOK_H

#include "train.h"

void show_reach(Run *run, const Book *b);
void show_depth(Run *run, const Book *b);

#endif
