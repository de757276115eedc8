/* Attention against its formula, written with loops over numbers in double. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "exact.h"

SUITE_SLOW(exact_attention, 120);

typedef struct {
    int B, T, H, d, causal;
} Shape;

/* One query of one head: its row of P, its output, and what its dy sends to all it has seen. */
static void one_query(const Shape *s, int i, const float *q, const float *dy, double *y, double *dq)
{
    int C = s->H * s->d, d = s->d, seen = s->causal ? i + 1 : s->T, row = 3 * C;
    double *p = calloc(2 * (size_t)s->T, sizeof *p), *dp = p + s->T, max = -INFINITY, sum = 0, dot = 0;
    for (int j = 0; j < seen; j++) {
        for (int k = 0; k < d; k++)
            p[j] += (double)q[i * row + k] * (double)q[j * row + C + k] / sqrt(d);
        max = fmax(max, p[j]);
    }
    for (int j = 0; j < seen; j++)
        sum += p[j] = exp(p[j] - max);
    for (int j = 0; j < seen; j++) {
        p[j] /= sum;
        for (int k = 0; k < d; k++) {
            y[i * C + k] += p[j] * (double)q[j * row + 2 * C + k];
            dp[j] += (double)dy[i * C + k] * (double)q[j * row + 2 * C + k];
            dq[j * row + 2 * C + k] += p[j] * (double)dy[i * C + k];
        }
        dot += p[j] * dp[j];
    }
    for (int j = 0; j < seen; j++)
        for (int k = 0; k < d; k++) {
            double ds = p[j] * (dp[j] - dot) / sqrt(d);
            dq[i * row + k] += ds * (double)q[j * row + C + k];
            dq[j * row + C + k] += ds * (double)q[i * row + k];
        }
    free(p);
}

static void one_shape(Exact *e, Shape s, double sd)
{
    int C = s.H * s.d;
    exact_begin(e, "attention B %d, T %d, %d heads of %d, %scausal", s.B, s.T, s.H, s.d, s.causal ? "" : "not ");
    Tensor *x = exact_input(e, 0, sd, SHAPE(s.B, s.T, 3 * C)), *y = op_attention(e->t, x, s.H, s.causal);
    cr_assert(y->ndim == 3 && y->shape[0] == s.B && y->shape[1] == s.T && y->shape[2] == C, "%s: %s", e->what,
              tensor_shape_text(y));
    const float *dy = exact_backward(e, y);
    double *want = calloc(y->size + x->size, sizeof *want), *dx = want + y->size;
    for (int b = 0; b < s.B; b++)
        for (int h = 0; h < s.H; h++)
            for (int i = 0; i < s.T; i++) {
                size_t at = (size_t)(b * s.T * C + h * s.d), qkv = (size_t)(b * s.T * 3 * C + h * s.d);
                one_query(&s, i, x->data + qkv, dy + at, want + at, dx + qkv);
            }
    exact_data(e, y, want, 1e-5);
    exact_grad(e, "dqkv", x, dx, 2e-5);
    free(want);
}

static const int widths[] = {1, 2, 3, 5, 8, 15, 16, 17, 31, 32, 33, 48, 64, 65, 80};
enum { WIDTHS = sizeof widths / sizeof *widths };

/* Every width of head at every length about the edges of blocks and of vectors. */
static void edges(const char *name, int causal)
{
    static const int lengths[] = {1, 2, 3, 6, 7, 8, 9, 16, 17, 31, 33, 63, 64, 65, 70, 127, 128, 129, 130, 193};
    Exact e = exact_new(name);
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
        for (int k = 0; k < WIDTHS; k++) {
            int few = lengths[i] * widths[k] > 1500 ? 1 : 3;
            one_shape(&e, (Shape){any(e.rng, 1, few), lengths[i], any(e.rng, 1, few), widths[k], causal}, 1);
        }
    exact_free(&e);
}

TEST(exact_attention, causal) { edges("exact causal attention", 1); }
TEST(exact_attention, everything_seen) { edges("exact attention", 0); }

/* Shapes at random; scores of ±10 and more, where single keys take nearly all. */
TEST(exact_attention, random_shapes)
{
    Exact e = exact_new("exact attention, random");
    for (int i = 0; i < 60; i++)
        one_shape(&e,
                  (Shape){any(e.rng, 1, 3), any(e.rng, 1, 140), any(e.rng, 1, 6), any(e.rng, 1, 24), any(e.rng, 0, 1)},
                  i % 3 ? 0.7 : 2.5);
    exact_free(&e);
}

/* What comes later changes nothing that came before, not by one bit. */
TEST(exact_attention, the_future_is_not_seen)
{
    Exact e = exact_new("the future");
    for (int i = 0; i < 40; i++) {
        int T = any(e.rng, 2, 140), heads = any(e.rng, 1, 3), C = heads * any(e.rng, 1, 40), cut = any(e.rng, 1, T - 1);
        exact_begin(&e, "T %d, %d heads of %d, the future from %d", T, heads, C / heads, cut);
        Tensor *x = exact_input(&e, 0, 1, SHAPE(1, T, 3 * C)), *before = op_attention(e.t, x, heads, 1);
        for (size_t j = (size_t)(cut * 3 * C); j < x->size; j++)
            x->data[j] *= 1e3F;
        Tensor *after = op_attention(e.t, x, heads, 1);
        cr_assert(!memcmp(before->data, after->data, (size_t)(cut * C) * sizeof(float)), "SEED=%lu: %s",
                  testing_seed(), e.what);
    }
    exact_free(&e);
}
