/* Graded tests of ex_best_scale, chapter 20. The reference tries every scale, in long double. */
#include "20-quantisation.h"

#include <math.h>

#include "grade.h"
#include "shared.h"

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
