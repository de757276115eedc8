/* Graded tests of ex_maxpool. References are looked for here, from the last number of a window to the first. */
#include "05-convnet.h"

#include <gsl/gsl_randist.h>
#include <math.h>

#include "grade.h"
#include "shared.h"

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
    gsl_rng *rng = grade_random(7);
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
