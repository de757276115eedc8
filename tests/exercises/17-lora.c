/* Graded tests of chapter 17. References are the definitions, in long double. */
#include "17-lora.h"

#include <gsl/gsl_randist.h>
#include <limits.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "grade.h"

enum { WIDE = 200000 };

static void randomise(float *x, int n)
{
    static gsl_rng *rng; /* of this process, which holds one test */
    if (!rng)
        rng = gsl_rng_alloc(gsl_rng_mt19937);
    for (int i = 0; i < n; i++)
        x[i] = (float)gsl_ran_gaussian_ziggurat(rng, 1);
}

static const float *given(const float *x, int n) { return grade_input(x, (size_t)n * sizeof *x); }

static float *zeros(int n) { return calloc((size_t)n + 1, sizeof(float)); }

static float *copy_of(const float *x, int n)
{
    return memcpy(zeros(n), x, (size_t)n * sizeof *x);
}

static const float *random_input(int n)
{
    float *x = zeros(n);
    randomise(x, n);
    const float *copy = given(x, n);
    free(x);
    return copy;
}

/* An array that the learner adds to, with something in it: 1, 2, 3 … */
static float *begun(int n)
{
    float *x = grade_floats((size_t)n);
    for (int i = 0; i < n; i++)
        x[i] = (float)(1 + i % 7);
    return x;
}

/* ---- ex_largest_rank */

static const char *rank_mistake(int M, int K, long got, long want)
{
    int64_t all = (int64_t)M * K, both = (int64_t)M + K;
    int smaller = M < K ? M : K, narrow = (int)((uint32_t)M * (uint32_t)K);
    if (all > INT_MAX && (got < 1 || got == narrow / both || got == (narrow - 1) / both))
        return "M K or M + K does not fit an int: multiply and add as int64_t";
    if (smaller == 1)
        return "beside a vector even rank 1 has more numbers: only r = 0 has fewer";
    return all > (int64_t)1 << 53 ? "M K has more digits than a double: divide as int64_t"
           : got == all / both && all % both == 0 ? "there a and b have just as many numbers as w: fewer is asked for"
           : got == smaller     ? "that is the rank of any matrix of this shape; a and b have r (M + K) numbers"
           : got == smaller / 2 ? "half of the smaller side is right for a square matrix only: r (M + K) < M K"
           : got == M - 1 || got == K - 1 || got == (M - 1) / 2 || got == (K - 1) / 2
               ? "a has r K numbers, b has M r: together r (M + K)"
           : got == want - 1     ? "one more still has fewer numbers: r (M + K) <= M K - 1"
                                 : "the largest r with r (M + K) < M K";
}

static void check_rank(int M, int K)
{
    long want = M < 1 || K < 1 ? -1 : (long)(((int64_t)M * K - 1) / ((int64_t)M + K));
    grade_call("ex_largest_rank(M = %d, K = %d)", M, K);
    long got = ex_largest_rank(M, K);
    grade_int(got, want, want < 0 ? "there is no such matrix: -1" : rank_mistake(M, K, got, want));
}

GRADE(ex_largest_rank, fewer_numbers, 1, "The idea")
{
    static const int sizes[][2] = {{768, 2304}, {768, 768}, {7, 7}, {6, 3}, {10, 40}, {0, 5}, {5, 0}, {-4, -4}, {0, 0},
                                   {50000, 50000}, {INT_MAX, INT_MAX}, {INT_MAX, 1}, {INT_MAX, 2114059269},
                                   {2147483646, 2076117120}};
    for (int M = 11; M > 0; M--)
        for (int K = 40; K > 0; K -= 3)
            check_rank(M, K);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        check_rank(sizes[i][0], sizes[i][1]);
}

/* ---- ex_effective_rank */

