/* Graded tests of ex_layer_norm. The reference is the definition, in long double. */
#include "12-transformer.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <string.h>

#include "grade.h"

enum { MOST = 4096 };

static void randomise(float *x, int n, unsigned long seed, double mean, double sd)
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(rng, seed);
    for (int i = 0; i < n; i++)
        x[i] = (float)(mean + gsl_ran_gaussian(rng, sd));
    gsl_rng_free(rng);
}

static const float *given(const float *x, int n) { return grade_input(x, (size_t)n * sizeof *x); }

static int is(const float *got, const float *wrong, int n)
{
    for (int i = 0; i < n; i++)
        if (!(fabsf(got[i] - wrong[i]) <= 1e-4f * (1 + fabsf(wrong[i]))))
            return 0;
    return 1;
}

typedef enum {
    RIGHT, PER_COLUMN, UNCENTRED, NO_MEAN, SQUARES_OF_X, LESS_ONE, TOTAL, NO_ROOT, OUTSIDE, NO_EPSILON,
    LARGE_EPSILON, NO_GAIN, NO_BIAS, BIAS_SCALED, BY_ROW, GAIN_BY_ROW, WHOLE, STRIDE_ONE, MEAN_KEPT,
    VARIANCE_KEPT, SLIPS
} Slip;

static const char *const norm_likely[SLIPS] = {
    [PER_COLUMN] = "mean and variance are those of a row, not of a column",
    [UNCENTRED] = "the row's mean is not subtracted",
    [NO_MEAN] = "the mean is missing: subtract it, here and in the variance",
    [SQUARES_OF_X] = "the variance is the mean square of x - mean, not of x",
    [LESS_ONE] = "the variance is the sum of squares over C, not over C - 1",
    [TOTAL] = "the variance is the mean of the squares: their sum over C",
    [NO_ROOT] = "divide by the root of the variance",
    [OUTSIDE] = "1e-5 is added to the variance, inside the root",
    [NO_EPSILON] = "1e-5 is missing under the root",
    [LARGE_EPSILON] = "1e-5 under the root, not 1e-3",
    [NO_GAIN] = "the gain is missing",
    [NO_BIAS] = "the bias is missing",
    [BIAS_SCALED] = "the gain multiplies the bias, too: gain times (x - mean) / root, then plus bias",
    [BY_ROW] = "gain and bias belong to the columns: gain[c], not gain[i]",
    [GAIN_BY_ROW] = "the gain belongs to the columns: gain[c], not gain[i]",
    [WHOLE] = "mean and variance are those of one row, not of the whole array",
    [STRIDE_ONE] = "row i begins at x[i * C], not at x[i]",
    [MEAN_KEPT] = "the mean is not set to 0 before the next row",
    [VARIANCE_KEPT] = "the variance is not set to 0 before the next row"};

static float scaled(long double top, long double variance, const float *gain, const float *bias, int C, int at,
                    Slip slip)
{
    long double epsilon = slip == NO_EPSILON || slip == OUTSIDE ? 0 : slip == LARGE_EPSILON ? 1e-3L : 1e-5L;
    long double below = slip == NO_ROOT ? variance + epsilon : sqrtl(variance + epsilon);
    long double g = slip == NO_GAIN ? 1 : gain[slip == BY_ROW || slip == GAIN_BY_ROW ? at / C % C : at % C];
    long double b = slip == NO_BIAS ? 0 : bias[slip == BY_ROW ? at / C % C : at % C];
    return (float)(g * top / (slip == OUTSIDE ? below + 1e-5L : below) + (slip == BIAS_SCALED ? g * b : b));
}

/* The definition, or what becomes of it by a slip. */
static void normalise(const float *x, const float *gain, const float *bias, float *y, int n, int C, Slip slip)
{
    int columns = slip == PER_COLUMN, step = columns ? C : 1;
    int length = columns ? n : slip == WHOLE ? n * C : C;
    long double mean = 0, variance = 0;
    for (int r = 0; r < (columns ? C : n); r++) {
        const float *first = x + (columns || slip == STRIDE_ONE ? r : slip == WHOLE ? 0 : r * C);
        mean = slip == MEAN_KEPT ? mean : 0, variance = slip == VARIANCE_KEPT ? variance : 0;
        for (int k = 0; k < length; k++)
            mean += (long double)first[k * step] / length;
        mean = slip == NO_MEAN ? 0 : mean;
        for (int k = 0; k < length; k++) {
            long double d = first[k * step] - (slip == SQUARES_OF_X ? 0 : mean);
            variance += d * d / (slip == TOTAL ? 1 : slip == LESS_ONE && length > 1 ? length - 1 : length);
        }
        for (int k = 0; k < (columns ? n : C); k++) {
            int at = columns ? k * C + r : r * C + k;
            long double top = (slip == STRIDE_ONE ? first[k] : x[at]) - (slip == UNCENTRED ? 0 : mean);
            y[at] = scaled(top, variance, gain, bias, C, at, slip);
        }
    }
}

