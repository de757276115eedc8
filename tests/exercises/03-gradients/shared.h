/* What the graded tests of chapter 03 share. */
#ifndef SHARED_H
#define SHARED_H

void randomise(float *x, int n, unsigned long seed);

/* A gradient array that holds something already. */
float *holding(const float *start, int n);

const float *given(const float *x, int n);
int agree(const float *got, const double *want, int n);

/* Checks start + added; says whether only `added` came back, or nothing. */
void check_added(const float *got, const float *start, const double *added, int n, const char *likely);

#endif
