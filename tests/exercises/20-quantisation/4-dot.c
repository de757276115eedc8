/* Graded tests of ex_dot, chapter 20. The reference is the definition, in 64-bit sums and long double. */
#include "20-quantisation.h"

#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "grade.h"
#include "shared.h"

static void check_dot(const int8_t *w, const float *scale, const int8_t *x, float x_scale, int n, int group,
                      const char *likely)
{
    int groups = (n - 1) / group + 1;
    long double want = 0, size = 0;
    double whole = 0, first = 0;
    uint32_t narrow = 0; /* as an int32_t that runs over */
    double bytes_sum = 0;
    for (int g = 0, i = 0; g < groups; g++) {
        int64_t sum = 0;
        for (int k = 0; k < group && i < n; k++, i++)
            sum += w[i] * x[i], narrow += (uint32_t)(w[i] * x[i]),
                bytes_sum += (double)scale[g] * (int8_t)(w[i] * x[i]);
        want += (long double)scale[g] * sum, size += fabsl((long double)scale[g] * sum);
        whole += (double)sum, first += g * (long)group + group <= n ? (double)scale[g] * (double)sum : 0;
    }
    grade_suspect((double)want, "x_scale is missing");
    grade_suspect(whole * (double)x_scale, "w_scale is missing");
    grade_suspect(whole * (double)scale[0] * (double)x_scale, "each group has a scale of its own");
    grade_suspect(first * (double)x_scale, "the last group is shorter, but it counts");
    grade_suspect((double)(int32_t)narrow * (double)scale[0] * (double)x_scale,
                  "the sum ran over: 32 bits hold 133144 products of 127 by 127");
    grade_suspect((double)narrow * (double)scale[0] * (double)x_scale, "the sum ran over: 32 bits, signed or not");
    grade_suspect(bytes_sum * (double)x_scale, "a product of two int8_t needs 16 bits: 127 · 127 = 16129");
    double got = ex_dot(grade_input(w, (size_t)n), given(scale, groups), grade_input(x, (size_t)n), x_scale, n, group);
    if (fabsl(got - want * x_scale) < 1e-6L * size * x_scale)
        likely = "right but for a float's digits: all but the whole numbers in double, the scales' product too";
    grade_near(got, (double)(want * x_scale), 1e-11 * (double)(size * x_scale), likely);
}

static void random_bytes(int8_t *x, int n, unsigned long seed)
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(rng, seed);
    for (int i = 0; i < n; i++)
        x[i] = (int8_t)((int)gsl_rng_uniform_int(rng, 255) - 127);
    gsl_rng_free(rng);
}

enum { LONG = 3000000 };
static int8_t a[LONG], b[LONG];

GRADE(ex_dot, groups, 1, "A product of whole numbers")
{
    float scale[600];
    grade_call("ex_dot(w = {1, 2, 3, 4, 5}, w_scale = {2, 10, 100}, x = {1, 1, 1, 1, 1}, x_scale = 0.5, n = 5, "
               "group = 2)");
    check_dot((int8_t[]){1, 2, 3, 4, 5}, (float[]){2, 10, 100}, (int8_t[]){1, 1, 1, 1, 1}, 0.5f, 5, 2,
              "2 (1 + 2) + 10 (3 + 4) + 100 · 5, times 0.5");
    for (int k = 1; k < 10; k++) {
        int n = 61 * k, group = k == 9 ? n : 1 + 5 * k;
        random_bytes(a, n, (unsigned long)k), random_bytes(b, n, 90 + (unsigned long)k), randomise(scale, 600, 7, 1);
        grade_call("ex_dot(random numbers, x_scale = 0.01, n = %d, group = %d)", n, group);
        check_dot(a, scale, b, 0.01f, n, group, "the sum over groups of scale times the group's sum, times x_scale");
    }
    grade_call("ex_dot(…, n = 0, group = 4)");
    grade_near(ex_dot(a, scale, b, 1, 0, 4), NAN, 0, "NaN for n < 1");
    grade_call("ex_dot(…, n = 4, group = 0)");
    grade_near(ex_dot(a, scale, b, 1, 4, 0), NAN, 0, "NaN for group < 1: groups of nothing never come to an end");
}

GRADE(ex_dot, long_sums, 2, "A product of whole numbers")
{
    memset(a, 127, LONG), memset(b, 127, LONG);
    grade_call("ex_dot(w = {127, …}, w_scale = {1}, x = {127, …}, x_scale = 1, n = 133145, group = 133145)");
    check_dot(a, (float[]){1}, b, 1, 133145, 133145, "a sum of whole numbers is exact");
    grade_call("ex_dot(w = {127, …}, w_scale = {1}, x = {127, …}, x_scale = 1, n = 3000000, group = 3000000)");
    check_dot(a, (float[]){1}, b, 1, LONG, LONG, "a sum of whole numbers is exact");
    memset(b, -127, LONG / 2);
    b[LONG - 1] = 126;
    grade_call("ex_dot(w = {127, …}, w_scale = {1}, x = {-127, …, 127, …, 126}, x_scale = 1, n = 3000000, "
               "group = 3000000)");
    double got = ex_dot(grade_input(a, LONG), given((float[]){1}, 1), grade_input(b, LONG), 1, LONG, LONG);
    grade_near(got, -127, 1e-9, "exact: a float sum loses what is small beside it");
    static float scale[LONG / 64 + 1];
    for (int g = 0; g <= LONG / 64; g++)
        scale[g] = 0.25f;
    memset(b, 127, LONG);
    grade_call("ex_dot(w = {127, …}, w_scale = {0.25, …}, x = {127, …}, x_scale = 1, n = 3000000, group = 64)");
    check_dot(a, scale, b, 1, LONG, 64, "the sum over groups runs in double: a float loses what is small beside it");
}
