/* Graded tests of chapter 05. */
#include <gsl/gsl_randist.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>

#include "05-convnet.h"
#include "grade.h"

enum { TEXT = 160, LARGE = 4096 };

static gsl_rng *random_numbers(unsigned long seed)
{
    static gsl_rng *rng;
    if (!rng)
        rng = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(rng, seed);
    return rng;
}

static int up_to(gsl_rng *rng, int low, int high)
{
    return low + (int)gsl_rng_uniform_int(rng, (unsigned long)(high - low + 1));
}

/* ---- Sizes. */

/* By counting: the places that a window can take, one after the other. */
static int places(int in, int window, int pad, int stride)
{
    int n = 0;
    for (int at = -pad; at + window <= in + pad; at += stride)
        n++;
    return n ? n : -1;
}

static void check_size(int in, int window, int pad, int stride, int want, const char *likely)
{
    grade_call("ex_conv_size(in = %d, window = %d, pad = %d, stride = %d)", in, window, pad, stride);
    grade_int(ex_conv_size(in, window, pad, stride), want, likely);
}

GRADE(ex_conv_size, sizes, 1, "A window that slides")
{
    gsl_rng *rng = random_numbers(5);
    check_size(28, 3, 0, 1, 26, "28 - 3 steps to the right, and the first place");
    check_size(28, 3, 1, 1, 28, "the padding is added at both ends");
    check_size(28, 5, 0, 2, 12, "a last step that would reach past the end is not taken");
    check_size(4, 5, 0, 2, -1, "the window is too large by one; in C, -1 / 2 is 0, so look before dividing");
    check_size(3, 5, 0, 3, -1, "the window is larger than its input");
    check_size(5, 5, 0, 4, 1, "a window as large as its input has one place");
    for (int round = 0; round < 200; round++) {
        int in = up_to(rng, 1, 30), window = up_to(rng, 1, 9), pad = up_to(rng, 0, 4);
        int stride = up_to(rng, 1, 5), want = places(in, window, pad, stride);
        check_size(in, window, pad, stride, want, "(in + 2 pad - window) / stride + 1");
    }
    check_size(0, 1, 3, 1, -1, "there is no input");
    check_size(5, 0, 0, 1, -1, "a window of no numbers");
    check_size(5, 3, -1, 1, -1, "negative padding must be refused");
    check_size(5, 3, 0, 0, -1, "a stride of 0 must be refused, before it is divided by");
    check_size(5, 3, 0, -1, -1, "a negative stride must be refused");
    check_size(INT_MAX, 1, 0, 1, INT_MAX, NULL);
    check_size(INT_MAX, INT_MAX, 1, 2, 2, "in + 2 pad overflows an int: use a wider type");
    check_size(INT_MAX, 3, INT_MAX, 7, 920350135, "in + 2 pad overflows an int: use a wider type");
    check_size(INT_MAX, 1, 1, 1, -1, "there are more places than an int can hold");
}

/* ---- Convolution, as it should be and as it is mistaken. */

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
    gsl_rng *rng = random_numbers(seed);
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

/* ---- Max-pooling. */

/* As grade_int, but says which number of an array it was. */
static void check_at(const char *array, int index, int got, int want, const char *likely)
{
    char returned[TEXT], expected[TEXT];
    if (got == GRADE_UNWRITTEN)
        snprintf(returned, sizeof returned, "%s[%d] as it was", array, index);
    else
        snprintf(returned, sizeof returned, "%s[%d] = %d", array, index, got);
    snprintf(expected, sizeof expected, "%d", want);
    if (got != want)
        grade_fail(returned, expected, NULL, likely);
}

static int call_pool(const float *x, int height, int width, int size, int stride, float *y, int *where)
{
    char text[TEXT];
    size_t n = (size_t)(height * width);
    grade_call("ex_maxpool(%s, height = %d, width = %d, size = %d, stride = %d)",
               grade_text_floats(text, sizeof text, x, n), height, width, size, stride);
    return ex_maxpool(grade_input(x, n * sizeof *x), height, width, size, stride, y, where);
}

static void check_pool(const float *x, int height, int width, int size, int stride, const char *likely)
{
    int rows = places(height, size, 0, stride), columns = places(width, size, 0, stride), n = rows * columns;
    float *y = grade_floats((size_t)n), *want = grade_floats((size_t)n);
    int *where = grade_ints((size_t)n);
    grade_int(call_pool(x, height, width, size, stride, y, where), 0, "0 says that y and where were written");
    for (int p = 0; p < n; p++) { /* from the last number of the window to the first, which so wins a draw */
        int top = p / columns * stride, left = p % columns * stride, best = -1;
        for (int q = size * size - 1; q >= 0; q--) {
            int at = (top + q / size) * width + left + q % size;
            if (best < 0 || isnan(x[at]) || x[at] >= x[best])
                best = at;
        }
        want[p] = x[best];
        if (isnan(want[p]) && !isnan(y[p]))
            likely = "comparisons with NaN are all false: it must be looked for";
        else if (want[p] < 0 && y[p] == 0)
            likely = "all numbers are negative: a search for the largest must not start at 0";
        grade_near((double)y[p], (double)want[p], 0, likely);
        check_at("where", p, where[p], best, isnan(x[best])               ? "the index of the first NaN"
                                  : where[p] >= 0 && where[p] < height * width && x[where[p]] == x[best]
                                      ? "of equal numbers the first counts, row by row"
                                      : "an index into the whole image, row * width + column");
    }
}

