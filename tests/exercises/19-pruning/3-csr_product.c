/* Graded tests of ex_csr_product, chapter 19. The reference is the definition, in long double. */
#include "19-pruning.h"

#include <gsl/gsl_randist.h>
#include <math.h>

#include "grade.h"
#include "shared.h"

typedef struct {
    ExCsr m;
    int start[65], col[MOST];
    float value[MOST];
} Sparse;

/* Rows with a different number of elements, some empty; columns in any order, some twice if `twice`. */
static void make_sparse(Sparse *s, int rows, int cols, double density, int twice, unsigned long seed)
{
    gsl_rng *rng = grade_random(seed);
    int n = 0;
    for (int r = 0; r < rows; r++) {
        s->start[r] = n;
        for (int c = cols - 1; c >= 0 && r % 4 != 2; c--)
            for (int again = 0; again <= twice && n < MOST; again++)
                if (gsl_rng_uniform(rng) < density)
                    s->col[n] = (c * 7 + again) % cols, s->value[n++] = (float)gsl_ran_gaussian(rng, 1);
    }
    s->start[rows] = n;
    s->m = (ExCsr){rows, cols, grade_input(s->start, (size_t)(rows + 1) * sizeof(int)),
                   grade_input(s->col, (size_t)n * sizeof(int)), given(s->value, n)};
}

typedef enum { RIGHT, BY_COLUMNS, SAME_INPUT, NOT_RESET, LAST_MISSING, OVERWRITES, Y_TURNED, SPARSE_MISTAKES } Mistake;
static const char *const NAMED[SPARSE_MISTAKES] = {
    [BY_COLUMNS] = "the number multiplies x[col[k]], not x[k - start[r]]",
    [SAME_INPUT] = "every input got the first one's result: input i starts at x[i * cols]",
    [NOT_RESET] = "the sum starts from 0 in every row",
    [LAST_MISSING] = "the last number of each row is missing: k < start[r + 1]",
    [OVERWRITES] = "the row's numbers are added up: y became the last product only",
    [Y_TURNED] = "y is (n,rows): output r of input i is y[i * rows + r]"};

static void multiply(const Sparse *s, const float *x, int n, Mistake mistake, float *y, double *sizes)
{
    long double sum = 0;
    for (int i = 0; i < n; i++)
        for (int r = 0; r < s->m.rows; r++) {
            long double size = 0;
            sum = mistake == NOT_RESET && r > 0 ? sum : 0;
            for (int k = s->start[r]; k < s->start[r + 1] - (mistake == LAST_MISSING); k++) {
                int c = mistake == BY_COLUMNS ? (k - s->start[r]) % s->m.cols : s->col[k];
                long double term = (long double)s->value[k] *
                                   (long double)x[(mistake == SAME_INPUT ? 0 : i) * s->m.cols + c];
                sum = mistake == OVERWRITES ? term : sum + term;
                size += fabsl(term);
            }
            int at = mistake == Y_TURNED ? r * n + i : i * s->m.rows + r;
            y[at] = (float)sum, sizes[at] = (double)size;
        }
}

static void check_csr(const Sparse *s, const float *x, int n, const char *likely)
{
    static float want[MOST], wrong[MOST];
    static double size[MOST], unused[MOST];
    int count = n * s->m.rows;
    float *y = grade_floats((size_t)count);
    grade_int(ex_csr_product(&s->m, given(x, n * s->m.cols), n, y), 0, "0 says that y was written");
    multiply(s, x, n, RIGHT, want, size);
    for (int m = BY_COLUMNS; m < SPARSE_MISTAKES && !likely; m++) {
        multiply(s, x, n, (Mistake)m, wrong, unused);
        if (same(y, wrong, count))
            likely = NAMED[m];
    }
    for (int i = 0; i < count; i++)
        if (isnan(y[i]) || !(fabs((double)y[i] - (double)want[i]) <= 1e-5 * size[i] + 1e-9)) {
            if (!likely && s->start[i % s->m.rows] == s->start[i % s->m.rows + 1])
                likely = "an empty row gives 0, and that is written, too";
            grade_array(y + i, want + i, 1, 0, likely ? likely : "y[i][r] = sum of value[k] * x[i][col[k]] over row r");
        }
}

