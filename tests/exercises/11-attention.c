/* Graded tests of chapter 11. References are the definitions, in long double; for the heads the library's op, too. */
#include "11-attention.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "grade.h"
#include "op.h"

enum { MOST = 2048 };

static float *randomise(float *x, int n, unsigned long seed)
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(rng, seed);
    for (int i = 0; i < n; i++)
        x[i] = (float)gsl_ran_gaussian(rng, 1);
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

static int has_nan(const float *x, int n)
{
    for (int i = 0; i < n; i++)
        if (isnan(x[i]))
            return 1;
    return 0;
}

/* ---- ex_scores */

static void scores(const float *q, const float *k, float *s, int n, int m, int d, long double divisor)
{
    for (int i = 0; i < n * m; i++) {
        long double dot = 0;
        for (int c = 0; c < d; c++)
            dot += (long double)q[i / m * d + c] * (long double)k[i % m * d + c];
        s[i] = (float)(dot / divisor);
    }
}

static const char *scores_mistake(const float *q, const float *k, const float *got, int n, int m, int d)
{
    float wrong[MOST], turned[MOST];
    scores(q, k, wrong, n, m, d, 1);
    if (is(got, wrong, n * m))
        return "the division by √d is missing";
    scores(q, k, wrong, n, m, d, d);
    if (is(got, wrong, n * m))
        return "divided by d; it is the root of d";
    scores(q, k, wrong, n, m, d, sqrtl(n));
    if (is(got, wrong, n * m))
        return "divided by √n; d is the length of a query, n the number of queries";
    scores(q, k, wrong, n, m, d, sqrtl(m));
    if (is(got, wrong, n * m))
        return "divided by √m; d is the length of a key, m the number of keys";
    scores(k, q, turned, m, n, d, sqrtl(d));
    if (is(got, turned, n * m))
        return "the result is turned over: a row for every query, a column for every key";
    return "s[i,j] is row i of q times row j of k, number by number, over √d";
}

GRADE(ex_scores, by_the_definition, 1, "The idea")
{
    static const float q[] = {1, 2, 3, 4, 0, -1, 2, 1}, k[] = {1, 0, 0, 1, 2, 1, 0, 0, 0, 3, 1, -1};
    float *s = grade_floats(6);
    grade_call("ex_scores(q = {1, 2, 3, 4,  0, -1, 2, 1}, k = {1, 0, 0, 1,  2, 1, 0, 0,  0, 3, 1, -1}, "
               "n = 2, m = 3, d = 4)");
    ex_scores(given(q, 8), given(k, 12), s, 2, 3, 4);
    grade_array(s, (float[]){2.5f, 2, 2.5f, 0.5f, -0.5f, -1}, 6, 1e-6, scores_mistake(q, k, s, 2, 3, 4));
    for (int round = 0; round < 10; round++) {
        int n = 1 + round, m = 12 - round, d = 1 + round * round;
        float a[MOST], b[MOST], want[MOST], *got = grade_floats((size_t)(n * m));
        randomise(a, n * d, (unsigned long)round + 1), randomise(b, m * d, (unsigned long)round + 20);
        scores(a, b, want, n, m, d, sqrtl(d));
        grade_call("ex_scores(random q (%d,%d), k (%d,%d), n = %d, m = %d, d = %d)", n, d, m, d, n, m, d);
        ex_scores(given(a, n * d), given(b, m * d), got, n, m, d);
        grade_array(got, want, (size_t)(n * m), 1e-4, scores_mistake(a, b, got, n, m, d));
    }
}

