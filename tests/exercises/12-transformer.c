/* Graded tests of chapter 12. References are the definitions: in long double, by search through the layers, and
 * by the library's own arrays. */
#include "12-transformer.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "grade.h"
#include "gpt.h"

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

/* ---- ex_layer_norm */

typedef struct {
    int per_column, uncentred, less_one, outside; /* mistakes */
    long double epsilon;
} How;

static void normalise(const float *x, const float *gain, const float *bias, float *y, int n, int C, How how)
{
    int rows = how.per_column ? C : n, length = how.per_column ? n : C;
    for (int r = 0; r < rows; r++) {
        long double mean = 0, variance = 0;
        for (int k = 0; k < length; k++)
            mean += (long double)x[how.per_column ? k * C + r : r * C + k] / length;
        for (int k = 0; k < length; k++) {
            long double d = x[how.per_column ? k * C + r : r * C + k] - mean;
            variance += d * d / (length - (length > 1 ? how.less_one : 0));
        }
        for (int k = 0; k < length; k++) {
            int at = how.per_column ? k * C + r : r * C + k;
            long double top = how.uncentred ? x[at] : x[at] - mean;
            long double below = how.outside ? sqrtl(variance) + 1e-5L : sqrtl(variance + how.epsilon);
            y[at] = (float)(gain[at % C] * top / below + bias[at % C]);
        }
    }
}

static const char *norm_mistake(const float *x, const float *gain, const float *bias, const float *got, int n, int C)
{
    static const struct {
        How how;
        const char *likely;
    } wrong[] = {{{.per_column = 1, .epsilon = 1e-5L}, "mean and variance are those of a row, not of a column"},
                 {{.uncentred = 1, .epsilon = 1e-5L}, "the row's mean is not subtracted"},
                 {{.less_one = 1, .epsilon = 1e-5L}, "the variance is the sum of squares over C, not over C - 1"},
                 {{.outside = 1}, "1e-5 is added to the variance, inside the root"},
                 {{.epsilon = 0}, "1e-5 is missing under the root"},
                 {{.epsilon = 1e-3L}, "1e-5 under the root, not 1e-3"}};
    static float y[MOST], one[MOST], zero[MOST];
    for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++) {
        normalise(x, gain, bias, y, n, C, wrong[k].how);
        if (is(got, y, n * C))
            return wrong[k].likely;
    }
    for (int c = 0; c < C; c++)
        one[c] = 1;
    normalise(x, one, zero, y, n, C, (How){.epsilon = 1e-5L});
    if (is(got, y, n * C))
        return "multiply by the column's gain, then add its bias";
    for (int i = 0; i < n * C; i++)
        if (isnan(got[i]))
            return "NaN: 0 / 0, or the root of a variance that came out negative?";
    return "gain (x - mean) / √(variance + 1e-5) + bias, row by row";
}

static void check_norm(const float *x, const float *gain, const float *bias, int n, int C, double tolerance,
                       const char *likely)
{
    float *want = grade_floats((size_t)(n * C)), *y = grade_floats((size_t)(n * C));
    normalise(x, gain, bias, want, n, C, (How){.epsilon = 1e-5L});
    ex_layer_norm(given(x, n * C), given(gain, C), given(bias, C), y, n, C);
    grade_array(y, want, (size_t)(n * C), tolerance, likely ? likely : norm_mistake(x, gain, bias, y, n, C));
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
    normalise(x, gain, bias, want, 2, 3, (How){.epsilon = 1e-5L});
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
}

/* ---- ex_gelu */

static const long double ROOT = 0.797884560802865355879892119868763737L; /* √(2/π) */

static long double gelu(long double x) { return x / 2 * (1 + tanhl(ROOT * (x + 0.044715L * x * x * x))); }

static long double gelu_slope(long double x)
{
    long double h = tanhl(ROOT * (x + 0.044715L * x * x * x));
    return (1 + h) / 2 + x / 2 * (1 - h * h) * ROOT * (1 + 3 * 0.044715L * x * x);
}

