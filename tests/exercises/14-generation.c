/* Graded tests of chapter 14. References are the definitions, in long double. */
#include "14-generation.h"

#include <float.h>
#include <gsl/gsl_math.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "grade.h"

enum { MOST = 4096 };

static float *randomise(float *x, int n, double sd, unsigned long seed)
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(rng, seed);
    for (int i = 0; i < n; i++)
        x[i] = (float)gsl_ran_gaussian(rng, sd);
    gsl_rng_free(rng);
    return x;
}

static const float *given(const float *x, int n) { return grade_input(x, (size_t)n * sizeof *x); }

/* Whether an array came out as a known mistake would have it. */
static int is(const float *got, const float *wrong, int n)
{
    for (int i = 0; i < n; i++)
        if (!(fabsf(got[i] - wrong[i]) <= 1e-5f * (1 + fabsf(wrong[i]))))
            return 0;
    return 1;
}

/* ---- ex_nucleus */

typedef enum { RIGHT, WITHOUT_LAST, UNDIVIDED, UNSORTED, UNCUT, LAST_OF_EQUALS, ONE_TOO_MANY } Way;

/* Fills p and returns the size of the nucleus; UNSORTED takes the tokens in the order of their indices. */
static int nucleus(const float *z, float *p, int n, double top_p, Way way)
{
    static long double e[MOST];
    static int order[MOST];
    long double sum = 0, kept = 0, top = -INFINITY;
    int size = 0;
    for (int i = 0; i < n; i++)
        top = fmaxl(top, z[i]), p[i] = 0;
    for (int i = 0; i < n; i++) {
        int at = i;
        sum += e[i] = expl(z[i] - top);
        while (way != UNSORTED && at > 0 &&
               (z[order[at - 1]] < z[i] || (way == LAST_OF_EQUALS && !(z[order[at - 1]] > z[i]))))
            order[at] = order[at - 1], at--;
        order[at] = i;
    }
    while (size < n && e[order[size]] > 0 && (size == 0 || kept < top_p * sum || way == UNCUT))
        kept += e[order[size++]];
    if (way == WITHOUT_LAST && size > 1 && kept > top_p * sum)
        kept -= e[order[--size]];
    if (way == ONE_TOO_MANY && size < n)
        kept += e[order[size++]];
    for (int i = 0; i < size; i++)
        p[order[i]] = (float)(e[order[i]] / (way == UNDIVIDED ? sum : kept));
    return size;
}

/* What is written in p, in order from the left, is right but for the places. */
static int moved(const float *got, const float *want, int n)
{
    double sum = 0, squares = 0;
    for (int i = 0; i < n; i++) {
        sum += (double)got[i] - (double)want[i];
        squares += (double)got[i] * (double)got[i] - (double)want[i] * (double)want[i];
    }
    return fabs(sum) < 1e-4 && fabs(squares) < 1e-5;
}

static const char *nucleus_mistake(const float *z, const float *got, const float *want, int n, double top_p)
{
    static const char *const likely[] = {
        [WITHOUT_LAST] = "the token with which the sum reaches top_p belongs to the nucleus",
        [UNDIVIDED] = "what is kept does not sum to 1: divide by the nucleus' sum",
        [UNSORTED] = "the nucleus takes the most probable tokens first, not those with the smallest indices",
        [UNCUT] = "nothing was cut off",
        [LAST_OF_EQUALS] = "of equal logits the one with the smaller index comes first",
        [ONE_TOO_MANY] = "one token too many: the sum has reached top_p before it"};
    static float wrong[MOST];
    for (int way = WITHOUT_LAST; way <= (int)ONE_TOO_MANY; way++) {
        nucleus(z, wrong, n, top_p, (Way)way);
        if (is(got, wrong, n))
            return likely[way];
    }
    for (int i = 0; i < n; i++)
        if (isnan(got[i]))
            return "every p[i] is written, those outside with 0; subtract the largest logit before exp";
    int size = 0;
    for (int i = 0; i < n; i++)
        size += got[i] > 0;
    if (size == 0)
        return "the nucleus has at least one token, even where top_p is 0";
    if (top_p >= 1)
        return "at top_p 1 nothing of more than 1e-9 is left out: add up in double, and stop at the last token";
    if (moved(got, want, n))
        return "p[i] belongs to token i: only the search goes from the largest down, the result does not";
    return "add up probabilities from the largest down, until they reach top_p; then divide by their sum";
}