static const char *norm_mistake(const float *x, const float *gain, const float *bias, const float *got,
                                const float *want, int n, int C)
{
    static float wrong[MOST];
    const float *unwritten = grade_floats(1);
    float worst = 0;
    for (int i = 0; i < n * C; i++) {
        if (memcmp(got + i, unwritten, sizeof *got) == 0)
            return "not all of y is written: n rows of C columns";
        if (isnan(got[i]))
            return "NaN: 0 / 0, or the root of a variance that came out negative?";
        worst = fmaxf(worst, fabsf(got[i] - want[i]) / (1 + fabsf(want[i])));
    }
    for (Slip slip = PER_COLUMN; slip < SLIPS; slip++) {
        normalise(x, gain, bias, wrong, n, C, slip);
        if (!is(wrong, want, n * C) && is(got, wrong, n * C))
            return norm_likely[slip];
    }
    if (worst < 0.02F)
        return "nearly right, so digits were lost: sum in double, and take squares of x - mean, not of x";
    return "gain (x - mean) / √(variance + 1e-5) + bias, row by row";
}

static void check_norm(const float *x, const float *gain, const float *bias, int n, int C, double tolerance,
                       const char *likely)
{
    float *want = grade_floats((size_t)(n * C)), *y = grade_floats((size_t)(n * C));
    normalise(x, gain, bias, want, n, C, RIGHT);
    ex_layer_norm(given(x, n * C), given(gain, C), given(bias, C), y, n, C);
    const char *mistake = norm_mistake(x, gain, bias, y, want, n, C);
    int named = 0;
    for (Slip slip = PER_COLUMN; slip < SLIPS; slip++)
        named |= mistake == norm_likely[slip];
    grade_array(y, want, (size_t)(n * C), tolerance, named || !likely ? mistake : likely);
}

GRADE(ex_layer_norm, by_the_definition, 1, "The block")
{
    grade_call("ex_layer_norm(x = {1, 2, 3, 6}, gain = {1, 1, 1, 1}, bias = {0, 0, 0, 0}, n = 1, C = 4)");
    check_norm((float[]){1, 2, 3, 6}, (float[]){1, 1, 1, 1}, (float[]){0, 0, 0, 0}, 1, 4, 1e-5, NULL);
    for (int k = 1; k < 12; k++) {
        float x[MOST], gain[64], bias[64];
        int n = 1 + k % 5, C = 3 * k;
        randomise(x, n * C, (unsigned long)k, k - 5, 0.5 * k), randomise(gain, C, 40 + (unsigned long)k, 1, 0.5);
        randomise(bias, C, 80 + (unsigned long)k, 0, 1);
        grade_call("ex_layer_norm(random x (%d,%d), gain, bias, n = %d, C = %d)", n, C, n, C);
        check_norm(x, gain, bias, n, C, 2e-5, NULL);
    }
}

GRADE(ex_layer_norm, small_rows, 1, "The block")
{
    static const float gain[] = {2, -1, 0.5f}, bias[] = {1, 2, 3};
    grade_call("ex_layer_norm(x = {7, 7, 7}, gain = {2, -1, 0.5}, bias = {1, 2, 3}, n = 1, C = 3)");
    check_norm((float[]){7, 7, 7}, gain, bias, 1, 3, 1e-6, "all numbers equal: 0 / √1e-5 is 0, and the bias is left");
    grade_call("ex_layer_norm(x = {0.001, 0.002, -0.001}, gain = {2, -1, 0.5}, bias = {1, 2, 3}, n = 1, C = 3)");
    check_norm((float[]){0.001f, 0.002f, -0.001f}, gain, bias, 1, 3, 1e-5, NULL);
    float both[] = {1, 2, 6, 4, 4, 1}, x[6], want[6], *y = grade_floats(6);
    memcpy(x, both, sizeof x), memcpy(y, both, sizeof both);
    normalise(x, gain, bias, want, 2, 3, RIGHT);
    grade_call("ex_layer_norm(x = {1, 2, 6,  4, 4, 1}, gain = {2, -1, 0.5}, bias = {1, 2, 3}, y = x, n = 2, C = 3)");
    ex_layer_norm(y, given(gain, 3), given(bias, 3), y, 2, 3);
    grade_array(y, want, 6, 1e-5, "y is x here: read all of a row before you write any of it");
}

GRADE(ex_layer_norm, far_from_zero, 1, "The block")
{
    enum { C = 1000 };
    static float x[2 * C], gain[C], bias[C];
    for (int c = 0; c < C; c++)
        gain[c] = 1;
    randomise(x, C, 7, 10000, 1), randomise(x + C, C, 8, -30000, 0.5);
    grade_call("ex_layer_norm(a row around 10000, a row around -30000, "
               "gain = {1, …}, bias = {0, …}, n = 2, C = 1000)");
    check_norm(x, gain, bias, 2, C, 1e-4,
               "the digits are gone: sum in double, and take squares of x - mean, not of x");
    randomise(x, C, 9, 0, 1e14), randomise(x + C, C, 10, 1e14, 1e13);
    grade_call("ex_layer_norm(rows of size 1e14, gain = {1, …}, bias = {0, …}, n = 2, C = 1000)");
    check_norm(x, gain, bias, 2, C, 1e-3, "the sum of squares needs room");
    for (int i = 0; i < 2 * C; i++) /* as close together as floats can be there */
        x[i] = i < C ? 1e9F + 64 * (float)(i * i % 3) : -4e12F + 262144 * (float)(i * i % 5);
    grade_call("ex_layer_norm(a row around 1e9 with differences of 64, another around -4e12, "
               "gain = {1, …}, bias = {0, …}, n = 2, C = 1000)");
    check_norm(x, gain, bias, 2, C, 1e-3,
               "the square of 1e9 leaves no digits for 64², not in a double either: squares of x - mean");
}