GRADE(ex_scores, long_and_large, 1, "Attention by loops")
{
    enum { D = 100000 };
    float *q = grade_floats(D), *k = grade_floats(D), *s = grade_floats(1);
    for (int c = 0; c < D; c++)
        q[c] = 1, k[c] = c ? 0.001f : 20000;
    double want = (20000 + (D - 1) * (double)0.001f) / sqrt(D);
    grade_call("ex_scores(q = {1, 1, 1, …}, k = {20000, 0.001, 0.001, …}, n = 1, m = 1, d = 100000)");
    ex_scores(q, k, s, 1, 1, D);
    grade_suspect(20000 / sqrt(D), "beside 20000, 0.001 is too small for a float sum: add up in double");
    grade_near((double)s[0], want, 1e-5 * want, "a long sum loses digits in a float: add up in double");
    float *big = grade_floats(4);
    for (int c = 0; c < 4; c++)
        big[c] = 1e19f;
    grade_call("ex_scores(q = {1e19, 1e19, 1e19, 1e19}, k = q, n = 1, m = 1, d = 4)");
    ex_scores(big, big, s, 1, 1, 4);
    grade_suspect(INFINITY, "the sum, 4e38, does not fit into a float; the score, 2e38, does: add up in double");
    grade_near((double)s[0] * 1e-38, 2, 1e-5, "the score is 4e38 / √4");
    float *one = grade_floats(16);
    for (int c = 0; c < 16; c++)
        one[c] = c ? 0 : 3e19f;
    grade_call("ex_scores(q = {3e19, 0, …, 0}, k = q, n = 1, m = 1, d = 16)");
    ex_scores(one, one, s, 1, 1, 16);
    grade_suspect(INFINITY, "the product, 9e38, does not fit into a float: make its factors double first");
    grade_near((double)s[0] * 1e-38, 2.25, 1e-5, "the score is 9e38 / √16");
}

/* ---- ex_causal_softmax */

/* Of the first seen(i) scores of each row: diagonal m - n is the contract. */
static void softmax(const float *s, float *p, int n, int m, int diagonal)
{
    for (int i = 0; i < n; i++) {
        int seen = i + diagonal + 1;
        seen = seen > m ? m : seen;
        long double top = -INFINITY, sum = 0;
        for (int j = 0; j < seen; j++)
            top = fmaxl(top, s[i * m + j]);
        for (int j = 0; j < seen; j++)
            sum += expl(s[i * m + j] - top);
        for (int j = 0; j < m; j++)
            p[i * m + j] = j < seen ? (float)(expl(s[i * m + j] - top) / sum) : 0;
    }
}

static const char *softmax_mistake(const float *s, const float *p, int n, int m)
{
    float wrong[MOST];
    int nan_seen = 0;
    for (int i = 0; i < n * m; i++)
        nan_seen |= i % m <= m - n + i / m && isnan(p[i]);
    if (nan_seen)
        return has_nan(s, n * m) ? "what is not seen must not be looked at: NaN times 0 is NaN"
                                 : "e^s became infinite, or all of them 0: subtract the row's largest seen score";
    if (has_nan(p, n * m))
        return has_nan(s, n * m) ? "the places that are not seen must become 0: NaN times 0 is NaN"
                                 : "the places that are not seen must become 0";
    softmax(s, wrong, n, m, m);
    if (is(p, wrong, n * m))
        return "nothing is hidden: row i sees only the keys 0 … m - n + i";
    for (int i = 0; i < n; i++)
        for (int j = m - n + i + 1; j < m; j++)
            wrong[i * m + j] = 0;
    if (is(p, wrong, n * m))
        return "hidden after the softmax, so that rows do not sum to 1: leave it out before";
    softmax(s, wrong, n, m, 0);
    if (is(p, wrong, n * m))
        return "query i stands at position m - n + i, not at i: with n < m it sees more";
    softmax(s, wrong, n, m, m - n - 1);
    if (is(p, wrong, n * m))
        return "a query sees its own position, too: up to and including m - n + i";
    softmax(s, wrong, n, m, m - n + 1);
    if (is(p, wrong, n * m))
        return "a query sees one key too many: the next position, where its answer stands";
    return "each row: e^(s - top) of what is seen over their sum, and 0 for the rest";
}

static void check_softmax(const float *s, int n, int m)
{
    float want[MOST], *p = grade_floats((size_t)(n * m));
    softmax(s, want, n, m, m - n);
    grade_int(ex_causal_softmax(given(s, n * m), p, n, m), 0, "0 says that p was written");
    grade_array(p, want, (size_t)(n * m), 1e-5, softmax_mistake(s, p, n, m));
    for (int i = 0; i < n * m; i++)
        if (want[i] == 0 && i % m > m - n + i / m)
            grade_true(p[i] == 0, "0, exactly, for what is hidden", "a large negative number in place of -infinity?");
}

