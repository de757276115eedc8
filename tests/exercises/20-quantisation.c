/* Graded tests of chapter 20. References are the definitions, in long double and 64-bit sums. */
#include "20-quantisation.h"

#include <float.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "grade.h"

enum { MOST_N = 4096, UNWRITTEN = -128 };

static void randomise(float *x, int n, unsigned long seed, double sd)
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(rng, seed);
    for (int i = 0; i < n; i++)
        x[i] = (float)gsl_ran_gaussian(rng, sd);
    gsl_rng_free(rng);
}

static const float *given(const float *x, int n) { return grade_input(x, (size_t)n * sizeof *x); }

/* n bytes that end where memory ends, full of a number that no answer holds. */
static int8_t *bytes(int n)
{
    int words = (n + 3) / 4;
    int8_t *q = (int8_t *)grade_floats((size_t)words) + 4 * words - n;
    memset(q, UNWRITTEN, (size_t)n);
    return q;
}

static float largest(const float *x, int n)
{
    float top = 0;
    for (int i = 0; i < n; i++)
        top = fmaxf(top, fabsf(x[i]));
    return top;
}

/* ---- ex_quantise */

static void check_number(const int8_t *q, int i, long want, const char *likely)
{
    char why[240];
    snprintf(why, sizeof why, "q[%d]: %s", i, q[i] == UNWRITTEN ? "never written, or -128 instead of -127" : likely);
    if (q[i] != want)
        grade_int(q[i], want, why);
}

static void check_numbers(const float *x, const int8_t *q, double scale, int n)
{
    for (int i = 0; i < n; i++) {
        char likely[200] = "q is x/scale, rounded to the nearest whole number";
        double exact = (double)x[i] / scale;
        if (q[i] == UNWRITTEN)
            snprintf(likely, sizeof likely, "q[%d] is -128: never written, or -128 instead of -127", i);
        else if (q[i] == (int)trunc(exact))
            snprintf(likely, sizeof likely, "x[%d]/scale = %.3f: a cast cuts off; round first", i, exact);
        else if (q[i] == (int)floor(exact))
            snprintf(likely, sizeof likely, "x[%d]/scale = %.3f was rounded down, not to the nearest", i, exact);
        if (fabs((double)q[i] - exact) > 0.501)
            grade_int(q[i], lrint(exact), likely);
    }
}

static void check_quantise(const float *x, int n)
{
    int8_t *q = bytes(n);
    float scale = ex_quantise(given(x, n), q, n), top = largest(x, n);
    float signed_top = x[0], mean = 0;
    for (int i = 0; i < n; i++)
        signed_top = fmaxf(signed_top, x[i]), mean += fabsf(x[i]) / (float)n;
    grade_suspect((double)top / 128, "127 steps on each side: divide by 127, not 128");
    grade_suspect((double)top / 255, "127 steps on each side: divide by 127, not 255");
    grade_suspect((double)top / 127.5, "127 steps on each side: divide by 127, not 127.5");
    grade_suspect((double)signed_top / 127, "the largest size: a negative number may have it");
    grade_suspect(127 / (double)top, "that is 1 over the scale");
    grade_near((double)scale, (double)top / 127, 1e-6 * (double)top, "the scale is max|x|/127");
    check_numbers(x, q, (double)top / 127, n);
}

GRADE(ex_quantise, a_row, 1, "A row and its scale")
{
    grade_call("ex_quantise({12.7, -3, 0.04, 6.36}, n = 4)");
    check_quantise((float[]){12.7f, -3, 0.04f, 6.36f}, 4);
    grade_call("ex_quantise({1, 2, -12.7}, n = 3)");
    check_quantise((float[]){1, 2, -12.7f}, 3);
    for (int k = 1; k < 12; k++) {
        static float x[MOST_N];
        randomise(x, 37 * k, (unsigned long)k, pow(10, k - 6));
        grade_call("ex_quantise(random numbers of size %g, n = %d)", pow(10, k - 6), 37 * k);
        check_quantise(x, 37 * k);
    }
}