typedef enum { RIGHT, STRICT, VALUES, AS_GIVEN, SMALLEST, ONE_LESS, ONE_MORE, LEFT_SHARE, OF_LARGEST, WAYS } Way;
static const char *const WAY[WAYS] = {
    [RIGHT] = "the least k whose squares hold the share",
    [STRICT] = "reached exactly is enough: at least that share",
    [VALUES] = "the squares are summed, not the values",
    [AS_GIVEN] = "s comes in any order: the k largest, not the first k",
    [SMALLEST] = "the largest first: the least k is asked for",
    [ONE_LESS] = "one too few: the index of the last value that is needed is not yet how many they are",
    [ONE_MORE] = "one too many: the k before holds the share already",
    [LEFT_SHARE] = "`share` is what the k largest hold, not what is left out",
    [OF_LARGEST] = "a share of the sum of all squares, not a threshold below the largest value"};

static int falling(const void *p, const void *q)
{
    double a = *(const double *)p, b = *(const double *)q;
    return (a < b) - (a > b);
}

/* k, and unless left is NULL the share of the squares that the others hold. */
static int count_values(const double *s, int n, double share, Way way, long double *left)
{
    static double t[10000];
    memcpy(t, s, (size_t)n * sizeof *t);
    if (way != AS_GIVEN)
        qsort(t, (size_t)n, sizeof *t, falling);
    long double all = 0, held = 0, goal = way == LEFT_SHARE ? 1 - share : share;
    int k = 0, above = 0, high = 0;
    for (int i = 0; i < n; i++)
        all += way == VALUES ? t[i] : (long double)t[i] * t[i], above += t[i] > 0, high += t[i] >= share * t[0];
    for (; k < n && (way == STRICT ? held <= goal * all : held < goal * all); k++) {
        long double next = t[way == SMALLEST ? n - 1 - k : k];
        held += way == VALUES ? next : next * next;
    }
    k = way == OF_LARGEST ? high : way == RIGHT && share >= 1 ? above : k;
    for (int i = n - 1; left && i >= k; i--)
        *left += t[i] > 0 ? t[i] * t[i] / all : 0;
    return k - (way == ONE_LESS) + (way == ONE_MORE);
}

static int check_count(const char *s_text, const double *s, int n, double share, double *rest, const char *likely)
{
    int want = count_values(s, n, share, RIGHT, NULL);
    grade_call("ex_effective_rank(%s, n = %d, share = %g, &rest)", s_text, n, share);
    int got = ex_effective_rank(grade_input(s, (size_t)n * sizeof *s), n, share, rest);
    for (Way way = STRICT; way < WAYS && got != want && !likely; way++)
        if (got == count_values(s, n, share, way, NULL))
            likely = WAY[way];
    grade_int(got, want, likely ? likely : WAY[RIGHT]);
    return got;
}

static void check_rest(const char *s_text, const double *s, int n, double share, const char *likely)
{
    long double left = 0;
    double rest = -7, all = 0;
    int k = check_count(s_text, s, n, share, &rest, likely);
    count_values(s, n, share, RIGHT, &left);
    for (int i = 0; i < n; i++)
        all += s[i] * s[i];
    double want = (double)sqrtl(left);
    grade_call("*rest after ex_effective_rank(%s, n = %d, share = %g, &rest) returned %d, as it should", s_text, n,
               share, k);
    grade_suspect(-7, "it was not written");
    grade_suspect((double)left, "the root is missing: a share of squares is not yet a distance");
    grade_suspect(want * sqrt(all), "divide by the sum of all squares: rest has no unit");
    grade_suspect((double)left * all, "divide by the sum of all squares, and take the root");
    grade_suspect((double)sqrtl(1 - left), "the n - k others count, not the k largest");
    grade_suspect((double)(1 - sqrtl(1 - left)), "squares add up, sizes do not: that is 1 less a root");
    grade_suspect(2.0 / 6, "all the others count, not only the largest of them");
    if (!likely && fabs(rest - want) < 1e-2 * want + 1e-7)
        likely = "nearly: a difference of two sums, or a sum in float, loses its digits: add up what is left";
    grade_near(rest, want, 1e-9 * want, likely ? likely : "the root of: squares left out over all squares");
}

static const double NINE[] = {2, 6, 1, 3, 2, 2, 3, 5, 0}; /* 36, 25, 9, 9, 4, 4, 4, 1, 0 of 92; 4 values hold 0.8 */
#define NINE_TEXT "{2, 6, 1, 3, 2, 2, 3, 5, 0}"

