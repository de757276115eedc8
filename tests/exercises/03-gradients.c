/* Graded tests of chapter 03. References are computed here in double, and for the network by gsl_deriv_central. */
#include "03-gradients.h"

#include <gsl/gsl_deriv.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "grade.h"

enum { MOST = 4096 };

static void randomise(float *x, int n, unsigned long seed)
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(rng, seed);
    for (int i = 0; i < n; i++)
        x[i] = (float)(2 * gsl_rng_uniform(rng) - 1);
    gsl_rng_free(rng);
}

/* A gradient array that holds something already. */
static float *holding(const float *start, int n)
{
    float *x = grade_floats((size_t)n);
    memcpy(x, start, (size_t)n * sizeof *x);
    return x;
}

static const float *given(const float *x, int n)
{
    return grade_input(x, (size_t)n * sizeof *x);
}

static int agree(const float *got, const double *want, int n)
{
    for (int i = 0; i < n; i++)
        if (!(fabs((double)got[i] - want[i]) < 1e-4 * (1 + fabs(want[i]))))
            return 0;
    return 1;
}

/* Checks start + added; says whether only `added` came back, or nothing. */
static void check_added(const float *got, const float *start, const double *added, int n, const char *likely)
{
    float want[MOST];
    double first[MOST];
    for (int i = 0; i < n; i++) {
        want[i] = (float)((double)start[i] + added[i]);
        first[i] = (double)start[i];
    }
    if (agree(got, added, n))
        likely = "the gradient was written over what the array held; add to it";
    else if (agree(got, first, n))
        likely = "nothing was added";
    grade_array(got, want, (size_t)n, 1e-4, likely);
}

/* ---- ex_tanh_backward */

GRADE(ex_tanh_backward, adds_the_slope, 1, "On paper")
{
    enum { N = 5 };
    static const float y[N] = {0, 0.5f, -0.5f, 0.8f, -1}, dy[N] = {1, 2, -2, 10, 3}, start[N] = {1, 1, 1, 0, -2};
    double added[N], of_x[N], without[N];
    for (int i = 0; i < N; i++) {
        double s = (double)y[i], g = (double)dy[i];
        added[i] = (1 - s * s) * g;
        of_x[i] = (1 - tanh(s) * tanh(s)) * g + (double)start[i];
        without[i] = 1 - s * s + (double)start[i];
    }
    float *dx = holding(start, N);
    grade_call("ex_tanh_backward(y = {0, 0.5, -0.5, 0.8, -1}, dy = {1, 2, -2, 10, 3}, dx = {1, 1, 1, 0, -2}, n = 5)");
    ex_tanh_backward(given(y, N), given(dy, N), dx, N);
    check_added(dx, start, added, N, agree(dx, of_x, N)      ? "y is tanh x already; do not take tanh of it again"
                                     : agree(dx, without, N) ? "the slope is right; multiply it by dy"
                                                             : "the slope of tanh is 1 - tanh²");
}

GRADE(ex_tanh_backward, near_one, 1, "By differences")
{
    for (int i = 0; i <= 400; i++) { /* first where the loss is plainest */
        float y = i ? (i % 2 ? -1 : 1) * (1 - ldexpf(1 + (float)i / 400, -10 - i / 41)) : 0.99983f;
        float dy = 1e5f, *dx = grade_floats(1);
        double slope = (1 - fabs((double)y)) * (1 + fabs((double)y)), want = slope * (double)dy;
        dx[0] = 0;
        grade_call("ex_tanh_backward(y = {%.9g}, dy = {100000}, dx = {0}, n = 1)", (double)y);
        ex_tanh_backward(given(&y, 1), given(&dy, 1), dx, 1);
        grade_near((double)dx[0], want, 1e-5 * want,
                   "y * y was rounded to a float before it was subtracted from 1: how else can 1 - y² be written?");
    }
}

/* ---- ex_matmul_backward */

enum { N = 4, K = 3, M = 5 };

