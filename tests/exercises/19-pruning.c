/* Graded tests of chapter 19. References are the definitions: by counting, in long double, and by the dense
 * matrix. */
#include "19-pruning.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "grade.h"

enum { MOST = 4096, TEXT = 200 };

static gsl_rng *random_numbers(unsigned long seed)
{
    static gsl_rng *rng;
    if (!rng)
        rng = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(rng, seed);
    return rng;
}

static void randomise(float *x, int n, unsigned long seed)
{
    gsl_rng *rng = random_numbers(seed);
    for (int i = 0; i < n; i++)
        x[i] = (float)gsl_ran_gaussian(rng, 1);
}

static const float *given(const float *x, int n) { return grade_input(x, (size_t)n * sizeof *x); }

static int same(const float *a, const float *b, int n)
{
    for (int i = 0; i < n; i++)
        if (!(fabsf(a[i] - b[i]) <= 1e-4f * (1 + fabsf(b[i]))))
            return 0;
    return 1;
}

/* ---- ex_magnitude_mask */

/* Whether weight i is among the `gone` smallest: as many as that come before it. By counting; `last` lets the
 * higher of two equal indices go first. */
static int goes(const float *w, int n, int i, int gone, int last)
{
    int before = 0;
    for (int k = 0; k < n; k++)
        before += fabsf(w[k]) < fabsf(w[i]) || (fabsf(w[k]) <= fabsf(w[i]) && (last ? k > i : k < i));
    return before < gone;
}

static const char *mask_mistake(const float *w, int n, int gone, const float *got)
{
    int by_value = 1, reversed = 1, last = 1, inverted = 1, ones = 0;
    for (int i = 0; i < n; i++) {
        int before = 0;
        for (int k = 0; k < n; k++)
            before += w[k] < w[i] || (w[k] <= w[i] && k < i);
        int stays = !goes(w, n, i, gone, 0), got_one = got[i] > 0.5f;
        ones += got_one;
        by_value &= got_one == (before >= gone);
        reversed &= got_one == goes(w, n, i, n - gone, 1);
        inverted &= got_one != stays;
        last &= got_one == !goes(w, n, i, gone, 1);
    }
    if (inverted)
        return "1 is for weights that stay, 0 for those that go";
    if (by_value)
        return "the smallest by size go, not the most negative: compare |w|";
    if (reversed)
        return "the smallest weights go, not the largest";
    if (last)
        return "of equal sizes the lower index goes first";
    if (ones < n - gone)
        return "too many have 0: lround(sparsity * n) of all n go, the zeros among them; a threshold takes all equal "
               "weights, here some of them stay; one that stays has 1";
    if (ones > n - gone)
        return "too few went: lround(sparsity * n) go, also where equal weights straddle the border";
    return "those with the smallest |w| go";
}

static void check_mask(const float *w, int n, double sparsity)
{
    int gone = (int)lround(sparsity * n);
    float *keep = grade_floats((size_t)n), *want = grade_floats((size_t)n);
    for (int i = 0; i < n; i++)
        want[i] = goes(w, n, i, gone, 0) ? 0 : 1;
    int stay = ex_magnitude_mask(given(w, n), n, sparsity, keep);
    int whole = 1;
    for (int i = 0; i < n; i++)
        whole &= !isnan(keep[i]);
    grade_array(keep, want, (size_t)n, 0, whole ? mask_mistake(w, n, gone, keep) : "every element of keep is written, 0 or 1");
    grade_int(stay, n - gone, "returns how many stay");
}

GRADE(ex_magnitude_mask, by_size, 1, "The smallest weights")
{
    static const float w[] = {0.5f, -0.1f, 0.3f, -2, 0.2f};
    grade_call("ex_magnitude_mask({0.5, -0.1, 0.3, -2, 0.2}, n = 5, sparsity = 0.4)");
    check_mask(w, 5, 0.4);
    for (int k = 1; k < 30; k++) {
        float x[300];
        int n = 10 * k;
        randomise(x, n, (unsigned long)k);
        double sparsity = k / 30.0;
        grade_call("ex_magnitude_mask(random, n = %d, sparsity = %g)", n, sparsity);
        check_mask(x, n, sparsity);
    }
    grade_call("ex_magnitude_mask({0.5, -0.1, 0.3, -2, 0.2}, n = 5, sparsity = 0)");
    check_mask(w, 5, 0);
    grade_call("ex_magnitude_mask({0.5, -0.1, 0.3, -2, 0.2}, n = 5, sparsity = 1)");
    check_mask(w, 5, 1);
}

