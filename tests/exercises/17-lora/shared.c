/* Cases for ex_adapter, ex_adapter_backward and ex_merge, right or wrong in a known way. The reference sums every
 * product in long double. */
#include "17-lora.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdio.h>

#include "grade.h"
#include "shared.h"

static void randomise(float *x, int n)
{
    static gsl_rng *rng; /* of this process, which holds one test */
    if (!rng)
        rng = gsl_rng_alloc(gsl_rng_mt19937);
    for (int i = 0; i < n; i++)
        x[i] = (float)gsl_ran_gaussian_ziggurat(rng, 1);
}

static const float *random_input(int n)
{
    float *x = zeros(n);
    randomise(x, n);
    const float *copy = given(x, n);
    free(x);
    return copy;
}

static const int OUTPUTS[] = {2, 3, 1};
static const double ERROR[] = {1e-5, 1e-4, 2.7e-7}; /* of the sizes; the last with the reference's rounding */
static const char *const OUTPUT[][MOST] = {{"h", "y"}, {"da", "db", "dx"}, {"w"}};
static const char *const FORMULA[][MOST] = {
    {"h[i,j] is row i of x times row j of a", "y[i,m] grows by alpha/r times the sum over j of h[i,j] b[m,j]"},
    {"da[j,k] grows by the sum over i of (alpha/r) (dy b)[i,j] x[i,k]",
     "db[m,j] grows by alpha/r times the sum over i of dy[i,m] h[i,j]",
     "dx[i,k] grows by the sum over j of (alpha/r) (dy b)[i,j] a[j,k]"},
    {"w[m,k] changes by alpha/r times the sum over j of b[m,j] a[j,k]"}};

typedef enum {
    NONE, SIZES /* sums of sizes, for tolerances */, NO_FACTOR, NO_RANK, NO_ALPHA, UPSIDE_DOWN, TWICE, FACTOR_IN_H,
    A_TURNED, B_TURNED, TRANSPOSED, REPLACES, MINUS, FIRST_ROW, FIRST_H, LAST_ROW, LAST_MISSING, FROM_H, FROM_DH, SLIPS
} Slip;
static const char *const SLIP[SLIPS] = {
    [NO_FACTOR] = "the factor alpha/r is missing",
    [NO_RANK] = "the factor is alpha/r: the division by r is missing",
    [NO_ALPHA] = "the factor is alpha/r: alpha is missing",
    [UPSIDE_DOWN] = "the factor is alpha/r, not r/alpha",
    [TWICE] = "the factor alpha/r counts once",
    [FACTOR_IN_H] = "the factor alpha/r belongs to y: h is x aᵀ alone, as the backward wants it",
    [A_TURNED] = "a is (r,K): its element (j,k) is a[j * K + k]",
    [B_TURNED] = "b is (M,r): its element (m,j) is b[m * r + j]",
    [TRANSPOSED] = "the right numbers, but written as the transpose: w is (M,K), a and da (r,K), b and db (M,r)",
    [REPLACES] = "what stands there is added to, not replaced",
    [MINUS] = "the sign is wrong: gradients are added; ΔW is added if in is 1, subtracted if it is 0",
    [FIRST_ROW] = "all rows took the first of x and dy: row i begins at x[i * K] and dy[i * M]",
    [FIRST_H] = "all rows took the first of h: row i begins at h[i * r]",
    [LAST_ROW] = "only the last term of the sum is left: = where += was meant",
    [LAST_MISSING] = "the last of the r terms is missing",
    [FROM_H] = "h went into da: what flows back there is (alpha/r) dy b, (N,r)",
    [FROM_DH] = "(alpha/r) dy b went into db: there dy meets h"};

/* An element (i,j) stands at p[i * down + j * right]: so a transpose is a view, and a batch of one row, too. */
typedef struct {
    const float *p;
    int down, right;
} View;

static void add_product(Slip s, View left, View right, int rows, int terms, int cols, double factor, float *out)
{
    for (int row = 0; row < rows; row++)
        for (int col = 0; col < cols; col++) {
            long double sum = 0;
            for (int t = 0; t < terms; t++) {
                long double term = (long double)factor * left.p[row * left.down + t * left.right] *
                                   right.p[t * right.down + col * right.right];
                sum += s == SIZES ? fabsl(term) : s == MINUS ? -term : term;
            }
            float *to = out + (s == TRANSPOSED ? col * rows + row : row * cols + col);
            *to = (float)(s == REPLACES || s == LAST_ROW ? sum : *to + sum);
        }
}