GRADE(ex_effective_rank, how_many, 1, "What fine-tuning changed")
{
    double rest;
    check_count(NINE_TEXT, NINE, 9, 0.8, &rest, NULL);
    for (int share = 10; share < 100; share += 10)
        check_count(NINE_TEXT, NINE, 9, share / 100.0, &rest, NULL);
    check_count("{1, 1, 1, 1}", (double[]){1, 1, 1, 1}, 4, 0.5, &rest, NULL);
    check_count("{0, 4, 0, 4, 0}", (double[]){0, 4, 0, 4, 0}, 5, 0.9, &rest, NULL);
    check_count("{2e-30, 5e-30, 3e-30}", (double[]){2e-30, 5e-30, 3e-30}, 3, 0.8, &rest,
                "squares of 1e-30 are 0 in float, not in double");
    static double many[10000];
    for (int i = 0; i < 10000; i++)
        many[i * 7 % 10000] = exp(-i / 900.0) + 1e-3;
    for (int k = 1; k < 10; k++)
        check_count("values from 1 down to 0.001, mixed", many, 10000, k / 10.0, &rest, NULL);
}

GRADE(ex_effective_rank, the_rest, 1, "What fine-tuning changed")
{
    check_rest(NINE_TEXT, NINE, 9, 0.8, NULL);
    check_rest(NINE_TEXT, NINE, 9, 0.5, NULL);
    check_rest("{1e-7, 3e-8, 1}", (double[]){1e-7, 3e-8, 1}, 3, 0.9, NULL);
    check_rest(NINE_TEXT, NINE, 9, 0, "nothing is needed for a share of 0, and all is left: k = 0, rest = 1");
    check_rest(NINE_TEXT, NINE, 9, 1, "at share 1 all that are not 0, and nothing is left");
    check_rest("{1, 1e-9, 0, 1e-12}", (double[]){1, 1e-9, 0, 1e-12}, 4, 1,
               "at share 1 the number of those above 0: a sum that begins with 1 does not notice 1e-18");
    check_rest("{0.1, 0.1, 0.1, 0.1, 0.1, 0.1}", (double[]){0.1, 0.1, 0.1, 0.1, 0.1, 0.1}, 6, 1,
               "at share 1 all of them, however a sum of sixths was rounded");
    check_rest("{0, 0, 0}", (double[]){0, 0, 0}, 3, 0.9, "the sum of all is 0, and none needed for it; 0/0 is NaN");
    grade_call("ex_effective_rank(" NINE_TEXT ", n = 9, share = 0.8, rest = NULL)");
    grade_int(ex_effective_rank(NINE, 9, 0.8, NULL), 4, "rest may be NULL");
    static const struct { double s[3]; int n; double share; const char *likely; } bad[] = {
        {{1, NAN, 2}, 3, 0.5, "NaN is neither below 0 nor above: ask whether s[i] is right, not whether it is wrong"},
        {{1, 2, NAN}, 3, 0.1, "all s are looked at, also those that the share does not need"},
        {{1, -1, 2}, 3, 0.5, "no singular value is negative"}, {{1, INFINITY, 2}, 3, 0.5, "infinite: no share"},
        {{1, 2, 3}, 0, 0.5, "n is at least 1"}, {{1, 2, 3}, 3, -0.1, "a share lies within 0 … 1"},
        {{1, 2, 3}, 3, 1.1, "a share lies within 0 … 1"}, {{1, 2, 3}, 3, NAN, "NaN is not within 0 … 1"}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        double kept = 7;
        grade_call("ex_effective_rank({%g, %g, %g}, n = %d, share = %g, &rest)", bad[i].s[0], bad[i].s[1], bad[i].s[2],
                   bad[i].n, bad[i].share);
        grade_int(ex_effective_rank(bad[i].s, bad[i].n, bad[i].share, &kept), -1, bad[i].likely);
        grade_call("*rest after a call with n = %d, share = %g, that returned -1", bad[i].n, bad[i].share);
        grade_near(kept, 7, 0, "it is left as it was where -1 is returned");
    }
}

/* ---- ex_adapter, ex_adapter_backward and ex_merge: products of two matrices, all of them */