GRADE(ex_quantise, ties_and_zeros, 1, "A row and its scale")
{
    static const float x[] = {127, 0.5f, 1.5f, 2.5f, -0.5f, -1.5f, -2.5f, -127};
    static const int want[] = {127, 0, 2, 2, 0, -2, -2, -127};
    int8_t *q = bytes(8);
    grade_call("ex_quantise({127, 0.5, 1.5, 2.5, -0.5, -1.5, -2.5, -127}, n = 8)");
    grade_near((double)ex_quantise(given(x, 8), q, 8), 1, 1e-7, "max|x|/127 is 1");
    for (int i = 0; i < 8; i++)
        check_number(q, i, want[i], "of two equally near the even one: rintf does that, roundf does not");
    q = bytes(3);
    grade_call("ex_quantise({0, 0, 0}, n = 3)");
    grade_near((double)ex_quantise(given((float[]){0, 0, 0}, 3), q, 3), 0, 0, "a row of zeros has scale 0");
    for (int i = 0; i < 3; i++)
        check_number(q, i, 0, "0/0 is NaN: zeros have q = 0");
}

/* The smallest floats: only a division by the scale that is returned gives numbers that fit it. */
static void tiny_row(float d)
{
    static const int want[] = {127, 100, 10, -10, 0};
    float x[5] = {190 * d, 100 * d, 10 * d, -10 * d, 0};
    int8_t *q = bytes(5);
    grade_call("ex_quantise({190 d, 100 d, 10 d, -10 d, 0}, n = 5), where d = %g is the smallest float", (double)d);
    grade_suspect(0, "the smallest floats are welcome, too: zeros only where max|x|/127 is 0");
    grade_near((double)ex_quantise(given(x, 5), q, 5), (double)d, 0, "190 d/127 is d as a float");
    for (int i = 0; i < 5; i++)
        check_number(q, i, want[i], "divide by the scale that you return, a float; 127/max|x| may be infinite");
}

GRADE(ex_quantise, at_the_edges, 1, "A row and its scale")
{
    float tiny = nextafterf(0, 1);
    grade_call("ex_quantise({FLT_MAX, -FLT_MAX/2}, n = 2)");
    check_quantise((float[]){FLT_MAX, -FLT_MAX / 2}, 2);
    int8_t *q = bytes(2);
    grade_call("ex_quantise({190 d, -190 d}, n = 2), where d = %g is the smallest float", (double)tiny);
    ex_quantise(given((float[]){190 * tiny, -190 * tiny}, 2), q, 2);
    check_number(q, 0, 127, "the scale, too, is a whole multiple of d: 190/127 became 1, so x/scale is 190; hold it");
    check_number(q, 1, -127, "hold q within -127 … 127: never -128");
    tiny_row(tiny);
    q = bytes(2);
    grade_call("ex_quantise({10 d, -d}, n = 2), where d = %g is the smallest float", (double)tiny);
    grade_near((double)ex_quantise(given((float[]){10 * tiny, -tiny}, 2), q, 2), 0, 0, "10 d/127 is 0 as a float");
    check_number(q, 0, 0, "where the scale is 0, q is 0: do not divide by it");
    static const float bad[] = {INFINITY, -INFINITY, NAN};
    for (int i = 0; i < 3; i++) {
        q = bytes(3);
        grade_call("ex_quantise({1, 2, %g}, n = 3)", (double)bad[i]);
        grade_near((double)ex_quantise(given((float[]){1, 2, bad[i]}, 3), q, 3), -1, 0,
                   "not finite: -1 (a maximum by > or fmaxf passes over NaN)");
        grade_int(q[0], UNWRITTEN, "q stays as it was: look at all x before you write any q");
    }
    q = bytes(1);
    grade_call("ex_quantise(x, q, n = 0)");
    grade_near((double)ex_quantise(given((float[]){1}, 1), q, 0), -1, 0, "no row without a number");
}

/* ---- ex_snr and ex_best_scale */

typedef struct {
    double most;
    int down, cut; /* rounds down; holds q within -most … most */
    int low;       /* holds q within -most - 1 … most */
    enum { SQUARE, SIZE, LARGEST } error;
} How;

static long double noise(const float *x, int n, long double scale, How how)
{
    long double sum = 0;
    for (int i = 0; i < n; i++) {
        long double q = how.down ? truncl(x[i] / scale) : rintl(x[i] / scale);
        if (how.cut)
            q = fminl(fmaxl(q, -how.most - how.low), how.most);
        long double off = fabsl(x[i] - scale * q);
        sum = how.error == SQUARE ? sum + off * off : how.error == SIZE ? sum + off : fmaxl(sum, off);
    }
    return sum;
}

