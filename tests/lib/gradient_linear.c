/* Gradients of matrix products. */
#include "gradient.h"

SUITE(gradient_linear);

static Tensor *matmul(Tape *t, Tensor *const in[], const void *c)
{
    return (void)c, op_matmul(t, in[0], in[1]);
}

static Tensor *linear(Tape *t, Tensor *const in[], const void *c)
{
    return (void)c, op_linear(t, in[0], in[1], in[2]);
}

static Tensor *linear_without_bias(Tape *t, Tensor *const in[], const void *c)
{
    return (void)c, op_linear(t, in[0], in[1], NULL);
}

TEST(gradient_linear, matmul)
{
    gsl_rng *rng = testing_rng("matmul");
    for (int i = 0; i < 8; i++) {
        int most = i < 6 ? 9 : 70, N = any(rng, 1, most), K = any(rng, 1, most), M = any(rng, 1, most);
        Gradient g = {
            .name = "matmul", .apply = matmul, .nin = 2, .in = {{2, {N, K}}, {2, {K, M}}}, .h = H_POLYNOMIAL};
        gradient_check(&g, rng);
    }
    gsl_rng_free(rng);
}

/* x of one to four dimensions, with and without a bias. */
static void linear_of(const char *name, int bias)
{
    gsl_rng *rng = testing_rng(name);
    for (int i = 0; i < 9; i++) {
        int most = i < 7 ? 6 : 40, ndim = 1 + i % 4, K = any(rng, 1, most), M = any(rng, 1, most);
        Gradient g = {.name = name,
                      .apply = bias ? linear : linear_without_bias,
                      .nin = bias ? 3 : 2,
                      .in = {{ndim, {0}}, {2, {M, K}}, {1, {M}}},
                      .h = H_POLYNOMIAL};
        for (int d = 0; d < ndim - 1; d++)
            g.in[0].shape[d] = any(rng, 1, 4);
        g.in[0].shape[ndim - 1] = K;
        gradient_check(&g, rng);
    }
    gsl_rng_free(rng);
}

TEST(gradient_linear, linear) { linear_of("linear", 1); }
TEST(gradient_linear, linear_without_bias) { linear_of("linear without bias", 0); }