typedef enum { FORWARD, BACKWARD, MERGE } What;
enum { H = 0, Y = 1, DA = 0, DB = 1, DX = 2, MOST = 3 }; /* what they write; MERGE writes w only */
static const int OUTPUTS[] = {2, 3, 1};
static const double ERROR[] = {1e-5, 1e-4, 2.7e-7}; /* of the sizes; the last with the reference's rounding */
static const char *const OUTPUT[][MOST] = {{"h", "y"}, {"da", "db", "dx"}, {"w"}};
static const char *const FORMULA[][MOST] = {
    {"h[i,j] is row i of x times row j of a", "y[i,m] grows by alpha/r times the sum over j of h[i,j] b[m,j]"},
    {"da[j,k] grows by the sum over i of (alpha/r) (dy b)[i,j] x[i,k]",
     "db[m,j] grows by alpha/r times the sum over i of dy[i,m] h[i,j]",
     "dx[i,k] grows by the sum over j of (alpha/r) (dy b)[i,j] a[j,k]"},
    {"w[m,k] changes by alpha/r times the sum over j of b[m,j] a[j,k]"}};

typedef struct {
    What what;
    int N, K, M, r, in;
    float alpha;
    const float *x, *a, *b, *h, *dy;
    float *w; /* NULL: random */
    char text[160];
} Case;

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

static Case make(What what, int N, int K, int M, int r, float alpha)
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

static int output_size(const Case *c, int o)
{
    const int size[][MOST] = {{c->N * c->r, c->N * c->M}, {c->r * c->K, c->M * c->r, c->N * c->K}, {c->M * c->K}};
    return size[c->what][o];
}

static int same(const float *got, const float *want, int n, double tolerance)
{
    for (int i = 0; i < n; i++)
        if (!(fabs((double)got[i] - (double)want[i]) <= tolerance))
            return 0;
    return 1;
}

static const char *slip_in(const Case *c, int o, const float *got, float *const *old, const float *want,
                           double tolerance)
{
    int n = output_size(c, o);
    for (Slip s = NO_FACTOR; s < SLIPS && !same(got, old[o], n, 0); s++) {
        float *wrong[MOST] = {0};
        for (int i = 0; i < OUTPUTS[c->what]; i++)
            wrong[i] = copy_of(old[i], output_size(c, i));
        reference(c, s, wrong);
        if (same(got, wrong[o], n, tolerance) && !same(wrong[o], want, n, tolerance))
            return SLIP[s];
        for (int i = 0; i < MOST; i++)
            free(wrong[i]);
    }
    return same(got, old[o], n, 0) ? "nothing was added there" : FORMULA[c->what][o];
}

static int call_it(const Case *c, float *const *out, int *state)
{
    if (c->what == FORWARD)
        return ex_adapter(c->x, c->a, c->b, c->N, c->K, c->M, c->r, c->alpha, out[H], out[Y]);
    if (c->what == BACKWARD)
        return ex_adapter_backward(c->x, c->h, c->a, c->b, c->dy, c->N, c->K, c->M, c->r, c->alpha, out[DA], out[DB],
                                   out[DX]);
    return ex_merge(out[0], c->a, c->b, c->M, c->K, c->r, c->alpha, c->in, state);
}

static void describe(const Case *c, int wanted, int state, char *text, size_t size)
{
    if (c->what == FORWARD)
        snprintf(text, size, "ex_adapter(%s)", c->text);
    else if (c->what == BACKWARD)
        snprintf(text, size, "ex_adapter_backward(%s%s%s%s)", c->text, wanted & 1 ? "" : "; da = NULL",
                 wanted & 2 ? "" : "; db = NULL", wanted & 4 ? "" : "; dx = NULL");
    else
        snprintf(text, size, "ex_merge(%s, in = %d, *merged = %d)", c->text, c->in, state);
}