static void suspect_slope(long double x)
{
    long double u = ROOT * (x + 0.044715L * x * x * x), h = tanhl(u);
    grade_suspect((double)((1 + h) / 2), "the tanh depends on x, too: the product rule has a second term");
    grade_suspect((double)((1 + h) / 2 + x / 2 * (1 - h * h)), "the slope of u by x is missing: the chain rule");
    grade_suspect((double)((1 + h) / 2 + x / 2 * (1 - h * h) * ROOT * (1 + 0.044715L * x * x)),
                  "the slope of x³ is 3 x²");
    grade_suspect((double)((1 + h) / 2 + x / 2 * (1 - h * h) * ROOT),
                  "u holds x³ as well, and its slope is 3 x²");
}

GRADE(ex_gelu, value_and_slope, 1, "The block")
{
    for (int k = -24; k <= 24; k++) {
        double x = k * 0.25, slope = NAN;
        grade_call("ex_gelu(%g)", x);
        double y = ex_gelu(x, &slope);
        grade_suspect(x > 0 ? x : 0, "that is max(0, x), the ReLU");
        grade_suspect(x * (1 + erf(x / sqrt(2))) / 2,
                      "that is x Φ(x), exactly; the contract asks for the form by tanh");
        grade_near(y, (double)gelu(x), 1e-9, "x/2 (1 + tanh u), u = √(2/π) (x + 0.044715 x³)");
        grade_call("slope of ex_gelu(%g)", x);
        suspect_slope(x);
        grade_near(slope, (double)gelu_slope(x), 1e-9, "the derivative by x, by the product rule and the chain rule");
    }
}

GRADE(ex_gelu, far_out, 1, "The block")
{
    static const double far[] = {30, 1e3, 1e60, 1e150, 1e200, 1.7e308, INFINITY};
    for (int k = 0; k < 7; k++)
        for (int sign = -1; sign <= 1; sign += 2) {
            double x = sign * far[k], slope = NAN;
            grade_call("ex_gelu(%g)", x);
            double y = ex_gelu(x, &slope);
            grade_true(sign > 0 ? y >= x && y <= x : fabs(y) < 1e-12, sign > 0 ? "x" : "0",
                       "infinity times 0 is NaN: treat what lies far out by itself");
            grade_call("slope of ex_gelu(%g)", x);
            grade_near(slope, sign > 0, 1e-12, "infinity times 0 is NaN: treat what lies far out by itself");
        }
    double slope = 7;
    grade_call("ex_gelu(NAN)");
    grade_near(ex_gelu(NAN, &slope), NAN, 0, "NaN in, NaN out");
    grade_near(slope, NAN, 0, "NaN in, NaN out: the slope, too");
}

/* ---- ex_reach */

/* Follows every path backward, from position i behind `layer` layers. */
static void follow(const int *sees, int *row, int layer, int T, int i, int residual)
{
    if (layer == 0) {
        row[i] = 1;
        return;
    }
    if (residual)
        follow(sees, row, layer - 1, T, i, residual);
    for (int j = 0; j < T; j++)
        if (sees[((layer - 1) * T + i) * T + j] && !(residual && j == i))
            follow(sees, row, layer - 1, T, j, residual);
}

static void reach_of(const int *sees, int *reach, int layers, int T, int residual)
{
    memset(reach, 0, (size_t)(T * T) * sizeof *reach);
    for (int i = 0; i < T; i++)
        follow(sees, reach + i * T, layers, T, i, residual);
}

