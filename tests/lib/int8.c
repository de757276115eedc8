/* int8: rounding, products and attention against the same in long double or float32. */
#include "int8.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "op.h"
#include "testing.h"

SUITE(int8);

TEST(int8, rounding)
{
    gsl_rng *rng = testing_rng("int8 rounding");
    float x[300];
    int8_t q[300];
    for (int k = 0; k < 200; k++) {
        size_t n = (size_t)any(rng, 1, 300);
        double sd = pow(10, any(rng, -30, 30)), top = 0;
        for (size_t i = 0; i < n; i++)
            x[i] = (float)gsl_ran_gaussian(rng, sd), top = fmax(top, fabs((double)x[i]));
        double scale = (double)int8_round(x, q, n);
        cr_assert(fabs(scale - top / 127) <= 1e-6 * scale);
        for (size_t i = 0; i < n; i++)
            cr_assert(fabs((double)x[i] - scale * q[i]) <= 0.501 * scale, "SEED=%lu", testing_seed());
    }
    static const float ties[] = {127, 0.5F, 1.5F, -2.5F, 3.5F, -127};
    static const int8_t even[] = {127, 0, 2, -2, 4, -127};
    cr_assert(int8_round(ties, q, 6) >= 1 && memcmp(q, even, 6) == 0);
    gsl_rng_free(rng);
}

/* Zeros, the smallest floats, what is not finite: no division by 0, nothing beyond 127. */
TEST(int8, odd_rows)
{
    float least = nextafterf(0, 1);
    const float rows[][3] = {{0, -0.0F, 0}, {least, 0, -least}, {190 * least, -190 * least, 0},
                             {3e38F, -3e38F, 1}, {INFINITY, 1, -INFINITY}, {NAN, 1, 2}};
    for (int k = 0; k < 6; k++) {
        int8_t q[3] = {99, 99, 99};
        int16_t wide[3];
        float scale = int8_round(rows[k], q, 3);
        int8_round_wide(rows[k], wide, 3);
        for (int i = 0; i < 3; i++)
            cr_assert(q[i] >= -127 && q[i] <= 127 && wide[i] >= -32767);
        cr_assert(k > 1 || (scale <= 0 && q[0] == 0 && q[1] == 0 && q[2] == 0));
    }
}

/* However long and large the rows are, 32 bits hold the sum. */
TEST(int8, sums_fit)
{
    enum { MOST = 200000 };
    float *x = malloc(MOST * sizeof *x);
    int16_t *q = malloc(MOST * sizeof *q);
    int8_t *w = malloc(MOST);
    cr_assert(x && q && w);
    for (int i = 0; i < MOST; i++)
        x[i] = -3, w[i] = 127;
    for (size_t n = 1; n <= MOST; n = n * 3 + 1) {
        double scale = (double)int8_round_wide(x, q, n), sum = scale * int8_dot(w, q, n), want = -381.0 * (double)n;
        cr_assert(fabs(sum - want) <= 1e-4 * fabs(want), "n = %zu: %g, not %g", n, sum, want);
    }
    free(x), free(q), free(w);
}

static void random_matrix(gsl_rng *rng, Int8Matrix *m)
{
    for (int i = 0; i < m->rows * m->cols; i++)
        m->q[i] = (int8_t)any(rng, -127, 127);
    for (int r = 0; r < m->rows; r++)
        m->scale[r] = (float)gsl_rng_uniform(rng) / 100;
}

/* Few rows and many, with a bias and without, against sums in long double: x is off by half a step at most, of
 * 32,767 to the largest of its row, and floats round. */