/* wanted: the outputs that are not NULL, as bits. likely: NULL to guess. */
static void check(const Case *c, int wanted, const char *likely)
{
    float *got[MOST] = {0}, *old[MOST] = {0}, *want[MOST] = {0}, *size[MOST] = {0};
    int state = !c->in, count = OUTPUTS[c->what];
    char called[300];
    describe(c, wanted, state, called, sizeof called);
    for (int o = 0; o < count; o++) {
        int n = output_size(c, o), fresh = c->what == FORWARD && o == H;
        got[o] = !(wanted >> o & 1) ? NULL : c->w ? c->w : fresh ? grade_floats((size_t)n) : begun(n);
        old[o] = got[o] && !fresh ? copy_of(got[o], n) : zeros(n);
        want[o] = copy_of(old[o], n), size[o] = zeros(n);
        for (int i = 0; i < n; i++)
            size[o][i] = fabsf(old[o][i]);
    }
    reference(c, NONE, want), reference(c, SIZES, size);
    grade_call("%s", called);
    grade_int(call_it(c, got, &state), 0,
              c->K == WIDE ? "-1 is for sizes below 1: where ΔW is not made, there is memory enough"
                           : "-1 is for sizes below 1 only (and *merged): r = 0 is allowed, and r above M and K");
    for (int o = 0; o < count; o++) {
        int n = output_size(c, o);
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

static void check_many(What what, int wanted)
{
    static const float x[] = {1, 2, 3, 0}, a[] = {1, 0, 2, 1}, b[] = {1, 2, 0, 1}, dy[] = {1, 0, 0, 2};
    Case c = {what, 2, 2, 2, 2, 1, 6, x, a, b, NULL, dy, NULL, ""};
    complete(&c);
    snprintf(c.text, sizeof c.text, "%sa = {{1, 0}, {2, 1}}, b = {{1, 2}, {0, 1}}, %salpha = 6, %s {{1, 2}, {3, 4}}",
             what == MERGE ? "" : "x = {{1, 2}, {3, 0}}, ", what == BACKWARD ? "dy = {{1, 0}, {0, 2}}, " : "",
             what == FORWARD ? "y =" : what == MERGE ? "w =" : "gradients so far");
    check(&c, wanted, NULL);
    for (int k = 1; k < 12; k++) {
        c = make(what, 1 + k % 4, 1 + 3 * k % 13, 2 + 5 * k % 11, 1 + k % 5, 0.5f + (float)(7 * k % 9));
        check(&c, wanted, NULL);
    }
    c = make(what, 3, 4, 5, 9, 3); /* a rank above the full one */
    check(&c, wanted, NULL);
    c = make(what, 2, 6, 6, 2, -1);
    check(&c, wanted, NULL);
}

static void check_edges(What what, int wanted)
{
    static const int bad[][4] = {{1, 0, 2, 1}, {1, 2, 0, 1}, {1, 2, 2, -1}, {1, -2, 2, 1}, {0, 2, 2, 1}, {-1, 2, 2, 1}};
    Case c = make(what, 2, 3, 4, 0, 8);
    check(&c, wanted, "rank 0 adds nothing: alpha/0 is infinite, and 0 times infinity NaN");
    for (int i = 0; i < (what == MERGE ? 4 : 6); i++) {
        float seven[MOST][4] = {{7, 7, 7, 7}, {7, 7, 7, 7}, {7, 7, 7, 7}}, *out[MOST] = {seven[0], seven[1], seven[2]};
        float in[4] = {1, 2, 3, 4};
        int state = 0;
        char called[300];
        c = (Case){what, bad[i][0], bad[i][1], bad[i][2], bad[i][3], 1, 1, in, in, in, in, in, NULL, ""};
        snprintf(c.text, sizeof c.text, "N = %d, K = %d, M = %d, r = %d, …", c.N, c.K, c.M, c.r);
        describe(&c, 7, state, called, sizeof called);
        grade_call("%s", called);
        grade_int(call_it(&c, out, &state), -1, "sizes below 1 and a rank below 0 are refused");
        for (int o = 0; o < MOST; o++)
            grade_true(same(seven[o], (float[]){7, 7, 7, 7}, 4, 0) && state == 0, "everything as it was",
                       "-1 says that nothing was written");
    }
}

GRADE(ex_adapter, two_thin_products, 1, "An adapter") { check_many(FORWARD, 3); }

GRADE(ex_adapter, without_the_matrix, 1, "An adapter")
{
    Case c = make(FORWARD, 2, WIDE, WIDE, 3, 6);
    snprintf(c.text, sizeof c.text, "N = 2, K = M = 200000, r = 3, …: without ΔW, which would have 4e10 numbers");
    check(&c, 3, NULL);
    float *row = zeros(WIDE), one = 1;
    for (int k = 0; k < WIDE; k++)
        row[k] = 1;
    c = (Case){FORWARD, 1, WIDE, 1, 1, 1, 1, NULL, given(row, WIDE), given(&one, 1), NULL, NULL, NULL,
               "x = {1e8, 1, 1, … -1e8}, a = {1, 1, …}, b = {1}, N = 1, K = 200000, M = 1, r = 1, alpha = 1"};
    row[0] = 1e8f, row[WIDE - 1] = -1e8f;
    c.x = given(row, WIDE);
    check(&c, 3, "the digits are gone: sum over k in double");
    free(row);
    check_edges(FORWARD, 3);
}

GRADE(ex_adapter_backward, outer_matrix, 1, "An adapter") { check_many(BACKWARD, 1 << DB); }

GRADE(ex_adapter_backward, inner_matrix_and_input, 1, "An adapter") { check_many(BACKWARD, 1 << DA | 1 << DX); }

GRADE(ex_adapter_backward, in_training, 1, "An adapter")
{
    Case c = make(BACKWARD, 4, 6, 5, 3, 6);
    float *nothing = zeros(15);
    c.b = given(nothing, 15);
    snprintf(c.text, sizeof c.text, "N = 4, K = 6, M = 5, r = 3, alpha = 6, b = 0 as at first, the rest random");
    check(&c, 7, "with b = 0 nothing comes back through it: da and dx stay as they were; only db learns");
    c = make(BACKWARD, 4, 6, 5, 3, 6);
    check(&c, 1 << DA | 1 << DB, NULL);
    c = make(BACKWARD, 2, WIDE, WIDE, 2, 6);
    snprintf(c.text, sizeof c.text, "N = 2, K = M = 200000, r = 2, …: without dL/dΔW, which would have 4e10 numbers");
    check(&c, 7, NULL);
    check_edges(BACKWARD, 7);
    free(nothing);
}

GRADE(ex_merge, into_the_matrix, 1, "Merged")
{
    enum { R = 512 };
    float tiny[2 * R], *w = grade_floats(4);
    check_many(MERGE, 1);
    for (int j = 0; j < 2 * R; j++)
        tiny[j] = 1e-4f;
    w[0] = w[1] = w[2] = w[3] = 1;
    Case c = {MERGE, 1, 2, 2, R, 1, R, NULL, given(tiny, 2 * R), given(tiny, 2 * R), NULL, NULL, w,
              "w = {1, 1, 1, 1}, all of a and b 1e-4, M = 2, K = 2, r = 512, alpha = 512"};
    check(&c, 1, "512 terms of 1e-8 are 5e-6; one by one each is too small to change a float of 1: sum them first");
}

/* There is nothing to do: the second merge, or taking out what is not in. */
static void check_again(Case *c, const char *likely)
{
    int state = c->in, n = output_size(c, 0);
    float *before = copy_of(c->w, n);
    char called[300];
    describe(c, 1, state, called, sizeof called);
    grade_call("%s", called);
    grade_int(call_it(c, (float *[]){c->w}, &state), -1, likely);
    grade_true(same(c->w, before, n, 0), "w as it was", "w was changed by a call that returned -1");
    grade_int(state, c->in, "*merged is as it was");
}

GRADE(ex_merge, once_and_out_again, 1, "Merged")
{
    Case c = make(MERGE, 1, 5, 7, 3, 6);
    c.w = begun(35);
    float *start = copy_of(c.w, 35);
    check(&c, 1, NULL);
    check_again(&c, "it is in already: a second merge would count ΔW twice");
    c.in = 0;
    check(&c, 1, NULL);
    grade_call("w after ex_merge with in = 1, then with in = 0");
    grade_array(c.w, start, 35, 1e-4, "what was added is subtracted: w is back, but for roundings");
    check_again(&c, "it is out: there is nothing to take out");
    check_edges(MERGE, 1);
}