GRADE(ex_causal_softmax, whole_sequence, 1, "Attention by loops")
{
    static const float s[] = {0, 0, 0, 0, 0, 0, 0, 0, 0};
    grade_call("ex_causal_softmax(s = {0, 0, 0,  0, 0, 0,  0, 0, 0}, n = 3, m = 3)");
    check_softmax(s, 3, 3);
    for (int n = 1; n <= 20; n++) {
        float r[400];
        grade_call("ex_causal_softmax(random s (%d,%d), n = %d, m = %d)", n, n, n, n);
        check_softmax(randomise(r, n * n, (unsigned long)n), n, n);
    }
}

GRADE(ex_causal_softmax, last_of_many, 1, "Attention by loops")
{
    for (int n = 1; n <= 8; n++) {
        float r[MOST];
        int m = 3 * n + n % 3 + 1;
        grade_call("ex_causal_softmax(random s (%d,%d), n = %d, m = %d)", n, m, n, m);
        check_softmax(randomise(r, n * m, (unsigned long)n + 50), n, m);
    }
    static const float large[] = {900, 901, 5, 900, 902, 901}, low[] = {-900, -901, 0, -950, -952, -951};
    grade_call("ex_causal_softmax(s = {900, 901, 5,  900, 902, 901}, n = 2, m = 3)");
    check_softmax(large, 2, 3);
    grade_call("ex_causal_softmax(s = {-900, -901, 0,  -950, -952, -951}, n = 2, m = 3)");
    check_softmax(low, 2, 3);
    float kept[] = {7, 7, 7, 7, 7, 7};
    grade_call("ex_causal_softmax(s = {0, …}, n = 3, m = 2)");
    grade_int(ex_causal_softmax(given((float[6]){0}, 6), kept, 3, 2), -1,
              "n > m: the first query would stand before the first key");
    for (int n = 0; n >= -1; n--) {
        grade_call("ex_causal_softmax(s = {0, …}, n = %d, m = 2)", n);
        grade_int(ex_causal_softmax(given((float[6]){0}, 6), kept, n, 2), -1, "n < 1 must be refused");
    }
    grade_array(kept, (float[]){7, 7, 7, 7, 7, 7}, 6, 0, "p was written although there is no answer");
}

GRADE(ex_causal_softmax, hidden_anything, 1, "Attention by loops")
{
    static const float hidden[] = {NAN, INFINITY, 3e38f};
    for (int k = 0; k < 3; k++) {
        float s[16], want[16];
        randomise(s, 16, 90);
        for (int i = 0; i < 4; i++)
            for (int j = i + 1; j < 4; j++)
                s[i * 4 + j] = hidden[k];
        softmax(s, want, 4, 4, 0);
        grade_call("ex_causal_softmax(random s (4,4) with %g above the diagonal, n = 4, m = 4)",
                   (double)hidden[k]);
        check_softmax(s, 4, 4);
        float *both = grade_floats(16);
        memcpy(both, s, sizeof s);
        grade_call("ex_causal_softmax(random s (4,4) with %g above the diagonal, p = s, n = 4, m = 4)",
                   (double)hidden[k]);
        grade_int(ex_causal_softmax(both, both, 4, 4), 0, "0 says that p was written");
        grade_array(both, want, 16, 1e-5, "p is s here: read a score before its place is written");
    }
}

/* ---- ex_head */

typedef struct {
    int n, m, d, w, causal;
    int own, raw;        /* mistakes: query i at position i; weights that do not sum to 1 */
    long double divisor; /* 0: √d; all others are mistakes */
} Shape;