/* `what` says what is being called: %s of it is nothing. */
static void check_nucleus(const char *what, const float *z, int n, double top_p)
{
    static float want[MOST];
    float *p = grade_floats((size_t)n);
    int size = nucleus(z, want, n, top_p, RIGHT);
    grade_call("ex_nucleus(%s, n = %d, top_p = %g)", what, n, top_p);
    int got = ex_nucleus(given(z, n), p, n, top_p);
    if (got == -1)
        grade_int(got, size, "0 and 1 are allowed: refuse only what is below 0, above 1, or NaN");
    grade_array(p, want, (size_t)n, 1e-5, nucleus_mistake(z, p, want, n, top_p));
    for (int i = 0; i < n; i++)
        grade_true(want[i] > 0 || p[i] == 0, "exactly 0 outside the nucleus",
                   "small is not 0: such a token can be drawn");
    grade_int(got, size, "the result is the number of tokens in the nucleus");
}

enum { VOCABULARY = 10000 };
/* As many tokens as the contract allows; the tests' own nucleus is too slow for them. */
static void check_vocabulary(void)
{
    static float z[VOCABULARY];
    float *p = grade_floats(VOCABULARY);
    for (int i = 0; i < VOCABULARY; i++)
        z[i] = i % 2 ? 3 : -3; /* each odd one 1.995e-4 */
    grade_call("ex_nucleus(z = {-3, 3, -3, 3, …}, n = %d, top_p = 0.5)", VOCABULARY);
    double each = 1 / (VOCABULARY / 2 * (1 + exp(-6)));
    int size = (int)ceil(0.5 / each), got = ex_nucleus(given(z, VOCABULARY), p, VOCABULARY, 0.5);
    grade_int(got, size, "n is at most some 10,000: half of the odd ones reach 0.5 together, and a little more");
    for (int i = 0; i < VOCABULARY; i++)
        grade_near((double)p[i], i % 2 && i / 2 < size ? 1.0 / size : 0, 1e-7,
                   "of equal logits the one with the smaller index comes first");
}

GRADE(ex_nucleus, by_hand, 1, "Settings")
{
    /* 0.15, 0.5, 0.05, 0.2, 0.1 */
    static const float z[] = {-1.89712f, -0.693147f, -2.995732f, -1.609438f, -2.302585f};
    static const double top_p[] = {0.6, 0.3, 0.84, 0.94, 0.72};
    for (int i = 0; i < 5; i++)
        check_nucleus("z = the logarithms of {0.15, 0.5, 0.05, 0.2, 0.1}", z, 5, top_p[i]);
}

GRADE(ex_nucleus, at_the_edges, 1, "Settings")
{
    static const float z[] = {1, 3, -INFINITY, 2, 3, -INFINITY, 3}, large[] = {9999, -10000, 10000, 9990};
    check_nucleus("z = {1, 3, -inf, 2, 3, -inf, 3}", z, 7, 0);
    check_nucleus("z = {1, 3, -inf, 2, 3, -inf, 3}", z, 7, 0.5);
    check_nucleus("z = {1, 3, -inf, 2, 3, -inf, 3}", z, 7, 1);
    check_nucleus("z = {9999, -10000, 10000, 9990}", large, 4, 0.5);
    check_nucleus("z = {9999, -10000, 10000, 9990}", large, 4, 0.9);
    check_nucleus("z = {-10000}", large + 1, 1, 1);
    check_nucleus("z = {-10000}", large + 1, 1, 0);
    static float tail[2000];
    for (int i = 0; i < 2000; i++)
        tail[i] = i ? -18 : 0; /* 2e-8 each: no float sum notices them */
    check_nucleus("z = {0, -18, -18, …, -18}", tail, 2000, 1);
    for (int seed = 1; seed <= 8; seed++) { /* the sum, in another order, may never reach 1, or what it was */
        float mixed[200];
        randomise(mixed, 200, 2, (unsigned long)seed);
        for (int i = 0; i < 200; i += 7)
            mixed[i] = -INFINITY;
        check_nucleus("random z, every seventh -inf", mixed, 200, 1);
    }
    static const double refused[] = {-0.1, 1.0001, NAN};
    for (int i = 0; i < 3; i++) {
        float kept[] = {7, 7, 7};
        grade_call("ex_nucleus(z = {1, 3, -inf}, n = 3, top_p = %g)", refused[i]);
        grade_int(ex_nucleus(given(z, 3), kept, 3, refused[i]), -1,
                  isnan(refused[i]) ? "NaN is neither < 0 nor > 1: ask whether it is within, not without"
                                    : "top_p is a probability: refuse what is not 0 … 1");
        grade_array(kept, (float[]){7, 7, 7}, 3, 0, "p was written although there is no answer");
    }
}