static void check_reach(const int *sees, int layers, int T, int residual, const char *likely)
{
    int want[MOST], wrong[MOST], turned[MOST], *got = grade_ints((size_t)(T * T));
    char place[60], expected[60];
    reach_of(sees, want, layers, T, residual);
    size_t bytes = (size_t)(layers * T * T) * sizeof *sees;
    grade_int(ex_reach(grade_input(sees, bytes), got, layers, T, residual), 0, "0 says that reach was written");
    for (int l = 0; l < layers; l++)
        memcpy(turned + (layers - 1 - l) * T * T, sees + l * T * T, (size_t)(T * T) * sizeof *sees);
    reach_of(turned, wrong, layers, T, residual);
    if (layers > 1 && memcmp(got, wrong, (size_t)(T * T) * sizeof *got) == 0)
        likely = "these are the layers in the reverse order: layer 0 comes first";
    reach_of(sees, wrong, layers, T, !residual);
    if (memcmp(got, wrong, (size_t)(T * T) * sizeof *got) == 0)
        likely = residual ? "the residual stream keeps what a position knew"
                          : "without residual, a position keeps nothing of its own";
    for (int i = 0; i < T * T; i++)
        if (got[i] != want[i]) {
            snprintf(place, sizeof place, "reach[%d * T + %d] = %d", i / T, i % T, got[i]);
            snprintf(expected, sizeof expected, "%d", want[i]);
            grade_fail(place, expected, NULL, likely);
        }
}

/* In each layer position i sees itself and window - 1 before it. */
static void banded(int *sees, int layers, int T, int window)
{
    for (int k = 0; k < layers * T * T; k++) {
        int i = k / T % T, j = k % T;
        sees[k] = j <= i && j > i - window;
    }
}

GRADE(ex_reach, windows, 1, "Who can know what")
{
    for (int layers = 0; layers <= 5; layers++) {
        int sees[MOST];
        banded(sees, layers, 12, 3);
        grade_call("ex_reach(each position sees itself and the two before it, layers = %d, T = 12, residual = 1)",
                   layers);
        check_reach(sees, layers, 12, 1, "each further layer reaches two positions further back");
    }
    int sees[MOST];
    banded(sees, 3, 10, 10);
    grade_call("ex_reach(causal attention, layers = 3, T = 10, residual = 1)");
    check_reach(sees, 3, 10, 1, "position i knows 0 … i, and nothing later, however many layers");
}

GRADE(ex_reach, any_layers, 1, "Who can know what")
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    for (int k = 0; k < 40; k++) {
        int sees[MOST], layers = 1 + k % 4, T = 1 + k % 9, residual = k / 4 % 2;
        for (int i = 0; i < layers * T * T; i++)
            sees[i] = gsl_rng_uniform(rng) < 0.25;
        grade_call("ex_reach(random, layers = %d, T = %d, residual = %d)", layers, T, residual);
        check_reach(sees, layers, T, residual,
                    "a layer reads what all positions knew before it, and mixes what the seen ones know");
    }
    gsl_rng_free(rng);
}

GRADE(ex_reach, losing_and_refusing, 1, "Who can know what")
{
    int sees[MOST] = {0}, kept[4] = {7, 7, 7, 7};
    for (int l = 0; l < 3; l++)
        for (int i = 1; i < 6; i++)
            sees[(l * 6 + i) * 6 + i - 1] = 1;
    grade_call("ex_reach(each position sees only the one before it, layers = 3, T = 6, residual = 0)");
    check_reach(sees, 3, 6, 0, "output i is input i - 3 and nothing else; the first three know nothing");
    grade_call("ex_reach(each position sees only the one before it, layers = 3, T = 6, residual = 1)");
    check_reach(sees, 3, 6, 1, "every layer adds the one before: i - 3 … i");
    enum { WIDE = 10, MANY = 40 };
    static int all[MANY * WIDE * WIDE];
    int *got = grade_ints(WIDE * WIDE);
    for (int i = 0; i < MANY * WIDE * WIDE; i++)
        all[i] = 1;
    grade_call("ex_reach(all see all, layers = 40, T = 10, residual = 1)");
    grade_int(ex_reach(grade_input(all, sizeof all), got, MANY, WIDE, 1), 0, "0 says that reach was written");
    for (int i = 0; i < WIDE * WIDE; i++)
        grade_true(got[i] == 1, "1 everywhere", "reach says whether, not how often: paths by the billion overflow");
    grade_call("ex_reach(layers = -1, T = 2, residual = 1)");
    grade_int(ex_reach(grade_input(sees, sizeof sees), kept, -1, 2, 1), -1, "there are no -1 layers");
    grade_call("ex_reach(layers = 1, T = 0, residual = 1)");
    grade_int(ex_reach(grade_input(sees, sizeof sees), kept, 1, 0, 1), -1, "T is at least 1");
    for (int i = 0; i < 4; i++)
        grade_true(kept[i] == 7, "reach left as it was", "reach was written although there is no answer");
}

