/* Graded tests of ex_causal_softmax. The reference is the definition, in long double. */
#include "11-attention.h"

#include <math.h>
#include <string.h>

#include "grade.h"
#include "shared.h"

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
