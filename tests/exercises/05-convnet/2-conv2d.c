/* Graded tests of ex_conv2d. References are sums in long double, as they should be and as they are mistaken. */
#include "05-convnet.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdio.h>

#include "grade.h"
#include "shared.h"

enum { LARGE = 4096 };

typedef enum {
    RIGHT, FLIPPED, NO_BIAS, BIAS_EACH, BIAS_FIRST, SAME_CHANNEL, SAME_WEIGHTS,
    EDGES, NO_STRIDE, NO_PAD, MIXED, MISTAKES
} Mistake;
static const char *const NAMED[MISTAKES] = {
    [FLIPPED] = "the window was turned by 180 degrees, as mathematicians do: see the sum in the contract",
    [NO_BIAS] = "the bias b[m] is missing",
    [BIAS_EACH] = "the bias b[m] was added for every channel: it counts once",
    [BIAS_FIRST] = "every filter used b[0]: filter m has b[m]",
    [SAME_CHANNEL] = "every channel read the pixels of channel 0",
    [SAME_WEIGHTS] = "every channel used the weights of channel 0",
    [EDGES] = "outside, the nearest pixel was repeated: zeros are wanted",
    [NO_STRIDE] = "the window moves by stride, not by 1",
    [NO_PAD] = "\"- pad\" is missing: the first place begins pad rows above the image, pad columns left",
    [MIXED] = "rows and columns of the window were exchanged",
};

static int size_of(const ExConv *s, int down)
{
    return down ? places(s->height, s->rows, s->pad, s->stride)
                : places(s->width, s->columns, s->pad, s->stride);
}

/* One number of y, and the sum of the sizes of its terms. */
static long double sum_at(const float *x, const float *w, const float *b, const ExConv *s, int m, int i,
                          int j, Mistake mistake, long double *sizes)
{
    long double sum = b && mistake != NO_BIAS ? (long double)b[mistake == BIAS_FIRST ? 0 : m] : 0;
    sum *= mistake == BIAS_EACH ? s->channels : 1;
    *sizes = fabsl(sum);
    for (int c = 0; c < s->channels; c++)
        for (int r = 0; r < s->rows; r++)
            for (int k = 0; k < s->columns; k++) {
                int step = mistake == NO_STRIDE ? 1 : s->stride, pad = mistake == NO_PAD ? 0 : s->pad;
                int row = i * step + r - pad, column = j * step + k - pad, at = r * s->columns + k;
                int from = mistake == SAME_CHANNEL ? 0 : c;
                int inside = row >= 0 && row < s->height && column >= 0 && column < s->width;
                if (!inside && mistake != EDGES)
                    continue;
                row = row < 0 ? 0 : row >= s->height ? s->height - 1 : row;
                column = column < 0 ? 0 : column >= s->width ? s->width - 1 : column;
                at = mistake == FLIPPED ? s->rows * s->columns - 1 - at
                     : mistake == MIXED ? k * s->rows + r
                                        : at;
                int of = m * s->channels + (mistake == SAME_WEIGHTS ? 0 : c);
                long double term = (long double)w[of * s->rows * s->columns + at] *
                                   (long double)x[(from * s->height + row) * s->width + column];
                sum += term;
                *sizes += fabsl(term);
            }
    return sum;
}

/* Whether y came out as this mistake would have it. */
static int made(Mistake mistake, const float *x, const float *w, const float *b, const ExConv *s,
                const float *y)
{
    for (int m = 0; m < s->filters; m++)
        for (int i = 0; i < size_of(s, 1); i++)
            for (int j = 0; j < size_of(s, 0); j++, y++) {
                long double sizes, sum = sum_at(x, w, b, s, m, i, j, mistake, &sizes);
                if (!(fabsl((long double)*y - sum) <= 1e-5L * sizes + 1e-9L))
                    return 0;
            }
    return 1;
}

static int call_conv(const float *x, const float *w, const float *b, ExConv s, float *y)
{
    grade_call("ex_conv2d(x (%d, %d, %d), w (%d, %d, %d, %d), b %s, stride %d, pad %d)", s.channels, s.height,
               s.width, s.filters, s.channels, s.rows, s.columns, b ? "given" : "NULL", s.stride, s.pad);
    return ex_conv2d(x, w, b, s, y);
}

static void check_conv(const float *x, const float *w, const float *b, ExConv s)
{
    int rows = size_of(&s, 1), columns = size_of(&s, 0);
    size_t n = (size_t)(s.filters * rows * columns), at = 0;
    float *y = grade_floats(n);
    grade_int(call_conv(x, w, b, s, y), 0, "0 says that y was written");
    const char *likely = NULL;
    for (int mistake = FLIPPED; mistake < MISTAKES && !likely; mistake++)
        if (!made(RIGHT, x, w, b, &s, y) && made((Mistake)mistake, x, w, b, &s, y))
            likely = NAMED[mistake];
    for (int m = 0; m < s.filters; m++)
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < columns; j++, at++) {
                char got[TEXT], expected[TEXT], error[TEXT];
                long double sizes, sum = sum_at(x, w, b, &s, m, i, j, RIGHT, &sizes);
                if (fabsl((long double)y[at] - sum) <= 1e-5L * sizes + 1e-9L)
                    continue;
                snprintf(got, sizeof got, "y[%d][%d][%d] = %g", m, i, j, (double)y[at]);
                snprintf(expected, sizeof expected, "%.7Lg", sum);
                snprintf(error, sizeof error, "%.2Lg, tolerance %.2Lg", fabsl((long double)y[at] - sum),
                         1e-5L * sizes);
                if (!likely && isnan(y[at]))
                    likely = "y[m][i][j] was not written, or added to: y holds anything at first";
                if (!likely)
                    likely = "work one number out on paper: which pixels lie under the window?";
                grade_fail(got, expected, error, likely);
            }
}

