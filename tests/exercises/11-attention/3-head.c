/* Graded tests of ex_head. The reference is the definition, in long double. */
#include "11-attention.h"

#include <math.h>

#include "grade.h"
#include "shared.h"

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
