/* Graded tests of ex_batch. References are drawn here, by a generator of the same seed. */
#include "13-pretraining.h"

#include "grade.h"
#include "shared.h"

static gsl_rng *generator(unsigned long seed)
{
    static gsl_rng *rng; /* of this process, which holds one test */
    if (!rng)
        rng = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(rng, seed);
    return rng;
}

GRADE(ex_batch, rows_and_targets, 1, "A step")
{
    enum { N = 50, B = 6, T = 7 };
    const int *ids = counting(N, 100);
    int *x = grade_ints(B * T), *y = grade_ints(B * T);
    grade_call("ex_batch(ids = {100, 101, … 149}, n = 50, B = 6, T = 7, rng of seed 5)");
    grade_int(ex_batch(ids, N, B, T, generator(5), x, y), 0, "0 says that the batch was made");
    gsl_rng *own = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(own, 5);
    for (int b = 0; b < B; b++) {
        int place = (int)gsl_rng_uniform_int(own, N - T);
        for (int t = 0; t < T; t++) {
            grade_call("x[%d,%d] after ex_batch(ids = {100, 101, … 149}, n = 50, B = 6, T = 7, rng of seed 5)", b, t);
            grade_int(x[b * T + t], 100 + place + t,
                      t ? "a row holds T tokens that follow each other"
                        : "every row draws once, in order, from all places: does the window at place 49 of these 50 "
                          "tokens have a target? Which place is the last that has all?");
            grade_call("y[%d,%d] after ex_batch(ids = {100, 101, … 149}, n = 50, B = 6, T = 7, rng of seed 5)", b, t);
            grade_int(y[b * T + t], x[b * T + t] + 1,
                      y[b * T + t] == x[b * T + t] ? "the target is the next token, not the same one: the loss of "
                                                     "copying would soon be 0"
                                                   : "behind x[b,t] in the text stands y[b,t]");
        }
    }
    gsl_rng_free(own);
}

GRADE(ex_batch, every_place, 1, "A step")
{
    enum { N = 12, T = 9, ROUNDS = 3000, PLACES = N - T };
    const int *ids = counting(N, 0); /* what lies behind it is nobody's memory */
    int *x = grade_ints(T), *y = grade_ints(T), count[N] = {0};
    gsl_rng *rng = generator(9);
    grade_call("ex_batch(ids = {0, 1, … 11}, n = 12, B = 1, T = 9, …), 3000 times");
    for (int i = 0; i < ROUNDS; i++) {
        grade_int(ex_batch(ids, N, 1, T, rng, x, y), 0, "0 says that the batch was made");
        grade_true(x[0] >= 0 && x[0] < PLACES && y[T - 1] == x[0] + T, "a window that begins at 0, 1 or 2",
                   "the last target must be inside the text, too");
        count[x[0]]++;
    }
    for (int i = 0; i < PLACES; i++) {
        grade_call("windows that begin at %d, of 3000 drawn by ex_batch(ids = {0, 1, … 11}, n = 12, B = 1, T = 9, …)",
                   i);
        grade_near(count[i], ROUNDS / (double)PLACES, 150,
                   i == PLACES - 1 ? "the last place counts, too: its last target is the last token"
                                   : "each place that has room is equally probable");
    }
}

GRADE(ex_batch, too_small, 1, "A step")
{
    const int *ids = counting(8, 0);
    int kept[16], *x = grade_ints(7), *y = grade_ints(7);
    for (int i = 0; i < 16; i++)
        kept[i] = -7;
    const char *small = "n - T as an unsigned number is never negative, it becomes huge: compare n with T";
    const char *count = "B < 1 and T < 1 are refused before anything is drawn";
    const struct { size_t n; int B, T; const char *likely; } bad[] = {
        {8, 1, 8, "8 tokens have no target behind the last: n must be greater than T"}, {8, 2, 9, small},
        {0, 1, 1, small}, {8, 0, 2, count}, {8, 1, 0, count}, {8, -1, 2, count}, {8, 1, -3, count}, {1, 1, 1, small}};
    for (int i = 0; i < 8; i++) {
        gsl_rng *rng = generator(3);
        unsigned long next = gsl_rng_get(rng);
        gsl_rng_set(rng, 3);
        grade_call("ex_batch(ids = {0, 1, …}, n = %zu, B = %d, T = %d, …), %s", bad[i].n, bad[i].B, bad[i].T,
                   bad[i].likely == count ? "which asks for nothing" : "too few tokens (note that n is unsigned)");
        grade_int(ex_batch(ids, bad[i].n, bad[i].B, bad[i].T, rng, kept, kept + 8), -1, bad[i].likely);
        grade_true(kept[0] == -7 && kept[8] == -7, "x and y as they were", "-1 says that nothing was written");
        grade_true(gsl_rng_get(rng) == next, "the generator as it was", "-1 says that nothing was drawn");
    }
    grade_call("ex_batch(ids = {0, 1, … 7}, n = 8, B = 1, T = 7, …)");
    grade_int(ex_batch(ids, 8, 1, 7, generator(1), x, y), 0, "n = T + 1 has room for exactly one window");
    grade_int(y[6], 7, "its last target is the last token");
}