static double decibels(const float *x, int n, How how)
{
    long double signal = 0, off = noise(x, n, largest(x, n) / (long double)how.most, how);
    for (int i = 0; i < n; i++)
        signal += (long double)x[i] * x[i];
    return off > 0 ? (double)(10 * log10l(signal / off)) : INFINITY;
}

static void check_snr(const float *x, int n, int bits)
{
    double most = (1 << (bits - 1)) - 1, want = decibels(x, n, (How){.most = most});
    grade_suspect(2 * want, "a ratio of squares: 10 log10, not 20");
    grade_suspect(-want, "turned over: signal over noise");
    grade_suspect(want * log(10), "log is the natural logarithm: log10");
    grade_suspect(want / 10, "decibels: 10 times the logarithm");
    grade_suspect(decibels(x, n, (How){.most = most + 1}), "most is 2^(bits-1) - 1: 127, not 128");
    grade_suspect(decibels(x, n, (How){.most = 2 * most + 1}), "most is 2^(bits-1) - 1: one bit is the sign");
    grade_suspect(decibels(x, n, (How){.most = most, .down = 1}), "rounded to the nearest, not cut off");
    grade_suspect(decibels(x, n, (How){.most = 127}), "most depends on bits: 2^(bits-1) - 1, not always 127");
    double got = ex_snr(given(x, n), n, bits);
    grade_true(!isnan(got), "a number of decibels", "2 to 16 bits are allowed: NaN is for others");
    grade_near(got, want, 0.02, "10 log10 of the sum of x² over that of (x - x̂)²");
}

GRADE(ex_snr, random_rows, 1, "A row and its scale")
{
    static float x[MOST_N];
    for (int bits = 2; bits <= 16; bits += 2) {
        randomise(x, 500, (unsigned long)bits, 0.02 * bits);
        grade_call("ex_snr(500 random numbers, bits = %d)", bits);
        check_snr(x, 500, bits);
    }
    grade_call("ex_snr({1, -0.4}, n = 2, bits = 2)");
    check_snr((float[]){1, -0.4f}, 2, 2);
    grade_call("ex_snr({-8, 1, 2.2}, n = 3, bits = 4)");
    check_snr((float[]){-8, 1, 2.2f}, 3, 4);
}

GRADE(ex_snr, nothing_lost, 1, "A row and its scale")
{
    static const float x[] = {127, 1, -64, 0};
    grade_call("ex_snr({127, 1, -64, 0}, n = 4, bits = 8)");
    grade_near(ex_snr(given(x, 4), 4, 8), INFINITY, 0, "all of them are whole numbers: nothing was lost");
    grade_call("ex_snr({0, 0}, n = 2, bits = 8)");
    grade_near(ex_snr(given((float[]){0, 0}, 2), 2, 8), INFINITY, 0, "zeros come back as zeros; 0/0 is NaN");
    static const int bits[] = {1, 0, -3, 17, 40};
    for (int i = 0; i < 5; i++) {
        grade_call("ex_snr({127, 1, -64, 0}, n = 4, bits = %d)", bits[i]);
        grade_near(ex_snr(given(x, 4), 4, bits[i]), NAN, 0, "2 to 16 bits");
    }
    grade_call("ex_snr(x, n = 0, bits = 8)");
    grade_near(ex_snr(given(x, 4), 0, 8), NAN, 0, "no numbers, no ratio");
}

/* The best of unit · k, k = 1 … 100. */
static double best_of(const float *x, int n, long double unit, How how)
{
    long double least = INFINITY;
    int best = 0;
    for (int k = 1; k <= 100; k++) {
        long double off = noise(x, n, unit * k, how);
        if (off < least)
            least = off, best = k;
    }
    return (double)(unit * best);
}

/* Where a search ends that starts at k, goes by `step` and stops as soon as the error grows. */
static double valley(const float *x, int n, long double unit, How how, int k, int step)
{
    while (k + step >= 1 && k + step <= 100 && noise(x, n, unit * (k + step), how) <= noise(x, n, unit * k, how))
        k += step;
    return (double)(unit * k);
}