TEST(int8, linear)
{
    gsl_rng *rng = testing_rng("int8 linear");
    Tape *t = tape_new();
    tape_inference(t, 1);
    for (int k = 0; k < 60; k++, tape_reset(t)) {
        int n = any(rng, 1, k % 2 ? 8 : 80), K = any(rng, 1, 100), M = any(rng, 1, k % 5 ? 70 : 600);
        Arena *a = arena_new();
        Int8Matrix w = int8_matrix(a, M, K);
        Tensor *x = tape_input(t, SHAPE(n, K)), *b = tape_input(t, SHAPE(M));
        random_matrix(rng, &w), fill_normal(rng, x), fill_normal(rng, b);
        Tensor *y = int8_linear(t, x, &w, k % 3 ? b : NULL);
        cr_assert(y->ndim == 2 && y->shape[0] == n && y->shape[1] == M);
        for (int i = 0; i < n; i++)
            for (int r = 0; r < M; r++) {
                long double sum = k % 3 ? b->data[r] : 0, size = fabsl(sum), top = 0, weights = 0;
                for (int c = 0; c < K; c++) {
                    long double v = (long double)w.scale[r] * w.q[r * K + c], xc = x->data[i * K + c];
                    sum += v * xc, size += fabsl(v * xc), weights += fabsl(v), top = fmaxl(top, fabsl(xc));
                }
                long double allowed = weights * top / 32767 / 2 + 1e-5L * size;
                cr_assert(fabsl(sum - y->data[i * M + r]) <= allowed, "SEED=%lu: (%d, %d) of %d, %d, %d",
                          testing_seed(), i, r, n, M, K);
            }
        arena_free(a);
    }
    tape_free(t), gsl_rng_free(rng);
}

TEST(int8, refused)
{
    Tape *t = tape_new();
    Arena *a = arena_new();
    Int8Matrix w = int8_matrix(a, 3, 4), k = int8_matrix(a, 8, 2);
    gsl_rng *rng = testing_rng("refused");
    random_matrix(rng, &w);
    Tensor *x = tape_input(t, SHAPE(2, 4)), *wrong = tape_input(t, SHAPE(2, 5)), *qkv = tape_input(t, SHAPE(1, 1, 12));
    tensor_fill(x, 1), tensor_fill(qkv, 1);
    CHECKED(int8_linear(t, x, &w, NULL), "recording");
    CHECKED(int8_attention(t, qkv, 2, &k, &k, 0), "recording");
    tape_inference(t, 1);
    CHECKED(int8_linear(t, wrong, &w, NULL), "wants (…, K) and (M, K)");
    CHECKED(int8_linear(t, x, &w, x), "with bias");
    CHECKED(int8_embedding(t, &w, (int[]){3}, SHAPE(1)), "there are 3 rows");
    CHECKED(int8_embedding(t, &w, (int[]){-1}, SHAPE(1)), "id -1");
    CHECKED(int8_attention(t, qkv, 2, &k, &k, 4), "there is room for 4");
    CHECKED(int8_attention(t, qkv, 3, &k, &k, 0), "wants (1, n, 3C)");
    CHECKED(int8_matrix(a, 0, 3), "a matrix of 0 by 3");
    arena_free(a), tape_free(t), gsl_rng_free(rng);
}

/* In pieces with a cache, as at once with what the cache gives back. */
TEST(int8, attention)
{
    gsl_rng *rng = testing_rng("int8 attention");
    Tape *t = tape_new();
    tape_inference(t, 1);
    for (int k = 0; k < 20; k++, tape_reset(t)) {
        int heads = any(rng, 1, 4), d = any(rng, 1, 24), C = heads * d, T = any(rng, 1, 40);
        Arena *a = arena_new();
        Int8Matrix keys = int8_matrix(a, T * heads, d), values = int8_matrix(a, T * heads, d);
        Tensor *qkv = tape_input(t, SHAPE(1, T, 3 * C)), *kept = tape_input(t, SHAPE(1, T, 3 * C));
        fill_normal(rng, qkv);
        tensor_set(kept, qkv->data);
        int8_keep(kept, heads);
        const Tensor *want = op_attention(t, kept, heads, 1);
        for (int past = 0, n; past < T; past += n) {
            n = any(rng, 1, T - past);
            Tensor *part = tape_input(t, SHAPE(1, n, 3 * C));
            tensor_set(part, qkv->data + past * 3 * C);
            const Tensor *y = int8_attention(t, part, heads, &keys, &values, past);
            for (int i = 0; i < n * C; i++)
                cr_assert(fabsf(y->data[i] - want->data[past * C + i]) <= 2e-3F, "SEED=%lu: %g, not %g", testing_seed(),
                          (double)y->data[i], (double)want->data[past * C + i]);
        }
        arena_free(a);
    }
    tape_free(t), gsl_rng_free(rng);
}