/* Adds to out what belongs there, or what comes of a slip. */
static void reference(const Case *c, Slip s, float *const *out)
{
    int N = c->N, K = c->K, M = c->M, r = c->r, first = s == FIRST_ROW, terms = r - (s == LAST_MISSING && r > 0);
    double q = r ? (double)c->alpha / r : 0;
    double f = s == NO_FACTOR ? 1 : s == NO_RANK ? (double)c->alpha : s == NO_ALPHA ? 1.0 / (r ? r : 1)
               : s == UPSIDE_DOWN ? 1 / q : s == TWICE ? q * q : q;
    View x = {c->x, first ? 0 : K, 1}, dy = {c->dy, first ? 0 : M, 1};
    View a = s == A_TURNED ? (View){c->a, 1, r} : (View){c->a, K, 1};
    View b = s == B_TURNED ? (View){c->b, 1, M} : (View){c->b, r, 1};
    Slip plain = s == SIZES ? SIZES : NONE; /* what is between has no slips of its own */
    int last = s == LAST_ROW ? N - 1 : 0, last_term = s == LAST_ROW && r > 0 ? r - 1 : 0;
    if (c->what == FORWARD) {
        add_product(plain, x, (View){a.p, a.right, a.down}, N, K, r, s == FACTOR_IN_H ? q : 1, out[H]);
        add_product(s, (View){out[H], r, 1}, (View){b.p, b.right, b.down}, N, terms, M, f, out[Y]);
    } else if (c->what == BACKWARD) {
        float *dh = zeros(N * r);
        add_product(plain, dy, b, N, M, r, f, dh);
        const float *to_a = s == FROM_H ? c->h : dh, *to_b = s == FROM_DH ? dh : c->h;
        add_product(s, (View){to_a + last * r, 1, r}, (View){x.p + last * x.down, x.down, 1}, r, N - last, K,
                    s == FROM_H ? f : 1, out[DA]);
        add_product(s, (View){dy.p + last * dy.down, 1, dy.down}, (View){to_b + last * r, s == FIRST_H ? 0 : r, 1}, M,
                    N - last, r, s == FROM_DH ? 1 : f, out[DB]);
        a.p += last_term * a.down;
        add_product(s == TRANSPOSED ? NONE : s, (View){dh + last_term, r, 1}, a, N, terms - last_term, K, 1, out[DX]);
        free(dh);
    } else {
        add_product(s, b, a, M, terms, K, c->in ? f : -f, out[0]);
    }
}

/* h is what the forward writes for these x. */
static void complete(Case *c)
{
    Case before = *c;
    float *h = zeros(c->N * c->r), *y = zeros(c->N * c->M);
    before.what = FORWARD;
    reference(&before, NONE, (float *[]){h, y});
    c->h = given(h, c->N * c->r), c->dy = c->dy ? c->dy : random_input(c->N * c->M);
    free(h), free(y);
}

Case case_make(What what, int N, int K, int M, int r, float alpha)
{
    Case c = {.what = what, .N = N, .K = K, .M = M, .r = r, .in = 1, .alpha = alpha};
    c.x = random_input(N * K), c.a = random_input(r * K), c.b = random_input(M * r);
    if (what == BACKWARD)
        complete(&c);
    int used = what == MERGE ? 0 : snprintf(c.text, sizeof c.text, "N = %d, ", N);
    snprintf(c.text + used, sizeof c.text - (size_t)used, "K = %d, M = %d, r = %d, alpha = %g, random numbers", K, M, r,
             (double)alpha);
    return c;
}

int case_output_size(const Case *c, int o)
{
    const int size[][MOST] = {{c->N * c->r, c->N * c->M}, {c->r * c->K, c->M * c->r, c->N * c->K}, {c->M * c->K}};
    return size[c->what][o];
}

static const char *slip_in(const Case *c, int o, const float *got, float *const *old, const float *want,
                           double tolerance)
{
    int n = case_output_size(c, o);
    for (Slip s = NO_FACTOR; s < SLIPS && !same(got, old[o], n, 0); s++) {
        float *wrong[MOST] = {0};
        for (int i = 0; i < OUTPUTS[c->what]; i++)
            wrong[i] = copy_of(old[i], case_output_size(c, i));
        reference(c, s, wrong);
        if (same(got, wrong[o], n, tolerance) && !same(wrong[o], want, n, tolerance))
            return SLIP[s];
        for (int i = 0; i < MOST; i++)
            free(wrong[i]);
    }
    return same(got, old[o], n, 0) ? "nothing was added there" : FORMULA[c->what][o];
}

int case_call(const Case *c, float *const *out, int *state)
{
    if (c->what == FORWARD)
        return ex_adapter(c->x, c->a, c->b, c->N, c->K, c->M, c->r, c->alpha, out[H], out[Y]);
    if (c->what == BACKWARD)
        return ex_adapter_backward(c->x, c->h, c->a, c->b, c->dy, c->N, c->K, c->M, c->r, c->alpha, out[DA], out[DB],
                                   out[DX]);
    return ex_merge(out[0], c->a, c->b, c->M, c->K, c->r, c->alpha, c->in, state);
}

void case_describe(const Case *c, int wanted, int state, char *text, size_t size)
{
    if (c->what == FORWARD)
        snprintf(text, size, "ex_adapter(%s)", c->text);
    else if (c->what == BACKWARD)
        snprintf(text, size, "ex_adapter_backward(%s%s%s%s)", c->text, wanted & 1 ? "" : "; da = NULL",
                 wanted & 2 ? "" : "; db = NULL", wanted & 4 ? "" : "; dx = NULL");
    else
        snprintf(text, size, "ex_merge(%s, in = %d, *merged = %d)", c->text, c->in, state);
}