GRADE(ex_nucleus, random_logits, 1, "Settings")
{
    static float z[MOST];
    static const double top_p[] = {0.1, 0.5, 0.9, 0.95, 0.99};
    for (int i = 0; i < 10; i++) {
        int n = 3 + 40 * i * i;
        char what[40];
        snprintf(what, sizeof what, "random logits, seed %d", i);
        check_nucleus(what, randomise(z, n, 0.5 + i, (unsigned long)i + 1), n, top_p[i % 5]);
    }
    check_vocabulary();
}

/* ---- ex_surprise */

static double surprise(const float *z, const int *ids, int T, int V, int from, int shift)
{
    long double total = 0;
    for (int t = from; t < T; t++) {
        const float *row = z + (t - shift) * V;
        long double top = -INFINITY, sum = 0;
        for (int v = 0; v < V; v++)
            top = fmaxl(top, row[v]);
        for (int v = 0; v < V; v++)
            sum += expl(row[v] - top);
        total += logl(sum) + top - row[ids[t]];
    }
    return (double)total;
}

static void check_surprise(const float *z, const int *ids, int T, int V, int n)
{
    double sum = surprise(z, ids, T, V, n, 1), want = sum / (T - n);
    double got = ex_surprise(given(z, T * V), grade_input(ids, (size_t)T * sizeof *ids), T, V, n);
    grade_suspect(surprise(z, ids, T, V, n, 0) / (T - n), "row t knows token t already: row t - 1 is what predicts it");
    grade_suspect(surprise(z, ids, T, V, 1, 1) / (T - 1), "the prompt was given, not written: its tokens do not count");
    grade_suspect(surprise(z, ids, T, V, 1, 1) / (T - n), "the prompt was given, not written: its tokens do not count");
    if (n + 1 < T)
        grade_suspect(surprise(z, ids, T, V, n + 1, 1) / (T - n - 1), "the first token behind the prompt counts, too");
    grade_suspect(sum, "the mean, not the sum");
    grade_suspect(sum / T, "the mean over the tokens behind the prompt, not over all");
    grade_suspect(-want, "the sign: -ln p is not negative");
    if (isinf(got) && isfinite(want))
        grade_fail("an infinity", "a finite mean", NULL,
                   "e^z overflowed, or all of a row became 0: subtract the row's largest logit before exp; and "
                   "never take the logarithm of p, which may be too small for a float or a double");
    grade_suspect(want / M_LN2, "bits; nats are asked for: the natural logarithm");
    grade_near(got, want, 1e-5 * (1 + fabs(want)), "-ln p of token t is ln Σ exp(z) - z[ids[t]], in row t - 1");
}

