/* Graded tests of ex_nucleus, chapter 14. The reference is the definition, in long double. */
#include "14-generation.h"

#include <math.h>
#include <stdio.h>

#include "grade.h"
#include "shared.h"

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
