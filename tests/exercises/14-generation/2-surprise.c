/* Graded tests of ex_surprise, chapter 14. The reference is the definition, in long double. */
#include "14-generation.h"

#include <gsl/gsl_math.h>
#include <math.h>

#include "grade.h"
#include "shared.h"

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