void case_check(const Case *c, int wanted, const char *likely)
{
    float *got[MOST] = {0}, *old[MOST] = {0}, *want[MOST] = {0}, *size[MOST] = {0};
    int state = !c->in, count = OUTPUTS[c->what];
    char called[300];
    case_describe(c, wanted, state, called, sizeof called);
    for (int o = 0; o < count; o++) {
        int n = case_output_size(c, o), fresh = c->what == FORWARD && o == H;
        got[o] = !(wanted >> o & 1) ? NULL : c->w ? c->w : fresh ? grade_floats((size_t)n) : begun(n);
        old[o] = got[o] && !fresh ? copy_of(got[o], n) : zeros(n);
        want[o] = copy_of(old[o], n), size[o] = zeros(n);
        for (int i = 0; i < n; i++)
            size[o][i] = fabsf(old[o][i]);
    }
    reference(c, NONE, want), reference(c, SIZES, size);
    grade_call("%s", called);
    grade_int(case_call(c, got, &state), 0,
              c->K == WIDE ? "-1 is for sizes below 1: where ΔW is not made, there is memory enough"
                           : "-1 is for sizes below 1 only (and *merged): r = 0 is allowed, and r above M and K");
    for (int o = 0; o < count; o++) {
        int n = case_output_size(c, o);
        double tolerance = 0;
        for (int i = 0; i < n; i++)
            tolerance = fmax(tolerance, ERROR[c->what] * (double)size[o][i]);
        grade_call("%s after %s", OUTPUT[c->what][o], called);
        if (got[o] && !same(got[o], want[o], n, tolerance))
            grade_array(got[o], want[o], (size_t)n, tolerance,
                        likely ? likely : slip_in(c, o, got[o], old, want[o], tolerance));
    }
    grade_call("*merged after %s", called);
    if (c->what == MERGE)
        grade_int(state, c->in, "*merged records what was done: else nobody notices the second merge");
}

void case_check_many(What what, int wanted)
{
    static const float x[] = {1, 2, 3, 0}, a[] = {1, 0, 2, 1}, b[] = {1, 2, 0, 1}, dy[] = {1, 0, 0, 2};
    Case c = {what, 2, 2, 2, 2, 1, 6, x, a, b, NULL, dy, NULL, ""};
    complete(&c);
    snprintf(c.text, sizeof c.text, "%sa = {{1, 0}, {2, 1}}, b = {{1, 2}, {0, 1}}, %salpha = 6, %s {{1, 2}, {3, 4}}",
             what == MERGE ? "" : "x = {{1, 2}, {3, 0}}, ", what == BACKWARD ? "dy = {{1, 0}, {0, 2}}, " : "",
             what == FORWARD ? "y =" : what == MERGE ? "w =" : "gradients so far");
    case_check(&c, wanted, NULL);
    for (int k = 1; k < 12; k++) {
        c = case_make(what, 1 + k % 4, 1 + 3 * k % 13, 2 + 5 * k % 11, 1 + k % 5, 0.5f + (float)(7 * k % 9));
        case_check(&c, wanted, NULL);
    }
    c = case_make(what, 3, 4, 5, 9, 3); /* a rank above the full one */
    case_check(&c, wanted, NULL);
    c = case_make(what, 2, 6, 6, 2, -1);
    case_check(&c, wanted, NULL);
}

void case_check_edges(What what, int wanted)
{
    static const int bad[][4] = {{1, 0, 2, 1}, {1, 2, 0, 1}, {1, 2, 2, -1}, {1, -2, 2, 1}, {0, 2, 2, 1}, {-1, 2, 2, 1}};
    Case c = case_make(what, 2, 3, 4, 0, 8);
    case_check(&c, wanted, "rank 0 adds nothing: alpha/0 is infinite, and 0 times infinity NaN");
    for (int i = 0; i < (what == MERGE ? 4 : 6); i++) {
        float seven[MOST][4] = {{7, 7, 7, 7}, {7, 7, 7, 7}, {7, 7, 7, 7}}, *out[MOST] = {seven[0], seven[1], seven[2]};
        float in[4] = {1, 2, 3, 4};
        int state = 0;
        char called[300];
        c = (Case){what, bad[i][0], bad[i][1], bad[i][2], bad[i][3], 1, 1, in, in, in, in, in, NULL, ""};
        snprintf(c.text, sizeof c.text, "N = %d, K = %d, M = %d, r = %d, …", c.N, c.K, c.M, c.r);
        case_describe(&c, 7, state, called, sizeof called);
        grade_call("%s", called);
        grade_int(case_call(&c, out, &state), -1, "sizes below 1 and a rank below 0 are refused");
        for (int o = 0; o < MOST; o++)
            grade_true(same(seven[o], (float[]){7, 7, 7, 7}, 4, 0) && state == 0, "everything as it was",
                       "-1 says that nothing was written");
    }
}