static void head(const float *q, const float *k, const float *v, float *o, Shape c)
{
    float s[MOST], p[MOST];
    scores(q, k, s, c.n, c.m, c.d, c.divisor > 0 ? c.divisor : sqrtl(c.d));
    softmax(s, p, c.n, c.m, !c.causal ? c.m : c.own ? 0 : c.m - c.n);
    for (int i = 0; i < c.n * c.w; i++) {
        const float *row = p + i / c.w * c.m;
        long double mix = 0, top = 0;
        for (int j = 0; j < c.m; j++)
            if (row[j] > 0)
                mix += (long double)row[j] * (long double)v[j * c.w + i % c.w], top = fmaxl(top, row[j]);
        o[i] = (float)(c.raw ? mix / top : mix);
    }
}

static const char *head_mistake(const float *q, const float *k, const float *v, const float *got, Shape c)
{
    float wrong[MOST];
    int size = c.n * c.w;
    if (has_nan(got, size) && !has_nan(k, c.m * c.d) && !has_nan(v, c.m * c.w))
        return "e^s became infinite, or all of them 0: subtract the largest score that the query sees";
    if (has_nan(got, size))
        return "NaN of a key or value that the query does not see: leave it out, do not multiply it by 0";
    Shape other = c;
    other.causal = !c.causal;
    if (other.causal ? c.n <= c.m : 1) {
        head(q, k, v, wrong, other);
        if (is(got, wrong, size))
            return c.causal ? "nothing is hidden, though causal is not 0" : "keys are hidden, though causal is 0";
    }
    other = c, other.own = 1;
    head(q, k, v, wrong, other);
    if (is(got, wrong, size))
        return "query i stands at position m - n + i: with n < m it sees more than 0 … i";
    other = c, other.raw = 1;
    head(q, k, v, wrong, other);
    if (is(got, wrong, size))
        return "the weights do not sum to 1: divide them by their sum";
    const long double divisor[] = {1, c.d, sqrtl(c.w), 1 / sqrtl(c.d)};
    static const char *const of[] = {"the division by √d is missing", "divided by d; it is the root of d",
                                     "divided by √w: the scale is that of queries and keys, √d",
                                     "multiplied by √d; the scores are divided by it"};
    for (int i = 0; i < 4; i++) {
        other = c, other.divisor = divisor[i];
        head(q, k, v, wrong, other);
        if (is(got, wrong, size))
            return of[i];
    }
    return "o[i] is the sum over j of p[i,j] times row j of v";
}

static void check_head(const float *q, const float *k, const float *v, Shape c)
{
    float want[MOST], *o = grade_floats((size_t)(c.n * c.w));
    head(q, k, v, want, c);
    q = given(q, c.n * c.d), k = given(k, c.m * c.d), v = given(v, c.m * c.w);
    grade_int(ex_head(q, k, v, o, c.n, c.m, c.d, c.w, c.causal), 0,
              c.n > c.m ? "only with causal must n not be greater than m" : "0 says that o was written");
    grade_array(o, want, (size_t)(c.n * c.w), 1e-4, head_mistake(q, k, v, o, c));
}

static void random_head(Shape c, unsigned long seed)
{
    float q[MOST], k[MOST], v[MOST];
    randomise(q, c.n * c.d, seed), randomise(k, c.m * c.d, seed + 1), randomise(v, c.m * c.w, seed + 2);
    grade_call("ex_head(random q (%d,%d), k (%d,%d), v (%d,%d), causal = %d)", c.n, c.d, c.m, c.d, c.m, c.w, c.causal);
    check_head(q, k, v, c);
}

/* Scores 900 - i, exactly, or their negatives; if causal ±900 + 60 i, so that the hidden ones are far larger. */
static void large_head(float sign, int causal)
{
    static const float v[] = {1, 2, 4, 8};
    float q[16] = {0}, k[16] = {0};
    for (int i = 0; i < 4; i++)
        q[4 * i] = sign * 64, k[4 * i] = 28.125f + (float)i / 32 * (causal ? 60 * sign : -1);
    grade_call("ex_head(with scores from %g on, n = 4, m = 4, d = 4, w = 1, causal = %d)", 900 * (double)sign,
               causal);
    check_head(q, k, v, (Shape){.n = 4, .m = 4, .d = 4, .w = 1, .causal = causal});
}

