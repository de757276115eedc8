/* Graded tests of ex_scores. The reference is the definition, in long double. */
#include "11-attention.h"

#include <math.h>

#include "grade.h"
#include "shared.h"

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