static void product_gradients(const float *a, const float *b, const float *dy, double *da, double *db, int n, int k,
                              int m)
{
    memset(da, 0, (size_t)(n * k) * sizeof *da);
    memset(db, 0, (size_t)(k * m) * sizeof *db);
    for (int i = 0; i < n * k; i++)
        for (int j = 0; j < m; j++)
            da[i] += (double)dy[i / k * m + j] * (double)b[i % k * m + j];
    for (int i = 0; i < k * m; i++)
        for (int r = 0; r < n; r++)
            db[i] += (double)a[r * k + i / m] * (double)dy[r * m + i % m];
}

typedef struct {
    const float *a, *b, *dy, *start; /* start: what da and db hold before, one after the other */
    int n, k, m;
} Product;

static void check_product(Product c, int want_a, int want_b)
{
    double da[N * K], db[K * M];
    int na = c.n * c.k, nb = c.k * c.m;
    product_gradients(c.a, c.b, c.dy, da, db, c.n, c.k, c.m);
    float *got_a = want_a ? holding(c.start, na) : NULL, *got_b = want_b ? holding(c.start + na, nb) : NULL;
    ex_matmul_backward(given(c.a, na), given(c.b, nb), given(c.dy, c.n * c.m), got_a, got_b, c.n, c.k, c.m);
    if (want_a)
        check_added(got_a, c.start, da, na, "a[i,p] enters y[i,j] for every j, each time multiplied by b[p,j]");
    if (want_b)
        check_added(got_b, c.start + na, db, nb, "b[p,j] enters y[i,j] for every i, each time multiplied by a[i,p]");
}

/* Small whole numbers, to be done again by hand. */
static void small_product(int want_a, int want_b)
{
    static const float a[] = {1, 2, 3, 4}, b[] = {5, 6}, dy[] = {1, 10}, start[] = {100, 200, 300, 400, 500, 600};
    grade_call("ex_matmul_backward(a = {1, 2, 3, 4}, b = {5, 6}, dy = {1, 10}, da = %s, db = %s, n = 2, k = 2, m = 1)",
               want_a ? "{100, 200, 300, 400}" : "NULL", want_b ? "{500, 600}" : "NULL");
    check_product((Product){a, b, dy, start, 2, 2, 1}, want_a, want_b);
}

static void random_product(int want_a, int want_b)
{
    float a[N * K], b[K * M], dy[N * M], start[N * K + K * M];
    randomise(a, N * K, 1), randomise(b, K * M, 2), randomise(dy, N * M, 3), randomise(start, N * K + K * M, 4);
    grade_call("ex_matmul_backward(random a (4,3), b (3,5), dy (4,5), da%s, db%s, n = 4, k = 3, m = 5)",
               want_a ? "" : " = NULL", want_b ? "" : " = NULL");
    check_product((Product){a, b, dy, start, N, K, M}, want_a, want_b);
}

GRADE(ex_matmul_backward, of_a, 1, "A network")
{
    small_product(1, 0);
    random_product(1, 0);
}

GRADE(ex_matmul_backward, of_b, 1, "A network")
{
    small_product(0, 1);
    random_product(0, 1);
}

GRADE(ex_matmul_backward, both_and_a_square, 1, "A network")
{
    random_product(1, 1);
    float a[9], dy[9], start[9];
    double da[9], db[9], sum[9], first[9], second[9];
    randomise(a, 9, 5), randomise(dy, 9, 6), randomise(start, 9, 7);
    product_gradients(a, a, dy, da, db, 3, 3, 3);
    for (int i = 0; i < 9; i++)
        sum[i] = da[i] + db[i], first[i] = (double)start[i] + da[i], second[i] = (double)start[i] + db[i];
    const float *same = given(a, 9);
    float *got = holding(start, 9);
    grade_call("ex_matmul_backward(a, a, dy, da, da, 3, 3, 3), a random: the gradient of Y = A A");
    ex_matmul_backward(same, same, given(dy, 9), got, got, 3, 3, 3);
    check_added(got, start, sum, 9,
                agree(got, first, 9) || agree(got, second, 9) ? "only one of the two shares arrived; both must be added"
                                                              : "A is used twice, and both shares must be added");
}

/* ---- ex_bias_backward */