GRADE(ex_head, sees_everything, 1, "The idea")
{
    static const float q[] = {1.6f, 1.2f}, k[] = {2, 0.4f, 0.3f, 1.9f, -1.7f, 0.8f, -0.6f, -1.6f};
    static const float v[] = {3, 1, 2, 3, -1, 2, 0, 0};
    grade_call("ex_head(q = {1.6, 1.2}, the text's four keys and values, n = 1, m = 4, d = 2, w = 2, causal = 0)");
    check_head(q, k, v, (Shape){.n = 1, .m = 4, .d = 2, .w = 2});
    for (int i = 1; i < 8; i++)
        random_head((Shape){.n = 2 * i, .m = 9 - i, .d = 3 * i, .w = i + 1}, (unsigned long)i);
    large_head(1, 0), large_head(-1, 0);
}

GRADE(ex_head, causal, 1, "Attention by loops")
{
    for (int i = 1; i < 10; i++)
        random_head((Shape){.n = i, .m = i, .d = 2 * i + 1, .w = i, .causal = 1}, 100 + (unsigned long)i);
    random_head((Shape){.n = 1, .m = 1, .d = 3, .w = 2, .causal = 1}, 150);
    random_head((Shape){.n = 4, .m = 4, .d = 3, .w = 2, .causal = 2}, 160);
    random_head((Shape){.n = 4, .m = 5, .d = 3, .w = 2, .causal = -1}, 170);
    large_head(1, 1), large_head(-1, 1);
}

GRADE(ex_head, newest_queries, 1, "Attention by loops")
{
    for (int i = 1; i < 8; i++)
        random_head((Shape){.n = i, .m = 2 * i + 3, .d = 5, .w = 4, .causal = 1}, 200 + (unsigned long)i);
    float q[12], k[12], v[8];
    randomise(q, 12, 300), randomise(k, 12, 301), randomise(v, 8, 302);
    for (int i = 0; i < 3; i++)
        k[9 + i] = NAN;
    v[6] = v[7] = NAN;
    float want[6], *o = grade_floats(8);
    head(q, k, v, want, (Shape){.n = 3, .m = 3, .d = 3, .w = 2, .causal = 1});
    grade_call("ex_head(random, but NaN in the last key and value, n = 4, m = 4, d = 3, w = 2, causal = 1)");
    grade_int(ex_head(given(q, 12), given(k, 12), given(v, 8), o, 4, 4, 3, 2, 1), 0, "0 says that o was written");
    grade_array(o, want, 6, 1e-4, "the first three queries do not see the last key and value: leave them out");
    float kept[] = {7, 7, 7, 7, 7, 7};
    grade_call("ex_head(n = 3, m = 2, d = 2, w = 2, causal = 1)");
    grade_int(ex_head(given(q, 6), given(k, 4), given(v, 4), kept, 3, 2, 2, 2, 1), -1,
              "causal and n > m: the first query sees no key");
    grade_array(kept, (float[]){7, 7, 7, 7, 7, 7}, 6, 0, "o was written although there is no answer");
}

/* ---- ex_heads */

/* Mistakes: head h takes every heads-th column; keys for values; a head's query, key and value stand together. */
typedef enum { RIGHT, INTERLEAVED, EXCHANGED, TOGETHER, BY_ROOT_C, OPEN } Way;

static void split(const float *qkv, float *o, int T, int C, int heads, Way way)
{
    static const int turned[] = {0, 2, 1};
    int d = C / heads, interleaved = way == INTERLEAVED;
    Shape shape = {.n = T, .m = T, .d = d, .w = d, .causal = way != OPEN, .divisor = way == BY_ROOT_C ? sqrtl(C) : 0};
    for (int h = 0; h < heads; h++) {
        static float part[3][MOST], result[MOST];
        for (int i = 0; i < 3 * T * d; i++) {
            int of = i / (T * d), t = i / d % T, c = i % d;
            int column = interleaved ? c * heads + h : h * d + c, from = way == EXCHANGED ? turned[of] : of;
            part[of][t * d + c] = qkv[t * 3 * C + (way == TOGETHER ? (3 * h + of) * d + c : from * C + column)];
        }
        head(part[0], part[1], part[2], result, shape);
        for (int i = 0; i < T * d; i++)
            o[i / d * C + (interleaved ? i % d * heads + h : h * d + i % d)] = result[i];
    }
}