GRADE(ex_surprise, counts_the_continuation, 1, "What the settings do")
{
    static const float z[] = {0, 1, 2, 1, 0, 0, 3, 0, 0, 0, 5, 1};
    static const int ids[] = {2, 0, 1, 1};
    for (int n = 1; n < 4; n++) {
        grade_call("ex_surprise(z = {0, 1, 2,  1, 0, 0,  3, 0, 0,  0, 5, 1}, ids = {2, 0, 1, 1}, T = 4, V = 3, "
                   "given = %d)", n);
        check_surprise(z, ids, 4, 3, n);
    }
    static float random[MOST];
    int tokens[40];
    for (int i = 1; i < 9; i++) {
        int T = 4 * i, V = 3 + 10 * i, n = 1 + i;
        randomise(random, T * V, 2, (unsigned long)i);
        for (int t = 0; t < T; t++)
            tokens[t] = (7 * t * t + i) % V;
        n = n < T ? n : 1;
        grade_call("ex_surprise(random logits (%d,%d), T = %d, V = %d, given = %d)", T, V, T, V, n);
        check_surprise(random, tokens, T, V, n);
    }
}

GRADE(ex_surprise, large_and_impossible, 1, "What the settings do")
{
    static const float large[] = {5000, 4999, -5000, 0, 900, 899, 0, 0, 0};
    static const int ids[] = {0, 1, 1};
    grade_call("ex_surprise(z = {5000, 4999, -5000,  0, 900, 899,  0, 0, 0}, ids = {0, 1, 1}, T = 3, V = 3, "
               "given = 1)");
    check_surprise(large, ids, 3, 3, 1);
    static const float low[] = {-900, -901, -902, 0, 0, 0};
    grade_call("ex_surprise(z = {-900, -901, -902,  0, 0, 0}, ids = {0, 1}, T = 2, V = 3, given = 1)");
    check_surprise(low, ids, 2, 3, 1);
    static const float deep[] = {0, -800, -200, 0, 0, 0}; /* e^-800 is 0 in a double, e^-200 in a float */
    for (int token = 1; token < 3; token++) {
        const int unlikely[] = {0, token};
        grade_call("ex_surprise(z = {0, -800, -200,  0, 0, 0}, ids = {0, %d}, T = 2, V = 3, given = 1)", token);
        check_surprise(deep, unlikely, 2, 3, 1);
    }
    static const float never[] = {0, -INFINITY, 0, -INFINITY, 0, 0};
    grade_call("ex_surprise(z = {0, -inf, 0,  -inf, 0, 0}, ids = {0, 1}, T = 2, V = 3, given = 1)");
    grade_near(ex_surprise(given(never, 6), grade_input(ids, sizeof ids), 2, 3, 1), INFINITY, 0,
               "the token has probability 0: -ln 0 is infinite");
    static const int possible[] = {0, 2};
    grade_call("ex_surprise(z = {0, -inf, 0,  -inf, 0, 0}, ids = {0, 2}, T = 2, V = 3, given = 1)");
    check_surprise(never, possible, 2, 3, 1);
    static const int none[] = {3, 4, 0, -1};
    for (int i = 0; i < 4; i++) {
        grade_call("ex_surprise(z (3,3), T = 3, V = 3, given = %d)", none[i]);
        grade_near(ex_surprise(given(large, 9), grade_input(ids, sizeof ids), 3, 3, none[i]), NAN, 0,
                   none[i] < 1 ? "no row predicts the very first token" : "nothing was written: there is no mean");
    }
}

/* ---- ex_attend_next */

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

/* ---- ex_multiplications */

typedef enum {
    EXACT,
    READS_THE_LAST,
    LOGITS_EVERYWHERE,
    PROMPT_ONCE_A_TOKEN,
    ONE_KEY_LESS,
    NO_KEYS,
    NO_LOGITS,
    PROMPT_FREE,
    HALF_ATTENTION,
    KEYS_OF_PROMPT,
    LOGITS_ONCE,
    ALL_SEE_ALL,
    ATTENTION_ONCE,
    COUNTS
} Count;

