/* Gradients of the operations that a GPT is made of. */
#include <string.h>

#include "gradient.h"

SUITE_SLOW(gradient_gpt, 60);

static Tensor *gelu(Tape *t, Tensor *const in[], const void *c) { return (void)c, op_gelu(t, in[0]); }

static Tensor *linear_gelu(Tape *t, Tensor *const in[], const void *c)
{
    return (void)c, op_linear_gelu(t, in[0], in[1], in[2]);
}

static Tensor *layer_norm(Tape *t, Tensor *const in[], const void *c)
{
    return (void)c, op_layer_norm(t, in[0], in[1], in[2]);
}

/* Rows that are far from constant: layer norm is steep where they are. */
static void fill_ladder(gsl_rng *rng, Tensor *x)
{
    fill_normal(rng, x);
    for (size_t i = 0; i < x->size; i++)
        x->data[i] = 0.2F * x->data[i] + (float)(i % tensor_cols(x) % 5);
}

/* Not so far from 0 that a slope is nothing. */
static void fill_small(gsl_rng *rng, Tensor *x)
{
    for (size_t i = 0; i < x->size; i++)
        x->data[i] = (float)(0.2 * any(rng, -4, 4) + 0.1 * gsl_rng_uniform(rng));
}

TEST(gradient_gpt, gelu)
{
    gsl_rng *rng = testing_rng("gelu");
    for (int i = 0; i < 10; i++) {
        int n = i < 8 ? any(rng, 1, 70) : 70000;
        Gradient g = {.name = "gelu", .apply = gelu, .nin = 1, .in = {{1, {n}}}, .h = H_SMOOTH};
        gradient_check(&g, rng);
    }
    gsl_rng_free(rng);
}

TEST(gradient_gpt, linear_gelu)
{
    gsl_rng *rng = testing_rng("linear_gelu");
    for (int i = 0; i < 9; i++) {
        int most = i < 7 ? 6 : 90, ndim = 1 + i % 4, K = any(rng, 1, most), M = any(rng, 3, most);
        Gradient g = {.name = "linear_gelu", .apply = linear_gelu, .nin = 3, .h = H_SMOOTH, .h_along = H_SMOOTH,
                      .fill = {fill_small, fill_small, fill_small},
                      .in = {{ndim, {0}}, {2, {M, K}}, {1, {M}}}};
        for (int d = 0; d < ndim - 1; d++)
            g.in[0].shape[d] = any(rng, 1, 4);
        g.in[0].shape[ndim - 1] = K;
        gradient_check(&g, rng);
    }
    gsl_rng_free(rng);
}

/* Of two columns ±1 remains, whose gradient is lost in rounding: exact_rows.c knows it. */
TEST(gradient_gpt, layer_norm)
{
    static const int columns[] = {1, 3, 4, 5, 8, 13, 17, 65, 100, 200};
    gsl_rng *rng = testing_rng("layer_norm");
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        int C = columns[i], rows = C < 64 ? any(rng, 1, 9) : 20000 / C; /* for threads, too */
        Gradient g = {.name = "layer_norm", .apply = layer_norm, .nin = 3, .h = H_SMOOTH / 2, .h_along = H_SMOOTH,
                      .fill = {fill_ladder}, .in = {{2, {rows, C}}, {1, {C}}, {1, {C}}}};
        if (i % 2) {
            g.in[0].ndim = 3;
            g.in[0].shape[1] = any(rng, 1, 3), g.in[0].shape[2] = C;
        }
        gradient_check(&g, rng);
    }
    gsl_rng_free(rng);
}

typedef struct {
    int heads, causal;
} Heads;

static Tensor *attention(Tape *t, Tensor *const in[], const void *c)
{
    const Heads *h = c;
    return op_attention(t, in[0], h->heads, h->causal);
}

/* The last ones are long enough for threads, and end inside a block of 64 positions, at its end and past it. */
TEST(gradient_gpt, attention)
{
    static const struct {
        int B, T, heads, width;
    } shapes[] = {{1, 1, 1, 1},  {2, 2, 1, 3},  {3, 4, 2, 1},  {1, 5, 3, 3},   {1, 4, 2, 8},   {1, 2, 1, 33},
                  {2, 7, 4, 2},  {1, 9, 1, 8},  {2, 3, 5, 1},  {3, 17, 2, 16}, {2, 63, 3, 8},  {1, 64, 2, 32},
                  {1, 65, 2, 33}, {2, 130, 1, 64}, {1, 100, 2, 80}, {1, 128, 3, 5}};
    gsl_rng *rng = testing_rng("attention");
    for (size_t i = 0; i < 2 * sizeof shapes / sizeof *shapes; i++) {
        int B = shapes[i / 2].B, T = shapes[i / 2].T, heads = shapes[i / 2].heads;
        Heads h = {heads, i % 2};
        Gradient g = {.name = h.causal ? "causal attention" : "attention", .apply = attention, .context = &h, .nin = 1,
                      .in = {{3, {B, T, 3 * heads * shapes[i / 2].width}}}, .h = H_SMOOTH, .h_along = 2 * H_SMOOTH};
        gradient_check(&g, rng);
    }
    gsl_rng_free(rng);
}

typedef struct {
    int ids[64], rows, columns;
} Ids;

static Tensor *embedding(Tape *t, Tensor *const in[], const void *c)
{
    const Ids *d = c;
    return op_embedding(t, in[0], d->ids, SHAPE(d->rows, d->columns));
}

/* One matrix at both ends, as a GPT's. */
static Tensor *tied(Tape *t, Tensor *const in[], const void *c)
{
    return op_linear(t, op_tanh(t, embedding(t, in, c)), in[0], NULL);
}

TEST(gradient_gpt, embedding)
{
    gsl_rng *rng = testing_rng("embedding");
    for (int i = 0; i < 16; i++) {
        int V = i < 14 ? any(rng, 1, 12) : 50, C = i < 14 ? any(rng, 1, 12) : 65;
        Ids ids = {.rows = any(rng, 1, 8), .columns = any(rng, 1, 8)};
        int low = any(rng, 0, V - 1); /* rows below it are not touched; those above, often more than once */
        for (int k = 0; k < 64; k++)
            ids.ids[k] = any(rng, low, V - 1);
        Gradient g = {.name = i % 2 ? "tied embedding" : "embedding", .apply = i % 2 ? tied : embedding,
                      .context = &ids, .nin = 1, .in = {{2, {V, C}}}, .h = i % 2 ? H_SMOOTH : H_POLYNOMIAL};
        gradient_check(&g, rng);
    }
    gsl_rng_free(rng);
}
