/* Graded tests of ex_attend_next, chapter 14. The reference is the definition without a cache, in long double. */
#include "14-generation.h"

#include <math.h>
#include <stdio.h>

#include "grade.h"
#include "shared.h"

/* The newest query over the rows from…to - 1 of k and v, its scores over `divisor`. */
static void attend(const float *q, const float *k, const float *v, int from, int to, int d, double divisor, float *o)
{
    long double top = -INFINITY, sum = 0, s[64], mix[64] = {0};
    for (int j = from; j < to; j++) {
        long double dot = 0;
        for (int c = 0; c < d; c++)
            dot += (long double)q[c] * (long double)k[j * d + c];
        s[j - from] = dot / divisor;
        top = fmaxl(top, s[j - from]);
    }
    for (int j = from; j < to; j++) {
        long double e = expl(s[j - from] - top);
        sum += e;
        for (int c = 0; c < d; c++)
            mix[c] += e * v[j * d + c];
    }
    for (int c = 0; c < d; c++)
        o[c] = to > from ? (float)(mix[c] / sum) : NAN;
}

static const char *step_mistake(const float *q, const float *k, const float *v, int t, int room, int d,
                                const float *got)
{
    float wrong[64];
    int first = t + 1 > room ? t + 1 - room : 0;
    attend(q, k, v, first, t + 1, d, 1, wrong);
    if (is(got, wrong, d))
        return "the division by √d is missing";
    attend(q, k, v, first, t + 1, d, d, wrong);
    if (is(got, wrong, d))
        return "divided by d; it is the root of d";
    attend(q, k, v, first, t, d, sqrt(d), wrong);
    if (t > first && is(got, wrong, d))
        return "the newest token attends to itself, too: put it in before";
    attend(q, k, v, 0, room < t + 1 ? room : t + 1, d, sqrt(d), wrong);
    if (t >= room && is(got, wrong, d))
        return "the first tokens are still there: the newest goes over the oldest, at row *seen % room";
    attend(q, k, k, first, t + 1, d, sqrt(d), wrong);
    if (is(got, wrong, d))
        return "keys were mixed; keys give the weights, values are what is mixed";
    for (int c = 0; c < d; c++)
        if (isnan(got[c]) && t + 1 >= room)
            return "NaN, although every row holds a token: subtract the largest score before exp";
    for (int c = 0; c < d; c++)
        if (isnan(got[c]))
            return "NaN: rows not written yet do not take part, not even with weight 0; subtract the largest score";
    return "weights are softmax(q·k/√d) over the rows that hold a token; o is the mixture of their values";
}

/* After step t: the newest row where it belongs, the oldest as it was. */
static void check_rows(const float *rows, const float *x, int t, int room, int d, const char *what)
{
    char likely[150];
    int first = t + 1 > room ? t + 1 - room : 0;
    snprintf(likely, sizeof likely, "these are rows of %ss, not o: the new %s belongs into row *seen %% room, as *seen "
             "was before the call", what, what);
    grade_array(rows + t % room * d, x + t * d, (size_t)d, 0, likely);
    snprintf(likely, sizeof likely, "this is a row of the %ss, not o: rows of other tokens stay as they are", what);
    for (int i = first; i < t; i++)
        grade_array(rows + i % room * d, x + i * d, (size_t)d, 0, likely);
}

/* T steps in `room` rows; `scale` on queries and keys. */
static void check_steps(int T, int room, int d, float scale, unsigned long seed)
{
    static float q[MOST], k[MOST], v[MOST];
    float want[64], *keys = grade_floats((size_t)(room * d)), *values = grade_floats((size_t)(room * d));
    randomise(q, T * d, 1, seed), randomise(k, T * d, 1, seed + 1), randomise(v, T * d, 1, seed + 2);
    for (int i = 0; i < T * d; i++)
        q[i] *= scale, k[i] *= scale;
    int *seen = grade_ints(1);
    *seen = 0;
    for (int t = 0; t < T; t++) {
        float *o = grade_floats((size_t)d);
        int first = t + 1 > room ? t + 1 - room : 0;
        grade_call("ex_attend_next(random q, k, v%s; *seen = %d, room = %d, d = %d)",
                   scale > 1 ? ", large scores" : "", t, room, d);
        int held = ex_attend_next(given(q + t * d, d), given(k + t * d, d), given(v + t * d, d), keys, values,
                                  seen, room, d, o);
        check_rows(keys, k, t, room, d, "key");
        check_rows(values, v, t, room, d, "value");
        attend(q + t * d, k, v, first, t + 1, d, sqrt(d), want);
        grade_array(o, want, (size_t)d, 5e-4, step_mistake(q + t * d, k, v, t, room, d, o));
        if (*seen != t + 1)
            grade_int(*seen, t + 1, "this is *seen: it counts all tokens so far, grows by one, and never shrinks");
        grade_int(held, t + 1 - first, "the result is the number of rows that hold a token, at most room");
    }
}

/* As many rows as the contract allows; all scores are equal, so the values' mean comes out. */
static void check_many_rows(int room)
{
    const float zero[2] = {0, 0};
    float *keys = grade_floats(2 * (size_t)room), *values = grade_floats(2 * (size_t)room), *o = grade_floats(2);
    int *seen = grade_ints(1);
    *seen = 0;
    for (int t = 0; t < room; t++) {
        const float v[2] = {(float)t, 1};
        grade_call("ex_attend_next(q = {0, 0}, k = {0, 0}, v = {%d, 1}; *seen = %d, room = %d, d = 2)", t, t, room);
        int held = ex_attend_next(given(zero, 2), given(zero, 2), given(v, 2), keys, values, seen, room, 2, o);
        grade_near((double)o[0], t / 2.0, 1e-4 * (1 + t), "equal scores: o is the mean of all values, 0 to the newest");
        grade_near((double)o[1], 1, 1e-4, "the weights sum to 1");
        grade_int(held, t + 1, "room is at most some 1,000, and every row counts");
    }
}

GRADE(ex_attend_next, like_without_cache, 1, "The cache")
{
    for (int i = 1; i < 6; i++)
        check_steps(4 * i, 4 * i, 2 * i + 1, 1, (unsigned long)(10 * i));
    check_steps(1, 1, 1, 1, 70);
    check_steps(6, 12, 4, 1, 80);
    check_many_rows(1000);
}

GRADE(ex_attend_next, over_the_oldest, 1, "The cache")
{
    check_steps(12, 4, 3, 1, 100);
    check_steps(9, 5, 4, 1, 110);
    check_steps(4, 1, 3, 1, 120);
    check_steps(30, 7, 5, 1, 130);
}

GRADE(ex_attend_next, large_scores, 1, "The cache")
{
    check_steps(10, 16, 6, 17, 200);
    check_steps(14, 6, 6, 17, 210);
    static const float q[] = {60, 0, 0, 0}, v[] = {1, 2, 3, 4};
    static const float low[] = {-30, 0, 0, 0}, high[] = {30, 0, 0, 0};
    for (int i = 0; i < 2; i++) {
        float *keys = grade_floats(8), *values = grade_floats(8), *o = grade_floats(4);
        int seen = 0;
        grade_call("ex_attend_next(q = {60, 0, 0, 0}, k = {%d, 0, 0, 0}, v = {1, 2, 3, 4}, *seen = 0, room = 2, d = 4)",
                   i ? 30 : -30);
        ex_attend_next(given(q, 4), given(i ? high : low, 4), given(v, 4), keys, values, &seen, 2, 4, o);
        grade_array(o, v, 4, 1e-4, "one token has all the weight, whatever its score: subtract the largest score");
    }
}