GRADE(ex_maxpool, random_images, 1, "A window that slides")
{
    gsl_rng *rng = random_numbers(7);
    float x[100];
    for (int round = 0; round < 40; round++) {
        int most = 3 + round / 5, height = up_to(rng, 1, most), width = up_to(rng, 1, most);
        int size = up_to(rng, 1, 3);
        size = size > height ? height : size > width ? width : size;
        size = size > width ? width : size;
        for (int i = 0; i < 100; i++)
            x[i] = (float)gsl_ran_flat(rng, round % 2 ? -9 : -1, round % 2 ? -1 : 1);
        check_pool(x, height, width, size, up_to(rng, 1, 3),
                   "the window moves by stride, and its last row and column belong to it");
    }
}

GRADE(ex_maxpool, edges, 1, "A window that slides")
{
    const float equal[] = {1, 2, 2, 1, 2, 1, 1, 2, 0}, low[] = {-INFINITY, -INFINITY, -INFINITY, -INFINITY};
    const float nan_first[] = {NAN, 1, 2, 3}, nan_last[] = {1, 2, 3, NAN}, nans[] = {5, NAN, NAN, 7};
    check_pool(equal, 3, 3, 2, 1, "the largest of the window");
    check_pool(low, 2, 2, 2, 1, "minus infinity is a number like others");
    check_pool(nan_first, 2, 2, 2, 1, NULL);
    check_pool(nan_last, 2, 2, 2, 1, NULL);
    check_pool(nans, 2, 2, 2, 2, NULL);
    check_pool((const float[]){-0.5f, INFINITY, 3, 4, 5, 6}, 2, 3, 2, 1, NULL);
    static const int bad[][4] = {{2, 2, 3, 1}, {3, 2, 3, 2}, {2, 2, 0, 1}, {2, 2, 1, 0}, {2, 2, -1, 1}};
    for (int i = 0; i < 5; i++) {
        float *y = grade_floats(9);
        int *where = grade_ints(9);
        grade_int(call_pool(equal, bad[i][0], bad[i][1], bad[i][2], bad[i][3], y, where), -1,
                  "the window fits nowhere: see ex_conv_size");
        grade_true(isnan(y[0]) && where[0] == GRADE_UNWRITTEN, "y and where as they were", NULL);
    }
}

/* ---- Confusion and accuracy. */

static int call_confusion(const int *truth, const int *said, int n, int classes, int *count)
{
    char text[TEXT], other[TEXT];
    size_t size = (size_t)(n > 0 ? n : 0);
    grade_call("ex_confusion(truth = %s, said = %s, n = %d, classes = %d)",
               grade_text_ints(text, sizeof text, truth, size),
               grade_text_ints(other, sizeof other, said, size), n, classes);
    return ex_confusion(truth, said, n, classes, count);
}

GRADE(ex_confusion, counts, 1, "What it confuses")
{
    gsl_rng *rng = random_numbers(11);
    int truth[60], said[60];
    for (int round = 0; round < 20; round++) {
        int classes = up_to(rng, 1, 6), n = round % 5 ? up_to(rng, 0, 3 * round) : 0;
        int counted = 0, want[36] = {0};
        int *count = grade_ints((size_t)(classes * classes)), turned = 1, right = 1;
        for (int i = 0; i < n; i++) {
            truth[i] = up_to(rng, round % 2 ? -1 : 0, classes - 1);
            said[i] = truth[i] < 0 ? up_to(rng, -2, 9) : up_to(rng, 0, classes - 1);
            counted += truth[i] >= 0;
            if (truth[i] >= 0)
                want[truth[i] * classes + said[i]]++;
        }
        grade_int(call_confusion(truth, said, n, classes, count), counted,
                  "it returns how many images have a label; what was said of the others does not matter");
        for (int k = 0; k < classes * classes; k++) {
            turned = turned && count[k] == want[k % classes * classes + k / classes];
            right = right && count[k] == want[k];
        }
        for (int k = 0; k < classes * classes; k++)
            check_at("count", k, count[k], want[k],
                     turned && !right      ? "rows are the truth, columns what was said"
                     : count[k] < -1000000 ? "the matrix holds anything at first: clear it"
                                           : "count[t * classes + s]");
    }
    static const struct {
        int truth, said, n, classes;
        const char *likely;
    } bad[] = {{0, 2, 2, 2, "said 2 of classes 0 and 1: as an index it would count in another cell"},
               {1, 2, 2, 2, "said 2 of classes 0 and 1: as an index it would lie outside of the matrix"},
               {1, -1, 2, 2, "nothing was said of an image that counts"},
               {2, 1, 2, 2, "truth 2 of classes 0 and 1"},
               {0, 0, -1, 2, "n < 0"},
               {0, 0, 2, 0, "no classes"}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        int *count = grade_ints(4), pair[] = {0, bad[i].truth}, spoken[] = {0, bad[i].said};
        grade_int(call_confusion(pair, spoken, bad[i].n, bad[i].classes, count), -1, bad[i].likely);
        grade_true(count[0] == GRADE_UNWRITTEN, "count as it was", "look at everything before you write");
    }
}

