/* shared.h: what the tests of ex_adapter, ex_adapter_backward and ex_merge share. These are products of two matrices,
 * all of them: a Case is one call of one of the three. */
#ifndef TESTS_17_SHARED_H
#define TESTS_17_SHARED_H

#include <math.h>
#include <string.h>

#include "grade.h"

enum { WIDE = 200000 };

typedef enum { FORWARD, BACKWARD, MERGE } What;
enum { H = 0, Y = 1, DA = 0, DB = 1, DX = 2, MOST = 3 }; /* what they write; MERGE writes w only */

typedef struct {
    What what;
    int N, K, M, r, in;
    float alpha;
    const float *x, *a, *b, *h, *dy;
    float *w; /* NULL: random */
    char text[160];
} Case;

/* wanted: the outputs that are not NULL, as bits. likely: NULL to guess. */
void case_check(const Case *c, int wanted, const char *likely);
void case_check_many(What what, int wanted);
void case_check_edges(What what, int wanted);

Case case_make(What what, int N, int K, int M, int r, float alpha); /* of random numbers */
void case_describe(const Case *c, int wanted, int state, char *text, size_t size);
int case_call(const Case *c, float *const *out, int *state);
int case_output_size(const Case *c, int o);

static inline const float *given(const float *x, int n) { return grade_input(x, (size_t)n * sizeof *x); }

static inline float *zeros(int n) { return calloc((size_t)n + 1, sizeof(float)); }

static inline float *copy_of(const float *x, int n)
{
    return memcpy(zeros(n), x, (size_t)n * sizeof *x);
}

/* An array that the learner adds to, with something in it: 1, 2, 3 … */
static inline float *begun(int n)
{
    float *x = grade_floats((size_t)n);
    for (int i = 0; i < n; i++)
        x[i] = (float)(1 + i % 7);
    return x;
}

static inline int same(const float *got, const float *want, int n, double tolerance)
{
    for (int i = 0; i < n; i++)
        if (!(fabs((double)got[i] - (double)want[i]) <= tolerance))
            return 0;
    return 1;
}

#endif