static double multiplications(int64_t L, int64_t C, int64_t V, int n, int count, int cached, Count way)
{
    int64_t all = 0, score = way == HALF_ATTENTION ? C : 2 * C;
    for (int w = 0; w < count + (way == READS_THE_LAST); w++) {
        int64_t last = n + w, first = cached && w > 0 && way != PROMPT_ONCE_A_TOKEN ? last : 1;
        if (cached && way == PROMPT_FREE)
            first = last;
        for (int64_t i = first; i <= last; i++) {
            int64_t keys = way == NO_KEYS ? 0 : way == ONE_KEY_LESS ? i - 1 : way == ALL_SEE_ALL ? last : i;
            if (way == KEYS_OF_PROMPT && keys > n)
                keys = n;
            all += L * 12 * C * C + (way == ATTENTION_ONCE ? 1 : L) * score * keys;
            all += way == LOGITS_EVERYWHERE ? V * C : 0;
        }
        int logits = way != LOGITS_EVERYWHERE && way != NO_LOGITS && w < count && !(way == LOGITS_ONCE && w);
        all += logits ? V * C : 0;
    }
    return (double)all;
}

static void check_multiplications(int L, int C, int V, int n, int count)
{
    static const char *const likely[] = {
        [READS_THE_LAST] = "the last token written is not read any more",
        [LOGITS_EVERYWHERE] = "logits are computed once for each token written, not for every position",
        [PROMPT_ONCE_A_TOKEN] =
            "with the cache earlier positions are not computed again: after the prompt, one a token",
        [ONE_KEY_LESS] = "a position sees its own key, too",
        [NO_KEYS] = "the attention is missing: 2 C a layer for each key that a position sees",
        [NO_LOGITS] = "the logits are missing: V C for each token written",
        [PROMPT_FREE] = "with the cache, too, the prompt must be read once: all its n positions, for the first token",
        [HALF_ATTENTION] = "a key costs 2 C in every layer: C for its score, C for its part of the mixture",
        [KEYS_OF_PROMPT] = "tokens that were written are keys, too, for those after them",
        [LOGITS_ONCE] = "logits are computed for every token written, not once",
        [ALL_SEE_ALL] = "a position sees only its own key and those before it: 1 + 2 + … + m, not m²",
        [ATTENTION_ONCE] = "attention costs 2 C a key in every layer, not once"};
    for (int cached = 0; cached < 3; cached++) { /* 2 is "not 0", too */
        grade_call("ex_multiplications(layers = %d, C = %d, V = %d, n = %d, count = %d, cached = %d)", L, C, V, n,
                   count, cached);
        double want = multiplications(L, C, V, n, count, cached, EXACT);
        for (int way = READS_THE_LAST; way < (int)COUNTS; way++)
            if (count > 0 && fabs(multiplications(L, C, V, n, count, cached, (Count)way) - want) > 0.25)
                grade_suspect(multiplications(L, C, V, n, count, cached, (Count)way), likely[way]);
        if (count > 1)
            grade_suspect(multiplications(L, C, V, n, count, !cached, EXACT),
                          cached == 2 ? "every `cached` but 0 means: with the cache"
                                      : "with and without the cache are exchanged");
        if (count == 0)
            grade_suspect(multiplications(L, C, V, n, 1, cached, NO_LOGITS),
                          "count = 0: nothing is written, so nothing is read: 0");
        double got = ex_multiplications(L, C, V, n, count, cached);
        if (got < 0 && got > -DBL_MAX && count > 1 && C > 100)
            grade_fail(NULL, "a positive number", NULL, "an int overflowed: compute in double from the start");
        grade_near(got, want, 0.25,
                   "for each token written: which positions are computed, and how many keys does each of them see?");
    }
}

GRADE(ex_multiplications, small, 1, "The cache")
{
    check_multiplications(2, 3, 7, 4, 5); /* first where no two terms are alike */
    check_multiplications(3, 5, 11, 6, 4);
    check_multiplications(1, 1, 1, 1, 1);
    check_multiplications(1, 1, 1, 2, 2);
    check_multiplications(3, 2, 5, 1, 9);
    check_multiplications(3, 2, 5, 9, 1);
    check_multiplications(3, 2, 5, 4, 0);
}

GRADE(ex_multiplications, as_large_as_gpt_3, 1, "The cache")
{
    check_multiplications(4, 192, 2048, 32, 96);
    check_multiplications(12, 768, 50257, 100, 400);
    check_multiplications(96, 12288, 50257, 10, 20);
    check_multiplications(96, 12288, 50257, 1, 40);
}
