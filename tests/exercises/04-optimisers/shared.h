/* What the graded tests of chapter 04 share. */
#ifndef SHARED_H
#define SHARED_H

#include <gsl/gsl_rng.h>

enum { TEXT = 400, MOST = 12 };

float *copy(const float *x, int n);
const float *fixed(const float *x, int n);
void fill(float *x, int n, double sd, gsl_rng *rng);

/* What the last call was; an element of an array that it changed is then named in front of it. */
extern char last_call[3 * TEXT];
void element(const char *array, int i);

#endif
