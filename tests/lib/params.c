/* Parameters: one block, names, and first values of the right distribution. */
#include "params.h"

#include <gsl/gsl_statistics_float.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "layer.h"
#include "testing.h"

SUITE(params);

/* Mean, standard deviation and extremes of n values, within five standard errors. `fourth` is the
 * distribution's fourth central moment over sd⁴ (uniform 1.8, normal 3). */
static void follows(const char *what, const Tensor *x, double sd, double fourth, double bound)
{
    double n = (double)x->size, mean = gsl_stats_float_mean(x->data, 1, x->size),
           got = gsl_stats_float_sd(x->data, 1, x->size);
    double largest = (double)gsl_stats_float_max(x->data, 1, x->size),
           smallest = (double)gsl_stats_float_min(x->data, 1, x->size);
    cr_assert(fabs(mean) < 5 * sd / sqrt(n), "SEED=%lu: %s: mean %g", testing_seed(), what, mean);
    cr_assert(fabs(got / sd - 1) < 5 * sqrt((fourth - 1) / (4 * n)), "SEED=%lu: %s: sd %g, not %g",
              testing_seed(), what, got, sd);
    cr_assert(largest <= bound && smallest >= -bound, "%s: from %g to %g", what, smallest, largest);
    cr_assert(largest > 0.99 * bound || bound > 3 * sd, "%s: largest %g of %g", what, largest, bound);
}

TEST(params, first_values)
{
    gsl_rng *rng = testing_rng("params");
    Params *p = params_new();
    Tensor *u = params_add(p, "uniform", init_fan_in(25), SHAPE(100, 1000)),
           *g = params_add(p, "normal", init_normal(0.02F), SHAPE(100, 1000));
    Tensor *c = params_add(p, "constant", init_constant(1), SHAPE(10));
    params_init(p, rng);
    follows("uniform", u, 0.2 / sqrt(3), 1.8, 0.2 + 1e-8);
    follows("normal", g, 0.02, 3, 0.02 * 7);
    for (int i = 0; i < 10; i++)
        cr_assert(c->data[i] == 1);

    float before = u->data[0];
    c->data[0] = 7;
    c->has_grad = 1;
    params_init(p, rng);
    cr_assert(u->data[0] != before && c->data[0] == 1 && !c->has_grad, "a second params_init starts over");
    params_free(p);
    gsl_rng_free(rng);
}

/* Weights and biases from U(-1/√K, 1/√K), K inputs to each output: PyTorch's default. */
TEST(params, layers)
{
    gsl_rng *rng = testing_rng("layers");
    Params *p = params_new();
    Linear l = linear_new(p, "out", 64, 4000);
    Conv2d c = conv2d_new(p, "c", 4, 3000, 3, (Conv){.stride = 2, .pad = 1});
    params_init(p, rng);
    follows("linear weight", l.w, 0.125 / sqrt(3), 1.8, 0.125 + 1e-8);
    follows("linear bias", l.b, 0.125 / sqrt(3), 1.8, 0.125 + 1e-8);
    follows("conv weight", c.w, 1 / sqrt(3 * 36), 1.8, 1.0 / 6 + 1e-8);
    follows("conv bias", c.b, 1 / sqrt(3 * 36), 1.8, 1.0 / 6 + 1e-8);
    cr_assert(params_find(p, "out.weight") == l.w && params_find(p, "out.bias") == l.b);
    cr_assert(params_find(p, "c.weight") == c.w && params_find(p, "c.bias") == c.b);
    cr_assert(!strcmp(tensor_shape_text(c.w), "(3000, 4, 3, 3)") && c.conv.stride == 2 && c.conv.pad == 1);
    params_free(p);
    gsl_rng_free(rng);
}

TEST(params, names_order_and_size)
{
    Params *p = params_new();
    Tensor *list[200];
    for (int i = 0; i < 200; i++) { /* past the first capacity: tensors do not move */
        char name[16];
        snprintf(name, sizeof name, "p%d", i);
        list[i] = params_add(p, name, init_constant((float)i), SHAPE(1 + i % 3));
    }
    cr_assert(params_count(p) == 200 && params_size(p) == 67 * 1 + 67 * 2 + 66 * 3);
    params_init(p, NULL);
    for (int i = 0; i < 200; i++) {
        cr_assert(params_at(p, i) == list[i] && list[i]->data[0] == (float)i && list[i]->needs_grad);
        cr_assert((uintptr_t)list[i]->data % ARENA_ALIGN == 0 && list[i]->grad && !list[i]->has_grad);
    }
    cr_assert(!strcmp(params_name(p, 17), "p17") && params_find(p, "p17") == list[17] &&
              !params_find(p, "p200"));
    params_free(p);
}

TEST(params, same_seed_same_values)
{
    float first[12];
    for (int k = 0; k < 2; k++) {
        gsl_rng *rng = testing_rng("same");
        Params *p = params_new();
        Tensor *x = params_add(p, "x", init_normal(1), SHAPE(12));
        params_init(p, rng);
        cr_assert(k == 0 || !memcmp(first, x->data, sizeof first));
        memcpy(first, x->data, sizeof first);
        params_free(p);
        gsl_rng_free(rng);
    }
}