GRADE(ex_magnitude_mask, equal_weights, 1, "The smallest weights")
{
    static const float w[] = {3, -3, 3, 1, -3, 3};
    for (int gone = 0; gone <= 6; gone++) {
        grade_call("ex_magnitude_mask({3, -3, 3, 1, -3, 3}, n = 6, sparsity = %d/6)", gone);
        check_mask(w, 6, gone / 6.0);
    }
    float x[200] = {0};
    randomise(x, 200, 3);
    for (int i = 0; i < 200; i += 2)
        x[i] = i % 4 ? 0.0f : -0.0f;
    for (int k = 1; k < 10; k++) {
        grade_call("ex_magnitude_mask(random, every other weight 0, n = 200, sparsity = %g)", k / 10.0);
        check_mask(x, 200, k / 10.0);
    }
    x[7] = INFINITY, x[9] = -INFINITY;
    grade_call("ex_magnitude_mask(two of the weights infinite, n = 200, sparsity = 0.99)");
    check_mask(x, 200, 0.99);
}

GRADE(ex_magnitude_mask, large_and_wrong, 1, "The smallest weights")
{
    enum { LARGE = 300000 };
    float *w = malloc(LARGE * sizeof *w), kept[2] = {7, 7};
    randomise(w, LARGE, 9);
    float *keep = grade_floats(LARGE);
    grade_call("ex_magnitude_mask(random, n = 300000, sparsity = 0.9)");
    grade_int(ex_magnitude_mask(given(w, LARGE), LARGE, 0.9, keep), 30000, "a tenth of them stays");
    float largest_gone = 0, smallest_kept = INFINITY;
    for (int i = 0; i < LARGE; i++)
        if (keep[i] > 0.5f)
            smallest_kept = fminf(smallest_kept, fabsf(w[i]));
        else
            largest_gone = fmaxf(largest_gone, fabsf(w[i]));
    free(w);
    grade_true(largest_gone <= smallest_kept, "all that went smaller than all that stayed", "the smallest |w| go");
    grade_call("ex_magnitude_mask({1, -1, 2}, n = 3, sparsity = 0.5)");
    check_mask((float[]){1, -1, 2}, 3, 0.5);
    static const double bad[] = {-0.1, 1.1, INFINITY, NAN};
    for (int k = 0; k < 4; k++) {
        grade_call("ex_magnitude_mask({1, 2}, n = 2, sparsity = %g)", bad[k]);
        grade_int(ex_magnitude_mask(given((float[]){1, 2}, 2), 2, bad[k], kept), -1,
                  k == 3 ? "NaN is smaller than nothing and larger than nothing: ask whether sparsity is within, not outside"
                         : "a share lies between 0 and 1");
    }
    grade_call("ex_magnitude_mask(n = 0, sparsity = 0.5)");
    grade_int(ex_magnitude_mask(given((float[]){1, 2}, 2), 0, 0.5, kept), -1, "n is at least 1");
    grade_true(kept[0] >= 7 && kept[1] >= 7, "keep left as it was", "keep was written although there is no answer");
}

/* ---- ex_masked_step */

typedef struct {
    int plain, no_mask, all_in_v, forward, speed_kept, only_after;
} StepMistake;

static void step(float *w, float *v, const float *g, const float *keep, int n, float rate, float momentum, StepMistake m)
{
    for (int i = 0; i < n; i++) {
        int stays = keep[i] != 0;
        double speed = (double)v[i], old = (double)v[i];
        speed = m.plain ? (double)g[i] : (double)momentum * speed + (double)g[i];
        if (m.all_in_v)
            speed = (double)momentum * (double)v[i] + (double)rate * (double)g[i];
        double moved = (double)w[i] + (m.forward ? 1 : -1) * (m.all_in_v ? 1 : (double)rate) * (m.only_after ? old : speed);
        v[i] = stays || m.no_mask || m.speed_kept ? (float)speed : 0;
        w[i] = stays || m.no_mask ? (float)moved : 0;
    }
}

