/* shared.h: what the graded tests of chapter 09 share. */
#ifndef SHARED_H
#define SHARED_H

#include <gsl/gsl_rng.h>
#include <time.h>

enum { TEXT = 200, CUT = -1 };

int up_to(gsl_rng *rng, int low, int high);

/* A copy that the learner may change, with nothing readable behind it. */
int *changeable(const int *id, int n);

void check_ints(const int *got, const int *want, int n, const char *likely);

/* Whether it took far longer than it may, on a small case, where a slow answer still comes to its end. */
void in_time(clock_t started, double most, const char *likely);

#endif
