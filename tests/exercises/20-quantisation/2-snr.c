/* Graded tests of ex_snr, chapter 20. The reference is the definition, in long double. */
#include "20-quantisation.h"

#include <math.h>

#include "grade.h"
#include "shared.h"

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