static void check_step(const float *w, const float *v, const float *g, const float *keep, int n, float rate,
                       float momentum)
{
    static const struct {
        StepMistake how;
        const char *likely;
    } wrong[] = {{{.no_mask = 1}, "the mask was not applied: a removed weight has a gradient, too"},
                 {{.speed_kept = 1}, "w is masked, v is not: where keep is 0, v becomes 0 as well"},
                 {{.plain = 1}, "momentum is missing: v = momentum * v + g"},
                 {{.forward = 1}, "downhill is w - rate * v"},
                 {{.only_after = 1}, "first v, then w with the new v"},
                 {{.all_in_v = 1}, "the rate belongs to the step of w, not into v"}};
    float *W = grade_floats((size_t)n), *V = grade_floats((size_t)n), want_w[MOST], want_v[MOST], a[MOST], b[MOST];
    size_t bytes = (size_t)n * sizeof *w;
    memcpy(W, w, bytes), memcpy(V, v, bytes), memcpy(want_w, w, bytes), memcpy(want_v, v, bytes);
    step(want_w, want_v, g, keep, n, rate, momentum, (StepMistake){0});
    ex_masked_step(W, V, given(g, n), given(keep, n), n, rate, momentum);
    const char *likely = "where keep is 1 a step with momentum, elsewhere w = v = 0";
    for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++) {
        memcpy(a, w, bytes), memcpy(b, v, bytes);
        step(a, b, g, keep, n, rate, momentum, wrong[k].how);
        if (same(W, a, n) && same(V, b, n)) {
            likely = wrong[k].likely;
            break;
        }
    }
    grade_array(W, want_w, (size_t)n, 1e-5, likely);
    grade_array(V, want_v, (size_t)n, 1e-5, likely);
}

GRADE(ex_masked_step, with_a_mask, 1, "While it learns")
{
    for (int k = 1; k < 12; k++) {
        float w[MOST], v[MOST], g[MOST], keep[MOST];
        int n = 3 * k;
        unsigned long seed = (unsigned long)k;
        randomise(w, n, seed), randomise(v, n, 100 + seed), randomise(g, n, 200 + seed);
        for (int i = 0; i < n; i++) {
            keep[i] = i % 3 != 1;
            w[i] = keep[i] > 0 || k % 2 ? w[i] : 0;
        }
        float rate = 0.1f * (float)k, momentum = 0.5f + 0.03f * (float)k;
        grade_call("ex_masked_step(random w, v, g, every third weight removed, n = %d, rate = %g, momentum = %g)", n,
                   (double)rate, (double)momentum);
        check_step(w, v, g, keep, n, rate, momentum);
    }
    float zero = 0, still = 0;
    const float slope = 1, in = 1;
    grade_call("ex_masked_step(w = {0}, v = {0}, g = {1}, keep = {1}, n = 1, rate = 0.5, momentum = 0.9)");
    ex_masked_step(&zero, &still, &slope, &in, 1, 0.5f, 0.9f);
    grade_near((double)zero, -0.5, 1e-6, "a weight that stays learns, even if it is 0 now: keep decides, not w");
    float nothing[1] = {5};
    grade_call("ex_masked_step(n = 0)");
    ex_masked_step(nothing, nothing, nothing, nothing, 0, 1, 0);
    grade_near((double)nothing[0], 5, 0, "with n = 0 there is nothing to write");
}

GRADE(ex_masked_step, removed_for_good, 1, "While it learns")
{
    float w[] = {1, 2, NAN, 4, INFINITY}, v[] = {NAN, 1, 1, -INFINITY, 1}, g[] = {1, 1, 1, NAN, INFINITY};
    const float keep[] = {0, 1, 0, 0, 0};
    grade_call("ex_masked_step(w = {1, 2, NAN, 4, INF}, v = {NAN, 1, 1, -INF, 1}, g = {1, 1, 1, NAN, INF}, "
               "keep = {0, 1, 0, 0, 0}, n = 5, rate = 0.5, momentum = 0.5)");
    ex_masked_step(w, v, given(g, 5), given(keep, 5), 5, 0.5f, 0.5f);
    grade_array(w, (float[]){0, 1.25f, 0, 0, 0}, 5, 1e-6, "0 times NaN is NaN: choose between two values, do not multiply");
    grade_array(v, (float[]){0, 1.5f, 0, 0, 0}, 5, 1e-6,
                "v of a removed weight becomes 0: choose between two values, do not multiply");
    float back_w = 0, back_v = 3;
    const float slope = 0, out = 0, in = 1;
    grade_call("ex_masked_step(w = {0}, v = {3}, g = {0}, keep = {0}, …), then the same weight let in again");
    ex_masked_step(&back_w, &back_v, &slope, &out, 1, 0.1f, 0.9f);
    ex_masked_step(&back_w, &back_v, &slope, &in, 1, 0.1f, 0.9f);
    grade_near((double)back_w, 0, 1e-7, "it moved without a gradient: v was not set to 0 while the weight was removed");
}