GRADE(ex_csr_product, one_input, 1, "Compressed rows")
{
    Sparse small = {.start = {0, 2, 2, 3}, .col = {0, 3, 1}, .value = {2, 3, 5}};
    small.m = (ExCsr){3, 4, small.start, small.col, small.value};
    grade_call("ex_csr_product({{2, 0, 0, 3}, {0, 0, 0, 0}, {0, 5, 0, 0}}, x = {1, 10, 100, 1000}, n = 1)");
    check_csr(&small, (float[]){1, 10, 100, 1000}, 1, NULL);
    for (int k = 1; k < 20; k++) {
        static Sparse s;
        static float x[MOST];
        int rows = 1 + k % 9, cols = 2 + 3 * k;
        make_sparse(&s, rows, cols, 0.05 * k, 0, (unsigned long)k);
        randomise(x, cols, 90 + (unsigned long)k);
        grade_call("ex_csr_product(random (%d,%d) with %d numbers, columns falling or mixed, n = 1)", rows, cols,
                   s.start[rows]);
        check_csr(&s, x, 1, NULL);
    }
}

GRADE(ex_csr_product, many_inputs, 1, "Compressed rows")
{
    static Sparse s;
    static float x[MOST];
    for (int k = 1; k < 12; k++) {
        int rows = 2 + k, cols = 3 + 2 * k, n = 1 + k % 5;
        make_sparse(&s, rows, cols, k == 1 ? 0 : k == 11 ? 1 : 0.3, k % 2, 40 + (unsigned long)k);
        randomise(x, n * cols, 60 + (unsigned long)k);
        grade_call("ex_csr_product(random (%d,%d) with %d numbers%s, n = %d)", rows, cols, s.start[rows],
                   k % 2 ? ", some columns twice" : "", n);
        check_csr(&s, x, n, NULL);
    }
    Sparse one = {.start = {0, 1}, .col = {1}, .value = {2}};
    one.m = (ExCsr){1, 3, one.start, one.col, one.value};
    grade_call("ex_csr_product({{0, 2, 0}}, x = {INF, 3, NAN}, n = 1)");
    check_csr(&one, (float[]){INFINITY, 3, NAN}, 1,
              "what is not stored is not multiplied: 0 times infinity would be NaN");
    enum { WIDE = 4000 };
    static Sparse wide;
    wide.start[1] = WIDE;
    for (int i = 0; i < WIDE; i++)
        wide.col[i] = i, wide.value[i] = 1, x[i] = i == 0 ? 1e8f : 1;
    x[WIDE - 1] = -1e8f;
    wide.m = (ExCsr){1, WIDE, wide.start, wide.col, wide.value};
    grade_call("ex_csr_product(4000 ones in a row, x = {1e8, 1, 1, …, -1e8}, n = 1)");
    check_csr(&wide, x, 1, "the digits are gone: sum in double");
}

GRADE(ex_csr_product, damaged, 1, "Compressed rows")
{
    static const struct {
        int rows, cols, n, start[4], col[4];
        const char *likely;
    } bad[] = {{3, 4, 1, {0, 2, 1, 3}, {0, 1, 2, 3}, "start falls from 2 to 1"},
               {3, 4, 1, {0, 2, 3, 2}, {0, 1, 2, 3}, "start falls in the last row"},
               {3, 4, 1, {0, 100000000, 2, 3}, {0, 1, 2, 3},
                "start falls; until all of it is known to be right, read no column"},
               {3, 4, 1, {1, 2, 2, 3}, {0, 1, 2, 3}, "start[0] is 0"},
               {3, 4, 1, {0, 1, 2, 3}, {0, 4, 2, 3}, "there is no column 4 of 4"},
               {3, 4, 1, {0, 1, 2, 3}, {0, 2, -1, 3}, "there is no column -1"},
               {3, 4, 1, {0, -1, 2, 3}, {0, 2, 1, 3}, "start falls below 0"},
               {0, 4, 1, {0, 1, 2, 3}, {0, 2, 1, 3}, "rows is at least 1"},
               {3, 0, 1, {0, 0, 0, 0}, {0, 2, 1, 3}, "cols is at least 1"},
               {3, 4, 0, {0, 1, 2, 3}, {0, 2, 1, 3}, "n is at least 1"}};
    static const float value[4] = {1, 2, 3, 4}, x[4] = {1, 2, 3, 4};
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
        float y[3] = {7, 7, 7};
        const int *s = bad[k].start, *c = bad[k].col;
        ExCsr m = {bad[k].rows, bad[k].cols, grade_input(s, sizeof bad[k].start), grade_input(c, sizeof bad[k].col),
                   value};
        grade_call("ex_csr_product(rows = %d, cols = %d, start = {%d, %d, %d, %d}, col = {%d, %d, %d}, n = %d)", m.rows,
                   m.cols, s[0], s[1], s[2], s[3], c[0], c[1], c[2], bad[k].n);
        grade_int(ex_csr_product(&m, x, bad[k].n, y), -1, bad[k].likely);
        grade_true(y[0] >= 7 && y[1] >= 7 && y[2] >= 7, "y left as it was",
                   "y was written before the whole matrix had been looked at");
    }
}
