/* Graded tests of chapter 12. References are the definitions: in long double, by search through the layers, and
 * by the library's own arrays. */
#include "12-transformer.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

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

typedef enum {
    RIGHT, PER_COLUMN, UNCENTRED, NO_MEAN, SQUARES_OF_X, LESS_ONE, TOTAL, NO_ROOT, OUTSIDE, NO_EPSILON,
    LARGE_EPSILON, NO_GAIN, NO_BIAS, BIAS_SCALED, BY_ROW, GAIN_BY_ROW, WHOLE, STRIDE_ONE, MEAN_KEPT, VARIANCE_KEPT, SLIPS
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

/* ---- ex_gelu */

static const long double ROOT = 0.797884560802865355879892119868763737L; /* √(2/π) */

static long double gelu(long double x) { return x / 2 * (1 + tanhl(ROOT * (x + 0.044715L * x * x * x))); }

static long double gelu_slope(long double x)
{
    long double h = tanhl(ROOT * (x + 0.044715L * x * x * x));
    return (1 + h) / 2 + x / 2 * (1 - h * h) * ROOT * (1 + 3 * 0.044715L * x * x);
}

enum { GUESSES = 8 };

typedef struct {
    long double wrong;
    const char *likely;
} Guess;

static int close_to(double got, long double wrong) { return fabsl(got - wrong) <= 1e-10L * (1 + fabsl(wrong)); }

/* What the difference says when no guess fits; w is what is right at x. */
static const char *gelu_digits(double x, double got, double w, const char *otherwise)
{
    if (isnan(got))
        return "NaN where every part is finite: was it written?";
    if (fabs(x) > 2.4 && (got == 0 || got == 1 || got == x))
        return "that is the limit, and here it can be told from the value; from |x| = 10 on it cannot";
    if (fabs(got - w) < 1e-4)
        return "nearly right, so digits were lost: tanhf has seven, a difference quotient not many more; "
               "use tanh, constants in full, and the product rule";
    return otherwise;
}

static const char *value_mistake(double x, double got)
{
    long double root = ROOT, cube = 0.044715L * x * x * x, pi = acosl(-1);
    const Guess guess[GUESSES] = {
        {x > 0 ? x : 0, "that is max(0, x), the ReLU"},
        {x * (1 + erfl(x / sqrtl(2))) / 2, "that is x Φ(x), exactly; the contract asks for the form by tanh"},
        {x * (1 + tanhl(root * (x + cube))), "x/2, not x, times 1 + tanh u"},
        {x / 2 * (1 - tanhl(root * (x + cube))), "1 + tanh u, not 1 - tanh u"},
        {x / 2 * (1 + tanhl(sqrtl(2 * pi) * (x + cube))), "u begins with √(2/π), not √(2π)"},
        {x / 2 * (1 + tanhl(root * (x + 0.044715L * x * x))), "u holds x³, not x²"},
        {x / 2 * (1 + tanhl(root * x)), "0.044715 x³ is missing in u"},
        {x / 2 * (1 + tanhl(x + cube)), "√(2/π) is missing in u"}};
    for (int k = 0; k < GUESSES && fabs(x) < 2.4; k++)
        if (close_to(got, guess[k].wrong))
            return guess[k].likely;
    return gelu_digits(x, got, (double)gelu(x), "x/2 (1 + tanh u), u = √(2/π) (x + 0.044715 x³)");
}

static const char *slope_mistake(double x, double got)
{
    long double h = tanhl(ROOT * (x + 0.044715L * x * x * x)), first = (1 + h) / 2, second = x / 2 * (1 - h * h);
    long double inner = 1 + 3 * 0.044715L * x * x, phi = expl(-(long double)x * x / 2) / sqrtl(2 * acosl(-1));
    const Guess guess[GUESSES + 1] = {
        {first, "the tanh depends on x, too: the product rule has a second term"},
        {second * ROOT * inner, "x/2 depends on x, too: the product rule has a first term"},
        {first + second, "the slope of u by x is missing: the chain rule"},
        {first + second * inner, "√(2/π) is missing in the slope of u"},
        {first + second * ROOT * (1 + 0.044715L * x * x), "the slope of x³ is 3 x²"},
        {first + second * ROOT, "u holds x³ as well, and its slope is 3 x²"},
        {first + 2 * second * ROOT * inner, "the second term begins with x/2, not with x"},
        {(1 + erfl(x / sqrtl(2))) / 2 + x * phi, "that is the slope of x Φ(x), not of the form by tanh"},
        {x > 0, "that is the slope of the ReLU"}};
    for (int k = 0; k <= GUESSES && fabs(x) < 2.4; k++)
        if (close_to(got, guess[k].wrong))
            return guess[k].likely;
    return gelu_digits(x, got, (double)gelu_slope(x),
                       "the derivative by x, by the product rule and the chain rule");
}

/* First where mistakes are large and differ, farther out later. */
GRADE(ex_gelu, value_and_slope, 1, "The block")
{
    for (int k = 0; k <= 50; k++) {
        double x = k < 2 ? 1.25 - 2.5 * k : (k % 2 ? -0.25 : 0.25) * (k / 2 - 1), slope = NAN;
        grade_call("ex_gelu(%g)", x);
        double y = ex_gelu(x, &slope);
        grade_near(y, (double)gelu(x), 1e-9, value_mistake(x, y));
        grade_call("slope of ex_gelu(%g)", x);
        grade_near(slope, (double)gelu_slope(x), 1e-9, slope_mistake(x, slope));
    }
}

static const char *limit_mistake(double got, double error, const char *limit)
{
    static char likely[80];
    if (isnan(got))
        return "infinity times 0 is NaN: treat what lies far out by itself";
    if (fabs(error) < 1e-5)
        return "a difference quotient? There is a formula for the slope";
    snprintf(likely, sizeof likely, "so far out on this side the limit is %s", limit);
    return likely;
}

GRADE(ex_gelu, far_out, 1, "The block")
{
    static const double far[] = {30, 1e3, 1e60, 1e150, 1e200, 1.7e308, INFINITY};
    for (int k = 0; k < 7; k++)
        for (int right = 0; right <= 1; right++) {
            double x = right ? far[k] : -far[k], slope = NAN;
            grade_call("ex_gelu(%g)", x);
            double y = ex_gelu(x, &slope);
            grade_near(y, right ? x : 0, right ? 0 : 1e-12, limit_mistake(y, y, right ? "x" : "0"));
            grade_call("slope of ex_gelu(%g)", x);
            grade_near(slope, right, 1e-12, limit_mistake(slope, slope - right, right ? "1" : "0"));
        }
    double slope = 7;
    grade_call("ex_gelu(NAN)");
    grade_near(ex_gelu(NAN, &slope), NAN, 0, "NaN in, NaN out");
    grade_call("slope of ex_gelu(NAN)");
    grade_near(slope, NAN, 0, "NaN in, NaN out: the slope, too");
}

/* ---- ex_reach */

enum { WIDEST = 100 }; /* in tests, not by contract */

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

typedef enum {
    REVERSED, OTHER_RESIDUAL, OWN_INPUT, IN_PLACE, TURNED, FIRST_LAYER, LAST_LAYER, ROW_LOST, BACKWARD, ANY_ORDER,
    WRONG_WAYS
} WrongWay;

static const char *const reach_likely[WRONG_WAYS] = {
    [REVERSED] = "these are the layers in the reverse order: layer 0 comes first",
    [OTHER_RESIDUAL] = NULL, /* see there */
    [OWN_INPUT] = "the residual stream keeps all that a position knew, not its own input only",
    [IN_PLACE] = "this layer read what it had just written itself: keep the old reach",
    [TURNED] = "that is the transpose: i sees j where sees[(l * T + i) * T + j] is 1",
    [FIRST_LAYER] = "every layer was read from layer 0: layer l begins at sees[l * T * T]",
    [LAST_LAYER] = "that is the last layer alone: it reads what the layers before it know",
    [ROW_LOST] = "row i of layer l begins at sees[(l * T + i) * T], not at sees[(l + i) * T]",
    [BACKWARD] = "sees may look forward: k > i counts, too",
    [ANY_ORDER] = "that is what repeated looking would reach: each layer is used once, in its turn"};

/* Forward through the layers, wrongly. */
static void go_wrong(const int *sees, int *reach, int layers, int T, int residual, WrongWay way)
{
    static int old[WIDEST * WIDEST];
    size_t bytes = (size_t)(T * T) * sizeof *reach;
    for (int i = 0; i < T * T; i++)
        reach[i] = i / T == i % T;
    for (int n = 0; n < (way == ANY_ORDER ? layers * T : layers); n++) {
        int l = way == REVERSED ? layers - 1 - n : way == LAST_LAYER ? layers - 1 : n % layers;
        memcpy(old, reach, bytes);
        for (int i = 0; i < T * T && (way == LAST_LAYER || way == OWN_INPUT); i++)
            (way == OWN_INPUT ? reach : old)[i] = i / T == i % T;
        if (way == OTHER_RESIDUAL ? residual : !residual)
            memset(reach, 0, bytes);
        for (int i = 0; i < T; i++)
            for (int k = 0; k < T; k++) {
                int row = way == FIRST_LAYER ? i : way == ROW_LOST ? l + i : l * T + i;
                int at = way == TURNED ? (l * T + k) * T + i : row * T + k;
                for (int j = 0; j < T && sees[at] && !(way == BACKWARD && k > i); j++)
                    reach[i * T + j] |= (way == IN_PLACE ? reach : old)[k * T + j];
            }
    }
}

static const char *reach_mistake(const int *sees, const int *got, const int *want, int layers, int T, int residual,
                                 const char *otherwise)
{
    static int wrong[WIDEST * WIDEST];
    size_t bytes = (size_t)(T * T) * sizeof *got;
    int turned = 1;
    for (int i = 0; i < T * T; i++) {
        if (got[i] == GRADE_UNWRITTEN)
            return "not all of reach is written: T rows of T columns";
        if (got[i] != 0 && got[i] != 1)
            return "1 where it can depend, not the number of ways";
        turned &= got[i] == want[i % T * T + i / T];
    }
    if (layers == 0)
        return "with 0 layers, output i is input i";
    for (WrongWay way = 0; way < WRONG_WAYS; way++) {
        go_wrong(sees, wrong, layers, T, residual, way);
        if (memcmp(wrong, want, bytes) == 0 || memcmp(wrong, got, bytes) != 0)
            continue;
        if (way != OTHER_RESIDUAL)
            return reach_likely[way];
        return !residual       ? "without residual, a position keeps nothing of its own"
               : residual == 1 ? "the residual stream keeps what a position knew"
                               : "any residual but 0 means that there is one";
    }
    return turned ? "that is the transpose: reach[i * T + j] is output i, input j" : otherwise;
}

static void check_reach(const int *sees, int layers, int T, int residual, const char *likely)
{
    static int want[WIDEST * WIDEST];
    int *got = grade_ints((size_t)(T * T));
    char place[60], expected[60];
    reach_of(sees, want, layers, T, residual);
    size_t bytes = (size_t)(layers * T * T) * sizeof *sees;
    grade_int(ex_reach(grade_input(sees, bytes), got, layers, T, residual), 0, "0 says that reach was written");
    for (int i = 0; i < T * T; i++)
        if (got[i] != want[i]) {
            snprintf(place, sizeof place, "reach[%d * T + %d] = %d", i / T, i % T, got[i]);
            if (got[i] == GRADE_UNWRITTEN)
                snprintf(place, sizeof place, "nothing in reach[%d * T + %d]", i / T, i % T);
            snprintf(expected, sizeof expected, "%d", want[i]);
            grade_fail(place, expected, NULL, reach_mistake(sees, got, want, layers, T, residual, likely));
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

GRADE(ex_reach, looking_back, 1, "Who can know what")
{
    for (int layers = 0; layers <= 5; layers++) {
        int sees[MOST];
        banded(sees, layers, 12, 3);
        grade_call("ex_reach(each position sees itself and the two before it, layers = %d, T = 12, residual = 1)",
                   layers);
        check_reach(sees, layers, 12, 1,
                    layers > 1 ? "each further layer reaches two positions further back"
                               : "after one layer, output i knows inputs i - 2, i - 1 and i, as far as they exist");
    }
    int sees[MOST];
    banded(sees, 3, 10, 10);
    grade_call("ex_reach(causal attention, layers = 3, T = 10, residual = 1)");
    check_reach(sees, 3, 10, 1, "position i knows 0 … i, and nothing later, however many layers");
}

/* Each position sees each other one with this probability, in each layer. */
static void sparse(int *sees, int layers, int T, double probability, unsigned long seed)
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(rng, seed);
    for (int i = 0; i < layers * T * T; i++)
        sees[i] = gsl_rng_uniform(rng) < probability;
    gsl_rng_free(rng);
}

GRADE(ex_reach, any_layers, 1, "Who can know what")
{
    static const int yes[] = {1, 2, -1};
    static int sees[4 * WIDEST * WIDEST];
    for (int k = -2; k < 40; k++) { /* first where most mistakes can be told apart */
        int layers = k < 0 ? 3 : 1 + k % 4, T = k < 0 ? 9 : 1 + k % 9, residual = k < 0 ? -1 - k : k / 4 % 2;
        residual *= yes[(k + 3) % 3];
        sparse(sees, layers, T, 0.2, (unsigned long)(k + 2));
        grade_call("ex_reach(random, layers = %d, T = %d, residual = %d)", layers, T, residual);
        check_reach(sees, layers, T, residual,
                    "a layer reads what all positions knew before it, and mixes what the seen ones know");
    }
    sparse(sees, 4, WIDEST, 0.03, 100);
    for (int residual = 0; residual <= 1; residual++) {
        grade_call("ex_reach(random, layers = 4, T = %d, residual = %d)", WIDEST, residual);
        check_reach(sees, 4, WIDEST, residual, "right for a small T: does something end at 64, or at another T?");
    }
}

static void touch_stack(void)
{
    volatile char room[1 << 20];
    for (size_t i = 0; i < sizeof room; i += 1024)
        room[i] = 1;
}

/* For the time of one call, the system gives no more memory. (A right answer may need little, and succeed.) */
static void without_memory(void)
{
    enum { T = 300 };
    static int sees[T * T];
    struct rlimit all, data, none;
    for (int i = 1; i < T; i++)
        sees[i * T + i - 1] = 1;
    int *got = grade_ints((size_t)T * T);
    const int *given_sees = grade_input(sees, sizeof sees);
    grade_call("ex_reach(each position sees only the one before it, layers = 1, T = 300, residual = 1), "
               "where malloc gives NULL");
    touch_stack();
    getrlimit(RLIMIT_AS, &all), getrlimit(RLIMIT_DATA, &data);
    none = all, none.rlim_cur = 0, setrlimit(RLIMIT_AS, &none);
    none = data, none.rlim_cur = 0, setrlimit(RLIMIT_DATA, &none);
    int status = ex_reach(given_sees, got, 1, T, 1);
    setrlimit(RLIMIT_AS, &all), setrlimit(RLIMIT_DATA, &data);
    if (status != 0)
        grade_int(status, -1, "-1 says that memory ran out");
    for (int i = 0; i < T * T; i++) {
        int right = i / T == i % T || i / T - 1 == i % T;
        if (status)
            grade_true(got[i] == GRADE_UNWRITTEN, "reach left as it was", "ask for all memory before you write");
        grade_true(status || got[i] == right, "-1, or the right reach", "0, although memory ran out?");
    }
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
    without_memory();
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

/* What is left of n in 32 bits, with a sign or without. */
static int64_t in_32(int64_t n, int sign) { return sign ? (int32_t)(uint32_t)n : (int64_t)(uint32_t)n; }

static const char *int_mistake(int64_t got, int64_t want, int64_t v, int64_t t, int64_t l, int64_t c)
{
    static const char likely[] = "a product of ints is an int, also where it is added to an int64_t: "
                                 "convert a factor first";
    for (int sign = 0; sign <= 1; sign++) {
        int64_t vc = in_32(v * c, sign) - v * c, tc = in_32(t * c, sign) - t * c, cc = in_32(c * c, sign) - c * c;
        int64_t lost[] = {vc, 2 * vc, tc, vc + tc, 2 * vc + tc, in_32((v + t) * c, sign) - (v + t) * c,
                          4 * l * cc, 8 * l * cc, 12 * l * cc, l * (in_32(12 * c * c, sign) - 12 * c * c),
                          vc + tc + 12 * l * cc, 2 * vc + tc + 12 * l * cc};
        if (got == in_32(want, sign) && got != want)
            return "that is what is left of the number in 32 bits: count in int64_t";
        for (size_t k = 0; k < sizeof lost / sizeof *lost; k++)
            if (lost[k] && got == want + lost[k])
                return likely;
    }
    return NULL;
}

static const char *count_mistake(int64_t got, int64_t want, int64_t v, int64_t t, int64_t l, int64_t h, int64_t c,
                                 int tied)
{
    const struct {
        int64_t off;
        const char *likely;
    } wrong[] = {
        {v * c, tied == 1 ? "tied: the output's weights are the token embedding's" : "any number but 0 means tied"},
        {-v * c, tied ? "the token embedding is missing" : "not tied: the output has V C weights of its own"},
        {-t * c, "the positions' embedding is missing"},
        {-2 * c, "the norm behind the last block is missing"},
        {-l * 9 * c, "the biases of the linear layers are missing: 3 C + C + 4 C + C a block"},
        {-(4 * l + 2) * c, "the norms are missing: gain and bias, two a block and one at the end"},
        {-(2 * l + 1) * c, "a norm has a gain and a bias, C of each"},
        {-2 * l * c, "2 C a block are missing: a second norm, or the gains or the biases of both"},
        {-l * c, "C a block are missing: the bias of a layer that leads back to the stream"},
        {-3 * l * c, "3 C a block are missing: the biases of queries, keys and values"},
        {-4 * l * c, "4 C a block are missing: the bias of the MLP's first layer, or two norms"},
        {-5 * l * c, "5 C a block are missing: the biases of the MLP"},
        {-l * (c * c + c), "attention has a fourth matrix: back to the stream"},
        {-l * c * c, "attention has a fourth matrix: back to the stream"},
        {-l * (6 * c * c + 3 * c), "the MLP is 4 C wide between its two layers"},
        {l * (h - 1) * (3 * c * c + 3 * c), "heads share the columns of q, k and v: their number does not enter"},
        {l * (h - 1) * (4 * c * c + 4 * c), "heads share the columns of q, k and v: their number does not enter"},
        {v, "the output has no bias"}};
    if (got == -1)
        return l == 0 ? "L = 0 is allowed: embeddings and the last norm" : "-1 is for models that cannot be";
    for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++)
        if (wrong[k].off && got == want + wrong[k].off)
            return wrong[k].likely;
    const char *cast = int_mistake(got, want, v, t, l, c);
    if (cast)
        return cast;
    if (llabs(got - want) < want / 1000000 && (got == (int64_t)(float)got || want > (int64_t)1 << 53))
        return "every digit counts: a float has 24 bits, a double 53; int64_t has 63";
    return "add up tokens, positions, attention, MLP and norms one by one, as the text's listing does";
}

static void check_count(int V, int T, int L, int H, int C, int tied, int64_t want)
{
    char returned[30], expected[30];
    grade_call("ex_parameters(V = %d, T = %d, L = %d, H = %d, C = %d, tied = %d)", V, T, L, H, C, tied);
    int64_t got = ex_parameters(V, T, L, H, C, tied);
    snprintf(returned, sizeof returned, "%lld", (long long)got);
    snprintf(expected, sizeof expected, "%lld", (long long)want);
    if (got != want)
        grade_fail(returned, expected, NULL, count_mistake(got, want, V, T, L, H, C, tied));
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
    check_count(1000000, 7, 0, 1, 100000, 0, 200000900000);
    check_count(999999, 999999, 1000, 3, 999999, 0, 12002988995999001);
    check_count(9, 8, 2, 2, 8, 2, 1896), check_count(9, 8, 2, 2, 8, -1, 1896);
    static const int bad[][5] = {{0, 8, 2, 2, 8}, {9, 0, 2, 2, 8}, {9, 8, -1, 2, 8},
                                 {9, 8, 2, 0, 8}, {9, 8, 2, 3, 8}, {9, 8, 2, 1, 0}};
    for (int k = 0; k < 6; k++) {
        const int *b = bad[k];
        grade_call("ex_parameters(V = %d, T = %d, L = %d, H = %d, C = %d, tied = 1)", b[0], b[1], b[2], b[3], b[4]);
        grade_int((long)ex_parameters(b[0], b[1], b[2], b[3], b[4], 1), -1,
                  k == 4 ? "8 columns cannot be divided among 3 heads" : "there is no such model");
    }
}
