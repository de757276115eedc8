/* Gradients of convolution, max-pooling and dropout. */
#include "gradient.h"

SUITE_SLOW(gradient_images, 60);

static Tensor *conv(Tape *t, Tensor *const in[], const void *c)
{
    return op_conv2d(t, in[0], in[1], in[2], *(const Conv *)c);
}

static Tensor *conv_without_bias(Tape *t, Tensor *const in[], const void *c)
{
    return op_conv2d(t, in[0], in[1], NULL, *(const Conv *)c);
}

/* With ReLU the data are whole numbers and the biases halves: every sum is at least 0.5 away from the kink. */
static void conv_case(gsl_rng *rng, int B, int C, int H, int W, int M, int h, int w, Conv c, int bias)
{
    Gradient g = {.name = c.relu ? "conv2d with relu" : "conv2d",
                  .apply = bias ? conv : conv_without_bias,
                  .context = &c,
                  .nin = bias ? 3 : 2,
                  .in = {{4, {B, C, H, W}}, {4, {M, C, h, w}}, {1, {M}}},
                  .h = H_POLYNOMIAL};
    if (c.relu) {
        g.fill[0] = g.fill[1] = fill_integers;
        g.fill[2] = fill_halves;
        g.h = 0.1, g.h_along = 0.015;
    }
    gradient_check(&g, rng);
}

static void conv_random(gsl_rng *rng, int relu)
{
    Conv c = {.stride = any(rng, 1, 3), .pad = any(rng, 0, 2), .relu = relu};
    int h = any(rng, 1, 4), w = any(rng, 1, 4), H = any(rng, 1, 6), W = any(rng, 1, 9);
    H = H + 2 * c.pad < h ? h : H, W = W + 2 * c.pad < w ? w : W;
    conv_case(rng, any(rng, 1, 2), any(rng, 1, 3), H, W, any(rng, 1, 3), h, w, c, relu || any(rng, 0, 1));
}

TEST(gradient_images, conv_of_any_shape)
{
    gsl_rng *rng = testing_rng("conv");
    for (int i = 0; i < 12; i++)
        conv_random(rng, 0);
    gsl_rng_free(rng);
}

TEST(gradient_images, conv_with_relu)
{
    gsl_rng *rng = testing_rng("conv relu");
    for (int i = 0; i < 12; i++)
        conv_random(rng, 1);
    gsl_rng_free(rng);
}

/* The usual window: widths below, at and above a vector's, one image, several channels. */
TEST(gradient_images, conv_3x3)
{
    gsl_rng *rng = testing_rng("conv 3x3");
    for (int relu = 0; relu < 2; relu++) {
        conv_case(rng, 1, 1, 3, 3, 1, 3, 3, (Conv){1, 0, relu}, 1);
        conv_case(rng, 1, 3, 4, 5, 2, 3, 3, (Conv){1, 1, relu}, 1);
        conv_case(rng, 2, 2, 5, 8, 3, 3, 3, (Conv){1, 1, relu}, 1);
        conv_case(rng, 1, 1, 3, 18, 2, 3, 3, (Conv){1, 0, relu}, 1);
        conv_case(rng, 3, 1, 3, 17, 1, 3, 3, (Conv){2, 1, relu}, 1);
    }
    conv_case(rng, 2, 2, 4, 4, 2, 3, 3, (Conv){1, 1, 0}, 0);
    gsl_rng_free(rng);
}

/* Sizes of real layers, along directions. */
TEST(gradient_images, conv_of_layers)
{
    gsl_rng *rng = testing_rng("conv layers");
    for (int relu = 0; relu < 2; relu++) {
        conv_case(rng, 5, 1, 28, 28, 8, 3, 3, (Conv){1, 0, relu}, 1);
        conv_case(rng, 3, 8, 13, 13, 16, 3, 3, (Conv){1, 1, relu}, 1);
        conv_case(rng, 2, 3, 32, 32, 4, 5, 5, (Conv){2, 2, relu}, 1);
        conv_case(rng, 1, 20, 7, 40, 33, 1, 1, (Conv){1, 0, relu}, 1);
    }
    gsl_rng_free(rng);
}

static Tensor *maxpool(Tape *t, Tensor *const in[], const void *c)
{
    const int *size_stride = c;
    return op_maxpool2d(t, in[0], size_stride[0], size_stride[1]);
}

/* Windows that touch, overlap or leave gaps. */
TEST(gradient_images, maxpool)
{
    gsl_rng *rng = testing_rng("maxpool");
    for (int i = 0; i < 12; i++) {
        int size_stride[] = {any(rng, 1, 3), any(rng, 1, 3)};
        Gradient g = {.name = "maxpool2d",
                      .apply = maxpool,
                      .context = size_stride,
                      .nin = 1,
                      .fill = {fill_distinct},
                      .h = 0.12,
                      .in = {{4,
                              {any(rng, 1, 3), any(rng, 1, 3), any(rng, size_stride[0], 7),
                               any(rng, size_stride[0], 7)}}}};
        gradient_check(&g, rng);
    }
    gsl_rng_free(rng);
}

typedef struct {
    float p;
    int before; /* operations on the tape before this one: each place has another mask */
} Place;

static Tensor *dropout(Tape *t, Tensor *const in[], const void *context)
{
    const Place *place = context;
    Tensor *x = in[0];
    for (int i = 0; i < place->before; i++)
        x = op_scale(t, x, 1);
    return op_dropout(t, x, place->p);
}

TEST(gradient_images, dropout)
{
    static const float chances[] = {0, 0.1F, 0.5F, 0.8F};
    gsl_rng *rng = testing_rng("dropout");
    for (int i = 0; i < 8; i++) {
        Place place = {chances[i % 4], i % 3 ? any(rng, 1, 5) : 0};
        Gradient g = {.name = "dropout",
                      .apply = dropout,
                      .context = &place,
                      .nin = 1,
                      .h = H_POLYNOMIAL,
                      .in = {{2, {any(rng, 16, 40), i == 7 ? 900 : any(rng, 3, 9)}}}};
        gradient_check(&g, rng);
    }
    gsl_rng_free(rng);
}