/* ---- ex_parameters */

static int64_t in_the_library(GptConfig c)
{
    Params *p = params_new();
    Gpt *g = gpt_new(p, c);
    int64_t size = (int64_t)params_size(p);
    gpt_free(g);
    params_free(p);
    return size;
}

static void check_count(int V, int T, int L, int H, int C, int tied, int64_t want)
{
    double c = C, all = (double)want;
    grade_call("ex_parameters(V = %d, T = %d, L = %d, H = %d, C = %d, tied = %d)", V, T, L, H, C, tied);
    int64_t got = ex_parameters(V, T, L, H, C, tied);
    if (got == want)
        return;
    grade_suspect(all + (tied ? 1 : -1) * V * c, tied ? "tied: the output's weights are the token embedding's"
                                                      : "not tied: the output has V C weights of its own");
    grade_suspect(all - T * c, "the positions' embedding is missing");
    grade_suspect(all - 2 * c, "the norm behind the last block is missing");
    grade_suspect(all - L * 9 * c, "the biases of the linear layers are missing: 3 C + C + 4 C + C a block");
    grade_suspect(all - (4 * L + 2) * c, "the norms are missing: gain and bias, two a block and one at the end");
    grade_suspect(all - 2 * L * c, "a block has two norms");
    grade_suspect((double)(int32_t)(uint32_t)want, "that is what is left of the number in an int: count in int64_t");
    grade_near((double)got, all, 0, "(V + T) C + L (12 C² + 13 C) + 2 C when tied");
    grade_true(0, "every digit right", "a double has 53 bits, an int 32: count in int64_t");
}

GRADE(ex_parameters, of_real_models, 1, "Counting")
{
    check_count(50257, 1024, 12, 12, 768, 1, 124439808);
    check_count(1, 1, 0, 1, 1, 1, 4);
    for (int k = 1; k < 8; k++) {
        GptConfig c = {.vocab = 10 * k + 1, .context = 7 * k, .layers = k, .heads = 1 + k % 3,
                       .width = 6 * k * (1 + k % 3)};
        check_count(c.vocab, c.context, c.layers, c.heads, c.width, 1, in_the_library(c));
        check_count(c.vocab, c.context, c.layers, c.heads, c.width, 0, in_the_library(c) + (int64_t)c.vocab * c.width);
    }
}

GRADE(ex_parameters, large_and_wrong, 1, "Counting")
{
    check_count(50257, 2048, 96, 96, 12288, 1, 174604259328);
    check_count(50257, 2048, 96, 96, 12288, 0, 174604259328 + (int64_t)50257 * 12288);
    check_count(1000000, 1000000, 1, 1, 1000000, 1, 14000015000000);
    static const int bad[][5] = {{0, 8, 2, 2, 8}, {9, 0, 2, 2, 8}, {9, 8, -1, 2, 8},
                                 {9, 8, 2, 0, 8}, {9, 8, 2, 3, 8}, {9, 8, 2, 1, 0}};
    for (int k = 0; k < 6; k++) {
        const int *b = bad[k];
        grade_call("ex_parameters(V = %d, T = %d, L = %d, H = %d, C = %d, tied = 1)", b[0], b[1], b[2], b[3], b[4]);
        grade_int((long)ex_parameters(b[0], b[1], b[2], b[3], b[4], 1), -1,
                  k == 4 ? "8 columns cannot be divided among 3 heads" : "there is no such model");
    }
}