/* ---- ex_csr_product */

typedef struct {
    ExCsr m;
    int start[65], col[MOST];
    float value[MOST];
} Sparse;

/* Rows with a different number of elements, some empty; columns in any order, some twice if `twice`. */
static void make_sparse(Sparse *s, int rows, int cols, double density, int twice, unsigned long seed)
{
    gsl_rng *rng = random_numbers(seed);
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
                long double term = (long double)s->value[k] * (long double)x[(mistake == SAME_INPUT ? 0 : i) * s->m.cols + c];
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
        grade_call("ex_csr_product(random (%d,%d) with %d numbers, columns falling or mixed, n = 1)", rows, cols, s.start[rows]);
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
    check_csr(&one, (float[]){INFINITY, 3, NAN}, 1, "what is not stored is not multiplied: 0 times infinity would be NaN");
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
               {3, 4, 1, {0, 100000000, 2, 3}, {0, 1, 2, 3}, "start falls; until all of it is known to be right, read no column"},
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
        ExCsr m = {bad[k].rows, bad[k].cols, grade_input(s, sizeof bad[k].start), grade_input(c, sizeof bad[k].col), value};
        grade_call("ex_csr_product(rows = %d, cols = %d, start = {%d, %d, %d, %d}, col = {%d, %d, %d}, n = %d)", m.rows,
                   m.cols, s[0], s[1], s[2], s[3], c[0], c[1], c[2], bad[k].n);
        grade_int(ex_csr_product(&m, x, bad[k].n, y), -1, bad[k].likely);
        grade_true(y[0] >= 7 && y[1] >= 7 && y[2] >= 7, "y left as it was",
                   "y was written before the whole matrix had been looked at");
    }
}

/* ---- ex_remove_neurons */

static float relu(float x) { return x > 0 ? x : 0; }

/* What the MLP puts out; neurons that are not kept (keep may be NULL) put out their mean, or 0. */
static void forward(const float *w1, const float *b1, const float *w2, const float *b2, const float *mean,
                    const int *keep, int K, int H, int M, const float *x, float *y)
{
    for (int m = 0; m < M; m++) {
        double sum = (double)b2[m];
        for (int h = 0; h < H; h++) {
            double z = (double)b1[h];
            for (int k = 0; k < K; k++)
                z += (double)w1[h * K + k] * (double)x[k];
            double out = !keep || keep[h] ? (double)relu((float)z) : mean ? (double)mean[h] : 0;
            sum += (double)w2[m * H + h] * out;
        }
        y[m] = (float)sum;
    }
}

static void check_removal(int K, int H, int M, const int *keep, int with_mean, unsigned long seed)
{
    float w1[MOST], b1[64], w2[MOST], b2[64], mean[64];
    randomise(w1, H * K, seed), randomise(b1, H, seed + 1), randomise(w2, M * H, seed + 2);
    randomise(b2, M, seed + 3), randomise(mean, H, seed + 4);
    int left = 0, at = 0;
    for (int h = 0; h < H; h++)
        left += keep[h] != 0;
    float *new1 = grade_floats((size_t)(left * K)), *c1 = grade_floats((size_t)left);
    float *new2 = grade_floats((size_t)(M * left)), *c2 = grade_floats((size_t)M), want[MOST], turned[MOST];
    int got = ex_remove_neurons(given(w1, H * K), given(b1, H), given(w2, M * H), given(b2, M),
                                with_mean ? given(mean, H) : NULL, grade_input(keep, (size_t)H * sizeof *keep), K, H, M,
                                new1, c1, new2, c2);
    grade_int(got, left, "returns how many neurons stay");
    for (int h = 0; h < H; h++)
        if (keep[h])
            memcpy(want + at++ * K, w1 + h * K, (size_t)K * sizeof *want);
    grade_array(new1, want, (size_t)(left * K), 0, "new1 has the rows of w1 that stay, one after the other");
    for (int h = at = 0; h < H; h++)
        if (keep[h])
            want[at++] = b1[h];
    grade_array(c1, want, (size_t)left, 0, "a neuron takes its bias with it");
    for (int h = at = 0; h < H; h++)
        if (keep[h]) {
            for (int m = 0; m < M; m++)
                want[m * left + at] = w2[m * H + h], turned[m + at * M] = w2[m * H + h];
            at++;
        }
    int is_turned = same(new2, turned, M * left);
    int is_first = 1;
    for (int m = 0; m < M; m++)
        is_first &= same(new2 + m * left, w2 + m * H, left);
    grade_array(new2, want, (size_t)(M * left), 0,
                is_turned  ? "new2 is (M,L): its rows are L long; this is its transpose"
                : is_first ? "those are the first columns of w2: the columns of the neurons that stay are wanted"
                           : "a neuron is a row of w1, and a column of w2; rows of new2 are L long, not H");
    float x[64], y[64], wanted[64];
    randomise(x, K, seed + 5);
    forward(w1, b1, w2, b2, with_mean ? mean : NULL, keep, K, H, M, x, wanted);
    forward(new1, c1, new2, c2, NULL, NULL, K, left, M, x, y);
    grade_array(y, wanted, (size_t)M, 1e-4,
                !with_mean          ? "c2 is b2, as it was"
                : same(c2, b2, M) ? "c2 is b2 as it was: the neurons that went took their mean with them"
                                    : "c2 = b2 + sum of w2[m][h] * mean[h] over the neurons that go, and no others");
}