static double call_accuracy(const int *count, int classes, double *error, double *recall)
{
    char text[TEXT];
    size_t n = classes > 0 ? (size_t)(classes * classes) : 0;
    grade_call("ex_accuracy(%s, classes = %d%s%s)", grade_text_ints(text, sizeof text, count, n), classes,
               error ? "" : ", error NULL", recall ? "" : ", recall NULL");
    return ex_accuracy(grade_input(count, (n ? n : 1) * sizeof *count), classes, error, recall);
}

#define SINGLE "a float has seven digits, nine are wanted: compute in double"

GRADE(ex_accuracy, shares, 1, "Ten epochs")
{
    gsl_rng *rng = random_numbers(13);
    for (int round = 0; round < 15; round++) {
        int classes = 2 + round / 4, count[25];
        double row[5] = {0}, column[5] = {0}, all = 0, right = 0, balanced = 0;
        double error = NAN, *recall = grade_doubles((size_t)classes);
        for (int k = 0; k < classes * classes; k++) {
            count[k] = up_to(rng, 1, 50) * (k / classes == 0 ? 9 : 1);
            row[k / classes] += count[k];
            column[k % classes] += count[k];
            all += count[k];
            right += k / classes == k % classes ? count[k] : 0;
        }
        for (int t = 0; t < classes; t++)
            balanced += count[t * classes + t] / row[t] / classes;
        double a = right / all, got = call_accuracy(count, classes, &error, recall);
        grade_suspect(100 * a, "a share, between 0 and 1: not per cent");
        grade_suspect(balanced, "the mean of the classes' shares: large classes count for more");
        grade_suspect(1 - a, "that is the share of wrong answers");
        grade_suspect(0, "an int divided by an int loses what follows the point");
        grade_near(got, a, 1e-9, fabs(got - a) < 1e-6 ? SINGLE : "the right answers lie on the diagonal");
        grade_suspect(a * (1 - a) / all, "*error: the root is missing");
        grade_suspect(sqrt(a * (1 - a)), "*error is not divided by the number of images");
        grade_suspect(sqrt(a * (1 - a) / classes), "*error: n is the number of images, not of classes");
        grade_near(error, sqrt(a * (1 - a) / all), 1e-9,
                   fabs(error - sqrt(a * (1 - a) / all)) < 1e-6 ? SINGLE : "*error is sqrt(a (1 - a) / n)");
        for (int t = 0; t < classes; t++) {
            grade_suspect(count[t * classes + t] / column[t],
                          "recall[t] was divided by column t: it is a share of the images that are t");
            grade_suspect(count[t * classes + t] / all,
                          "recall[t] was divided by all images, not by those of class t");
            grade_near(recall[t], count[t * classes + t] / row[t], 1e-9,
                       fabs(recall[t] - count[t * classes + t] / row[t]) < 1e-6 ? SINGLE
                                                                               : "a share of row t");
        }
    }
}

GRADE(ex_accuracy, edges, 1, "What it confuses")
{
    const int none[4] = {0}, lonely[] = {3, 1, 0, 0}, minus[] = {3, 1, -1, 2}, *refused[] = {minus, none};
    const int huge[] = {INT_MAX, INT_MAX, 0, INT_MAX};
    double error = 5, recall[] = {5, 5};
    grade_near(call_accuracy(lonely, 2, &error, recall), 0.75, 1e-9, NULL);
    grade_near(recall[0], 0.75, 1e-9, "recall[0] is a share of row 0");
    grade_near(recall[1], NAN, 0, "class 1 has no image: its share is not 0, there is none");
    grade_near(call_accuracy(huge, 2, &error, recall), 2.0 / 3, 1e-9, "the sum overflows an int");
    grade_near(recall[0], 0.5, 1e-9, "recall[0]: the sum of a row overflows an int");
    grade_near(call_accuracy(none, 2, &error, recall), NAN, 0, "of no images there is no share");
    grade_near(error, NAN, 0, "of no images there is no standard error");
    grade_near(call_accuracy(lonely, 2, NULL, NULL), 0.75, 1e-9, NULL);
    for (int i = 0; i < 2; i++) {
        error = recall[0] = recall[1] = 5;
        grade_near(call_accuracy(refused[i], i ? 0 : 2, &error, recall), NAN, 0,
                   i ? "no classes" : "a negative count");
        grade_true(error == 5 && recall[0] == 5 && recall[1] == 5, "error and recall as they were",
                   "look at everything before you write");
    }
}