static const char *split_mistake(const float *qkv, const float *got, int T, int C, int heads)
{
    float wrong[MOST], right[MOST];
    static const struct {
        Way way;
        const char *likely;
    } known[] = {{INTERLEAVED, "head h owns neighbouring columns, h d … h d + d - 1, not every heads-th"},
                 {EXCHANGED, "keys and values are exchanged: a row holds the query, the key, the value"},
                 {TOGETHER, "a row holds the queries of all heads, then all keys, then all values"},
                 {BY_ROOT_C, "divided by √C: a head's queries have C/heads numbers, d"},
                 {OPEN, "nothing is hidden: position t sees 0 … t"}};
    split(qkv, wrong, T, C, 1, RIGHT);
    if (is(got, wrong, T * C))
        return "one head over all columns; each head has its own softmax";
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        split(qkv, wrong, T, C, heads, known[i].way);
        if (is(got, wrong, T * C))
            return known[i].likely;
    }
    split(qkv, right, T, C, heads, RIGHT);
    for (int i = 0; i < T * C; i++) /* (heads,T,d) read as if it were (T,C) */
        wrong[i] = right[i / (C / heads) % T * C + i / (C / heads * T) * (C / heads) + i % (C / heads)];
    if (is(got, wrong, T * C))
        return "the heads' results lie one after the other: side by side they belong, in each row";
    return "split the columns, attend within each head, put its result into its own columns";
}

static void check_heads(int T, int C, int heads)
{
    float qkv[3 * MOST], want[MOST], *o = grade_floats((size_t)(T * C));
    randomise(qkv, 3 * T * C, (unsigned long)(T + C + heads));
    split(qkv, want, T, C, heads, RIGHT);
    grade_call("ex_heads(random qkv (%d,%d), T = %d, C = %d, heads = %d)", T, 3 * C, T, C, heads);
    grade_int(ex_heads(given(qkv, 3 * T * C), o, T, C, heads), 0, "0 says that o was written");
    grade_array(o, want, (size_t)(T * C), 1e-4, split_mistake(qkv, o, T, C, heads));
}

GRADE(ex_heads, split_and_merged, 1, "Heads")
{
    check_heads(5, 6, 1);
    check_heads(4, 4, 2);
    check_heads(1, 6, 3);
    check_heads(7, 12, 3);
    check_heads(9, 8, 8);
    check_heads(3, 2, 2);
}

GRADE(ex_heads, like_the_library, 1, "Heads")
{
    enum { T = 30, C = 24 };
    static float qkv[3 * T * C];
    randomise(qkv, 3 * T * C, 400);
    static const int divides[] = {2, 3, 8, 12};
    for (int i = 0; i < 4; i++) {
        int heads = divides[i];
        Tape *t = tape_new();
        tape_inference(t, 1);
        Tensor *x = tape_input(t, SHAPE(1, T, 3 * C));
        tensor_set(x, qkv);
        const Tensor *y = op_attention(t, x, heads, 1);
        float *o = grade_floats(T * C);
        grade_call("ex_heads(random qkv (30,72), T = 30, C = 24, heads = %d), beside op_attention", heads);
        grade_int(ex_heads(given(qkv, 3 * T * C), o, T, C, heads), 0, "0 says that o was written");
        grade_array(o, y->data, T * C, 1e-4, split_mistake(qkv, o, T, C, heads));
        tape_free(t);
    }
    float kept[24];
    for (int i = 0; i < 24; i++)
        kept[i] = 7;
    static const int refused[] = {0, -2, 5, 48};
    for (int i = 0; i < 4; i++) {
        grade_call("ex_heads(T = 1, C = 24, heads = %d)", refused[i]);
        grade_int(ex_heads(given(qkv, 72), kept, 1, 24, refused[i]), -1,
                  refused[i] < 1 ? "heads < 1 must be refused" : "24 columns cannot be divided among so many heads");
        for (int c = 0; c < 24; c++)
            grade_true(kept[c] == 7, "o left as it was", "o was written although there is no answer");
    }
}
