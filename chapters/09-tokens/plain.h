/* plain.h: byte-pair encoding as it is defined, for small texts. */
#ifndef PLAIN_H
#define PLAIN_H

#include "run.h"

void show_merges(Run *run);
void show_cuts(const char *text, size_t n, int merges); /* with pre-tokens, and without */
double plain_seconds(const char *text, size_t n, int merges);

#endif