GRADE(ex_remove_neurons, smaller_matrices, 1, "Whole units")
{
    grade_call("ex_remove_neurons(random, mean = NULL, keep = {1, 0, 1, 1}, K = 3, H = 4, M = 2)");
    check_removal(3, 4, 2, (int[]){1, 0, 1, 1}, 0, 10);
    gsl_rng *choice = gsl_rng_alloc(gsl_rng_taus);
    for (int k = 1; k < 15; k++) {
        int keep[64], H = 2 + 2 * k;
        for (int h = 0; h < H; h++)
            keep[h] = h == k % H ? 5 : gsl_rng_uniform(choice) < 0.5;
        grade_call("ex_remove_neurons(random, mean = NULL, random keep, K = %d, H = %d, M = %d)", 1 + k % 6, H, 1 + k % 4);
        check_removal(1 + k % 6, H, 1 + k % 4, keep, 0, 20 + (unsigned long)k);
    }
    gsl_rng_free(choice);
}

GRADE(ex_remove_neurons, what_they_said_on_average, 1, "Whole units")
{
    grade_call("ex_remove_neurons(random, random mean, keep = {0, 1, 0}, K = 2, H = 3, M = 2)");
    check_removal(2, 3, 2, (int[]){0, 1, 0}, 1, 50);
    grade_call("ex_remove_neurons(random, random mean, keep = {1, 1, 1}, K = 2, H = 3, M = 4)");
    check_removal(2, 3, 4, (int[]){1, 1, 1}, 1, 60);
    gsl_rng *choice = gsl_rng_alloc(gsl_rng_taus);
    for (int k = 1; k < 10; k++) {
        int keep[64], H = 3 * k;
        for (int h = 0; h < H; h++)
            keep[h] = h == 0 || gsl_rng_uniform(choice) < 0.4;
        grade_call("ex_remove_neurons(random, random mean, random keep, K = %d, H = %d, M = %d)", k, H, 2 * k);
        check_removal(k, H, 2 * k, keep, 1, 70 + (unsigned long)k);
    }
    gsl_rng_free(choice);
    float w[4] = {1, 2, 3, 4}, out[4] = {7, 7, 7, 7};
    grade_call("ex_remove_neurons(keep = {0, 0}, K = 2, H = 2, M = 2)");
    grade_int(ex_remove_neurons(w, w, w, w, w, (int[]){0, 0}, 2, 2, 2, out, out, out, out), -1, "no neuron would stay");
    for (int bad = 0; bad < 3; bad++) {
        int K = bad == 0 ? 0 : 2, H = bad == 1 ? 0 : 2, M = bad == 2 ? 0 : 2;
        grade_call("ex_remove_neurons(keep = {1, 1}, K = %d, H = %d, M = %d)", K, H, M);
        grade_int(ex_remove_neurons(w, w, w, w, w, (int[]){1, 1}, K, H, M, out, out, out, out), -1, "each is at least 1");
    }
    grade_true(out[0] >= 7 && out[1] >= 7 && out[2] >= 7 && out[3] >= 7, "nothing written",
               "something was written although there is no answer");
}