GRADE(ex_bias_backward, adds_the_rows, 1, "A network")
{
    enum { ROWS = 6, COLS = 4 };
    float dy[ROWS * COLS], start[COLS] = {1, -1, 0.5f, 2};
    double added[COLS] = {0}, mean[COLS];
    randomise(dy, ROWS * COLS, 8);
    for (int i = 0; i < ROWS * COLS; i++)
        added[i % COLS] += (double)dy[i];
    for (int j = 0; j < COLS; j++)
        mean[j] = (double)start[j] + added[j] / ROWS;
    float *db = holding(start, COLS);
    grade_call("ex_bias_backward(random dy (6,4), db = {1, -1, 0.5, 2}, rows = 6, n = 4)");
    ex_bias_backward(given(dy, ROWS * COLS), db, ROWS, COLS);
    check_added(db, start, added, COLS, agree(db, mean, COLS) ? "this is the mean over the rows; b[j] gets the sum"
                                                              : "b[j] was added to element j of every row");
}

GRADE(ex_bias_backward, a_million_rows, 1, "A network")
{
    enum { ROWS = 1000000 };
    float *dy = grade_floats(2 * ROWS), *db = grade_floats(2);
    for (int r = 0; r < ROWS; r++)
        dy[2 * r] = 0.1f, dy[2 * r + 1] = r % 2 ? 0.3f : -0.1f;
    db[0] = 5, db[1] = -5;
    grade_call("ex_bias_backward(dy = {0.1, -0.1, 0.1, 0.3, 0.1, -0.1, …}, db = {5, -5}, rows = 1000000, n = 2)");
    ex_bias_backward(dy, db, ROWS, 2);
    const char *likely = "a sum of a million floats, kept in a float, rounds at every step; keep it in a double";
    grade_near((double)db[0], 100005, 5, likely);
    grade_near((double)db[1], 99995, 5, likely);
}

/* ---- ex_network_backward */

typedef struct {
    const float *x, *w, *b;
    int n, d, h, which, at; /* which: 0 w, 1 b; 2: w's first use alone, 3: its second */
} Network;

static double network_loss(double value, void *context)
{
    const Network *c = context;
    double loss = 0;
    for (int r = 0; r < c->n; r++) {
        double hidden[16];
        for (int j = 0; j < c->h; j++) {
            hidden[j] = c->which == 1 && c->at == j ? value : (double)c->b[j];
            for (int i = 0; i < c->d; i++)
                hidden[j] += (double)c->x[r * c->d + i] * ((c->which == 0 || c->which == 2) && c->at == i * c->h + j
                                                               ? value
                                                               : (double)c->w[i * c->h + j]);
            hidden[j] = tanh(hidden[j]);
        }
        for (int i = 0; i < c->d; i++) {
            double miss = -(double)c->x[r * c->d + i];
            for (int j = 0; j < c->h; j++)
                miss += hidden[j] * ((c->which == 0 || c->which == 3) && c->at == i * c->h + j
                                         ? value
                                         : (double)c->w[i * c->h + j]);
            loss += miss * miss / (c->n * c->d);
        }
    }
    return loss;
}

static double slope(Network c, int which, int at)
{
    double result, error;
    c.which = which, c.at = at;
    gsl_function f = {network_loss, &c};
    gsl_deriv_central(&f, (double)(which == 1 ? c.b : c.w)[at], 1e-3, &result, &error);
    return result;
}

/* What is wrong with all of a gradient at once, or `likely`. */
static const char *diagnosis(const float *got, const float *start, const double *added, int size, Network c,
                             const char *likely)
{
    struct {
        double times;
        const char *likely;
    } suspect[] = {
        {0.5, "this is half of the gradient: e² has the slope 2 e"},
        {-1, "the sign is wrong: the error is out - x, and its gradient is 2 (out - x) over n d"},
        {c.n * c.d, "L is a mean over n d elements, so its gradient is divided by n d, too"},
        {c.n, "the gradient is divided by d only; L is a mean over n d elements"},
        {c.d, "the gradient is divided by n only; L is a mean over n d elements"},
    };
    for (int i = 0; i < size; i++)
        if (isnan(got[i]))
            return "was memory read before it was written? malloc does not clear it";
    for (size_t k = 0; k < sizeof suspect / sizeof *suspect; k++) {
        double wrong[64];
        for (int i = 0; i < size; i++)
            wrong[i] = (double)start[i] + suspect[k].times * added[i];
        if (suspect[k].times != 1 && agree(got, wrong, size))
            return suspect[k].likely;
    }
    return likely;
}