/* Random images and weights of a shape. */
static void check_shape(unsigned long seed, ExConv s, int bias)
{
    static float x[LARGE], w[LARGE], b[LARGE];
    gsl_rng *rng = grade_random(seed);
    for (int i = 0; i < LARGE; i++) {
        x[i] = (float)gsl_ran_flat(rng, -1, 1);
        w[i] = (float)gsl_ran_flat(rng, -1, 1);
        b[i] = (float)gsl_ran_flat(rng, 1, 2);
    }
    size_t nx = (size_t)(s.channels * s.height * s.width);
    size_t nw = (size_t)(s.filters * s.channels * s.rows * s.columns);
    check_conv(grade_input(x, nx * sizeof *x), grade_input(w, nw * sizeof *w),
               bias ? grade_input(b, (size_t)s.filters * sizeof *b) : NULL, s);
}

GRADE(ex_conv2d, one_filter, 1, "A window that slides")
{
    const float x[] = {0, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 1}, w[] = {-1, 0, 1, -1, 0, 1, -1, 0, 1};
    check_conv(x, w, NULL, (ExConv){1, 3, 5, 1, 3, 3, 1, 0}); /* an edge: 0 3 3 */
    check_shape(1, (ExConv){1, 6, 6, 1, 3, 3, 1, 0}, 0);
    check_shape(2, (ExConv){1, 5, 9, 1, 3, 3, 1, 0}, 1);
    check_shape(3, (ExConv){1, 7, 6, 1, 2, 4, 1, 0}, 1);
    check_shape(4, (ExConv){1, 4, 4, 1, 4, 4, 1, 0}, 1);
    check_shape(5, (ExConv){1, 3, 2, 1, 1, 1, 1, 0}, 0);
}

GRADE(ex_conv2d, channels_and_filters, 1, "A window that slides")
{
    check_shape(6, (ExConv){1, 6, 5, 4, 3, 3, 1, 0}, 1);
    check_shape(7, (ExConv){3, 6, 5, 1, 3, 3, 1, 0}, 1);
    check_shape(8, (ExConv){2, 5, 6, 3, 2, 3, 1, 0}, 1);
    check_shape(9, (ExConv){4, 4, 7, 5, 3, 1, 1, 0}, 0);
    check_shape(10, (ExConv){1, 28, 28, 8, 3, 3, 1, 0}, 1);
}

GRADE(ex_conv2d, stride_and_padding, 1, "A window that slides")
{
    check_shape(11, (ExConv){1, 5, 5, 1, 3, 3, 1, 1}, 0);
    check_shape(12, (ExConv){1, 7, 9, 1, 3, 3, 2, 0}, 1);
    check_shape(13, (ExConv){2, 8, 6, 3, 3, 3, 2, 1}, 1);
    check_shape(14, (ExConv){1, 8, 8, 2, 3, 2, 3, 0}, 1); /* the last rows and columns are out of reach */
    check_shape(15, (ExConv){2, 2, 3, 2, 4, 5, 1, 2}, 1); /* the window is larger than the image */
    check_shape(16, (ExConv){1, 3, 3, 1, 2, 2, 2, 3}, 1); /* some windows see nothing at all */
}

static void check_refused(ExConv s, const char *likely)
{
    const float *numbers = grade_input((float[64]){0}, 64 * sizeof(float));
    float *y = grade_floats(64);
    grade_int(call_conv(numbers, numbers, numbers, s, y), -1, likely);
    for (int i = 0; i < 64; i++)
        grade_true(isnan(y[i]), "y as it was", "look at everything before you write");
}

GRADE(ex_conv2d, edges, 1, "A window that slides")
{
    const float x[] = {1, 2, 3, 4}, w[] = {INFINITY, INFINITY, INFINITY, 1}, *y = NULL;
    float *out = grade_floats(9);
    grade_int(call_conv(x, w, NULL, (ExConv){1, 2, 2, 1, 2, 2, 1, 1}, out), 0, NULL);
    y = out;
    grade_near((double)y[0], 1, 1e-6, "infinity times an outside zero is NaN: leave out what lies outside");
    grade_near((double)y[1], INFINITY, 0, "here an infinite weight does meet a pixel");
    check_shape(17, (ExConv){1, 4, 4, 2, 3, 3, 1, 0}, 0);
    check_refused((ExConv){0, 4, 4, 1, 3, 3, 1, 0}, "no channels");
    check_refused((ExConv){1, 4, 4, 0, 3, 3, 1, 0}, "no filters");
    check_refused((ExConv){1, 2, 4, 1, 3, 3, 1, 0}, "the window is higher than the image");
    check_refused((ExConv){1, 4, 2, 1, 3, 3, 2, 0}, "the window is wider than the image; in C, -1 / 2 is 0");
    check_refused((ExConv){1, 4, 4, 1, 3, 3, 0, 0}, "a stride of 0");
    check_refused((ExConv){1, 4, 4, 1, 3, 3, 1, -1}, "negative padding");
}