static void check_best(const float *x, int n, int bits)
{
    How how = {.most = (1 << (bits - 1)) - 1, .cut = 1}, low = how, size = how, largest_off = how;
    long double unit = largest(x, n) / how.most / 100;
    double best = best_of(x, n, unit, how), got = (double)ex_best_scale(given(x, n), n, bits);
    float top = x[0];
    for (int i = 0; i < n; i++)
        top = fmaxf(top, x[i]);
    low.low = 1, size.error = SIZE, largest_off.error = LARGEST;
    grade_true(!isnan(got), "a scale", "2 to 16 bits are allowed: NaN is for others");
    if (isfinite(got) && got > 0 && got < 1e30 && fabsl(got / unit - roundl(got / unit)) < 1e-3L &&
        roundl(got / unit) <= 100 && noise(x, n, got, how) <= noise(x, n, best, how) * (1 + 1e-4L))
        return;
    grade_suspect(best_of(x, n, unit, (How){.most = how.most}),
                  "what exceeds most in size has to be cut off, and its error counted");
    if (valley(x, n, unit, how, 100, -1) < (double)(99.5L * unit) || n == 101)
        grade_suspect(valley(x, n, unit, how, 100, -1), "the error has several valleys: try all k");
    grade_suspect((double)(100 * unit), "top/most cuts off nothing, but is not the best: the other 99 were not tried");
    grade_suspect(best * how.most, "that is the largest number that is kept, not the scale");
    grade_suspect(best_of(x, n, unit, low), "held within -most - 1 … most: -most is the least");
    grade_suspect(best_of(x, n, unit, size), "the squares of the errors are summed, not their sizes");
    grade_suspect(best_of(x, n, unit, largest_off), "the sum of all squares counts, not the largest error alone");
    grade_suspect(best_of(x, n, top / how.most / 100, how), "top is the largest size: a negative number may have it");
    grade_near(got, best, 1e-5 * (double)unit, "the k of the least Σ (x - x̂)²");
}

GRADE(ex_best_scale, few_bits, 1, "Fewer bits")
{
    static float x[MOST_N];
    for (int bits = 2; bits <= 6; bits++) {
        randomise(x, 400, 70 + (unsigned long)bits, 0.1 * bits);
        grade_call("ex_best_scale(400 random numbers, bits = %d)", bits);
        check_best(x, 400, bits);
    }
    grade_call("ex_best_scale(400 random numbers, bits = 12)");
    check_best(x, 400, 12);
    randomise(x, 600, 77, 1);
    x[300] = -30;
    grade_call("ex_best_scale(600 random numbers of size 1, one of -30, bits = 4)");
    check_best(x, 600, 4);
}

GRADE(ex_best_scale, special_rows, 1, "Fewer bits")
{
    static const float x[] = {3, -1, 2, 0};
    grade_call("ex_best_scale({3, -1, 2, 0}, n = 4, bits = 3)");
    check_best(x, 4, 3);
    float two[101] = {3};
    for (int i = 1; i <= 100; i++)
        two[i] = 1.4f;
    grade_call("ex_best_scale({3, 1.4, 1.4, …, 1.4}, n = 101, bits = 3)");
    check_best(two, 101, 3);
    grade_call("ex_best_scale({-5}, n = 1, bits = 8)");
    check_best((float[]){-5}, 1, 8);
    grade_call("ex_best_scale({2e9, -1e9, 3e8, 9e9}, n = 4, bits = 2)");
    check_best((float[]){2e9f, -1e9f, 3e8f, 9e9f}, 4, 2);
    grade_call("ex_best_scale({0, 0}, n = 2, bits = 8)");
    grade_near((double)ex_best_scale(given((float[]){0, 0}, 2), 2, 8), 0, 0, "zeros have scale 0");
    grade_call("ex_best_scale({3, -1, 2, 0}, n = 4, bits = 1)");
    grade_near((double)ex_best_scale(given(x, 4), 4, 1), NAN, 0, "1 bit has most = 0: NaN for bits < 2");
    grade_call("ex_best_scale({3, -1, 2, 0}, n = 4, bits = 17)");
    grade_near((double)ex_best_scale(given(x, 4), 4, 17), NAN, 0, "NaN for bits > 16");
    grade_call("ex_best_scale(x, n = 0, bits = 4)");
    grade_near((double)ex_best_scale(given(x, 4), 0, 4), NAN, 0, "NaN for n < 1");
}

/* ---- ex_dot */

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