enum { LOSS = 1, BIAS = 2, WEIGHTS = 4 };

/* One call, of which `what` is checked: the gradients by differences. `called` says what was called; it
 * becomes "db of …" and "dw of …". The arrays hold start_w and start_b before. */
static void check_network(const char *called, Network c, const float *start_w, const float *start_b, int what)
{
    int nw = c.d * c.h;
    float *dw = holding(start_w, nw), *db = holding(start_b, c.h);
    double added[64], first[64], second[64];
    grade_call("%s", called);
    double loss = ex_network_backward(given(c.x, c.n * c.d), given(c.w, nw), given(c.b, c.h), c.n, c.d, c.h, dw, db);
    if (what & LOSS) {
        c.which = -1;
        double want = network_loss(0, &c);
        grade_suspect(want * c.n * c.d, "this is the sum of the squares; L is their mean over all n d elements");
        grade_suspect(want * c.n, "this is the sum over the rows; L is the mean over all n d elements");
        grade_suspect(want * c.d, "this is the mean over the rows only; L is the mean over all n d elements");
        grade_suspect(want / 2, "there is no factor 1/2 in L");
        grade_near(loss, want, 1e-5, "the loss itself is wrong, before any gradient");
    }
    if (what & BIAS) {
        for (int i = 0; i < c.h; i++)
            added[i] = slope(c, 1, i);
        grade_call("db of %s", called);
        check_added(db, start_b, added, c.h,
                    diagnosis(db, start_b, added, c.h, c, "db sums dL/du over the rows, where hidden = tanh(u)"));
    }
    if (what & WEIGHTS) {
        for (int i = 0; i < nw; i++) {
            added[i] = slope(c, 0, i);
            first[i] = (double)start_w[i] + slope(c, 2, i);
            second[i] = (double)start_w[i] + slope(c, 3, i);
        }
        const char *likely = agree(dw, first, nw)    ? "this is the share of x w alone; w is used again in hidden wT"
                             : agree(dw, second, nw) ? "this is the share of hidden wT alone; w was used before, in x w"
                                                     : "dw has two shares: one from x w, one from hidden wT";
        grade_call("dw of %s", called);
        check_added(dw, start_w, added, nw, diagnosis(dw, start_w, added, nw, c, likely));
    }
    grade_call("%s", called); /* what a leak is told of */
}

GRADE(ex_network_backward, one_number, 1, "On the tape")
{
    static const float x = 1, w = 0.5f, b = 0.25f, dw = 10, db = 20;
    check_network("ex_network_backward(x = {1}, w = {0.5}, b = {0.25}, n = 1, d = 1, h = 1, dw = {10}, db = {20})",
                  (Network){&x, &w, &b, 1, 1, 1, 0, 0}, &dw, &db, LOSS | BIAS | WEIGHTS);
}

static void random_network(int what)
{
    float x[7 * 4], w[4 * 3], b[3], start_w[4 * 3], start_b[3];
    randomise(x, 28, 10), randomise(w, 12, 11), randomise(b, 3, 12);
    randomise(start_w, 12, 9), randomise(start_b, 3, 13);
    check_network("ex_network_backward(random x (7,4), w (4,3), b (3), n = 7, d = 4, h = 3, random dw and db)",
                  (Network){x, w, b, 7, 4, 3, 0, 0}, start_w, start_b, LOSS | what);
}

GRADE(ex_network_backward, bias, 1, "A network")
{
    random_network(BIAS);
}

GRADE(ex_network_backward, weights_used_twice, 1, "What goes wrong")
{
    random_network(WEIGHTS);
}
