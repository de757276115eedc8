/* Gradients of what works element by element, of sums and of reshaping. */
#include "gradient.h"

SUITE(gradient_elementwise);

static Tensor *add(Tape *t, Tensor *const in[], const void *c) { return (void)c, op_add(t, in[0], in[1]); }
static Tensor *sub(Tape *t, Tensor *const in[], const void *c) { return (void)c, op_sub(t, in[0], in[1]); }
static Tensor *mul(Tape *t, Tensor *const in[], const void *c) { return (void)c, op_mul(t, in[0], in[1]); }
static Tensor *mse(Tape *t, Tensor *const in[], const void *c) { return (void)c, op_mse(t, in[0], in[1]); }
static Tensor *apply_exp(Tape *t, Tensor *const in[], const void *c) { return (void)c, op_exp(t, in[0]); }
static Tensor *apply_tanh(Tape *t, Tensor *const in[], const void *c) { return (void)c, op_tanh(t, in[0]); }
static Tensor *sigmoid(Tape *t, Tensor *const in[], const void *c) { return (void)c, op_sigmoid(t, in[0]); }
static Tensor *relu(Tape *t, Tensor *const in[], const void *c) { return (void)c, op_relu(t, in[0]); }
static Tensor *sum(Tape *t, Tensor *const in[], const void *c) { return (void)c, op_sum(t, in[0]); }
static Tensor *mean(Tape *t, Tensor *const in[], const void *c) { return (void)c, op_mean(t, in[0]); }
static Tensor *flatten(Tape *t, Tensor *const in[], const void *c) { return (void)c, op_flatten(t, in[0]); }

static Tensor *scale(Tape *t, Tensor *const in[], const void *c)
{
    return op_scale(t, in[0], *(const float *)c);
}

static Tensor *reshape(Tape *t, Tensor *const in[], const void *c)
{
    return (void)c, op_reshape(t, in[0], SHAPE((int)in[0]->size));
}

/* Shapes of 0 to 4 dimensions; some sizes are no multiple of a vector, and two pass the limit for threads. */
static void each_shape(Gradient *g, gsl_rng *rng)
{
    static const int large[2][4] = {{300, 257, 0, 0}, {2, 3, 100, 150}};
    for (int k = 0; k < 10; k++) {
        int ndim = k < 8 ? k % 5 : k == 8 ? 2 : 4;
        for (int i = 0; i < g->nin; i++)
            g->in[i].ndim = ndim;
        for (int d = 0; d < ndim; d++) {
            int extent = k < 8 ? any(rng, 1, ndim < 3 ? 19 : 5) : large[k - 8][d];
            for (int i = 0; i < g->nin; i++)
                g->in[i].shape[d] = extent;
        }
        gradient_check(g, rng);
    }
    gsl_rng_free(rng);
}

#define EACH_SHAPE(function, inputs, step, how)                                                            \
    TEST(gradient_elementwise, function)                                                                   \
    {                                                                                                      \
        Gradient g = {.name = #function, .apply = function, .nin = inputs, .fill = {how, how}, .h = step}; \
        each_shape(&g, testing_rng(#function));                                                            \
    }

EACH_SHAPE(add, 2, H_POLYNOMIAL, fill_normal)
EACH_SHAPE(sub, 2, H_POLYNOMIAL, fill_normal)
EACH_SHAPE(mul, 2, H_POLYNOMIAL, fill_normal)
EACH_SHAPE(mse, 2, H_POLYNOMIAL, fill_normal)
EACH_SHAPE(apply_exp, 1, H_SMOOTH, fill_normal)
EACH_SHAPE(apply_tanh, 1, H_SMOOTH, fill_normal)
EACH_SHAPE(sigmoid, 1, 2 * H_SMOOTH, fill_normal)
EACH_SHAPE(relu, 1, 0.2, fill_off_zero)
EACH_SHAPE(sum, 1, H_POLYNOMIAL, fill_normal)
EACH_SHAPE(mean, 1, H_POLYNOMIAL, fill_normal)
EACH_SHAPE(reshape, 1, H_POLYNOMIAL, fill_normal)

TEST(gradient_elementwise, scale)
{
    static const float factors[] = {-3.5F, 0.01F, 1, 700};
    for (int k = 0; k < 4; k++) {
        Gradient g = {.name = "scale", .apply = scale, .context = &factors[k], .nin = 1, .h = H_POLYNOMIAL};
        each_shape(&g, testing_rng("scale"));
    }
}

/* b repeats over the leading dimensions of a: it has a's last one, last two, … */
TEST(gradient_elementwise, add_repeated)
{
    gsl_rng *rng = testing_rng("add_repeated");
    static const int large[4] = {2, 3, 35, 400};
    for (int k = 0; k < 20; k++) {
        int ndim = 1 + k % 4, last = any(rng, 1, ndim);
        Gradient g = {.name = "add, repeated",
                      .apply = add,
                      .nin = 2,
                      .h = H_POLYNOMIAL,
                      .in = {{ndim, {0}}, {last, {0}}}};
        for (int d = 0; d < ndim; d++)
            g.in[0].shape[d] = k < 17 ? any(rng, 1, 6) : large[d + 4 - ndim];
        for (int d = 0; d < last; d++)
            g.in[1].shape[d] = g.in[0].shape[ndim - last + d];
        gradient_check(&g, rng);
    }
    gsl_rng_free(rng);
}

TEST(gradient_elementwise, flatten)
{
    gsl_rng *rng = testing_rng("flatten");
    for (int ndim = 1; ndim <= 4; ndim++) {
        Gradient g = {.name = "flatten",
                      .apply = flatten,
                      .nin = 1,
                      .h = H_POLYNOMIAL,
                      .in = {{ndim, {any(rng, 1, 4), any(rng, 1, 4), any(rng, 1, 4), any(rng, 1, 4)}}}};
        for (int d = ndim; d < 4; d++)
            g.in[0].shape[d] = 0;
        gradient_check(&g, rng);
    }
    gsl_rng_free(rng);
}
