/* One pass of chapter 05's network over 60,000 images, as its program learns. */
#include <gsl/gsl_math.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdlib.h>

#include "bench.h"
#include "error.h"
#include "images.h"
#include "layer.h"
#include "optim.h"

enum { SIDE = 28, CLASSES = 10, BATCH = 64, FILTERS = 32, OUT = 26 };

typedef struct {
    Images images;
    gsl_rng *rng;
    Params *params;
    Conv2d conv;
    Linear linear;
    Optim *optim;
    Tape *tape;
    int *order;
    double loss; /* of the last batch */
} Net;

static Images random_images(int n, gsl_rng *rng)
{
    Images m = {.n = n, .height = SIDE, .width = SIDE, .classes = CLASSES};
    m.pixels.size = (size_t)n * SIDE * SIDE, m.labels.size = (size_t)n;
    m.pixels.data = malloc(m.pixels.size), m.labels.data = malloc(m.labels.size);
    CHECK(m.pixels.data && m.labels.data, "bench: out of memory");
    for (size_t i = 0; i < m.pixels.size; i++)
        m.pixels.data[i] = (unsigned char)gsl_rng_uniform_int(rng, 256);
    for (size_t i = 0; i < m.labels.size; i++)
        m.labels.data[i] = (unsigned char)gsl_rng_uniform_int(rng, CLASSES);
    return m;
}

static Images load(gsl_rng *rng)
{
    Images m;
    char why[512];
    if (bench_quick)
        return random_images(10 * BATCH, rng);
    if (!images_load("data/cache/fashion-mnist", "train", &m, why, sizeof why))
        return m;
    bench_note("convnet: random images instead (%s)", why);
    return random_images(60000, rng);
}

static void batch(Net *net, const int *order, int n)
{
    int label[BATCH];
    Tensor *x = tape_input(net->tape, SHAPE(n, 1, SIDE, SIDE));
    images_batch(&net->images, order, n, (Normalize){0.5, 0.5}, x, label);
    Tensor *y = conv2d_forward(net->tape, &net->conv, x);
    Tensor *z = linear_forward(net->tape, &net->linear, op_flatten(net->tape, y));
    Tensor *cost = op_softmax_xent(net->tape, z, label);
    net->loss = (double)tensor_item(cost);
    tape_backward(net->tape, cost);
    optim_step(net->optim, 0.01F);
    tape_reset(net->tape);
}

static void epoch(void *context)
{
    Net *net = context;
    int n = net->images.n;
    gsl_ran_shuffle(net->rng, net->order, (size_t)n, sizeof *net->order);
    for (int i = 0; i < n; i += BATCH)
        batch(net, net->order + i, GSL_MIN(BATCH, n - i));
}

void bench_convnet(void)
{
    Net net = {.rng = gsl_rng_alloc(gsl_rng_mt19937), .params = params_new(), .tape = tape_new()};
    net.images = load(net.rng);
    net.order = images_order(net.images.n);
    net.conv = conv2d_new(net.params, "conv", 1, FILTERS, 3, (Conv){.stride = 1, .relu = 1});
    net.linear = linear_new(net.params, "linear", FILTERS * OUT * OUT, CLASSES);
    params_init(net.params, net.rng);
    net.optim = optim_sgd(net.params, 0.9F, 0);
    for (int i = 0; i < 5 * BATCH; i += BATCH) /* warm */
        batch(&net, net.order + i, BATCH);
    BenchTime time = bench_time("convnet", epoch, &net, 0, bench_quick ? 1 : 3);
    CHECK(isfinite(net.loss), "convnet: the loss is %g", net.loss);
    bench_row("convnet", "epoch_s", time.median, "s");
    images_free(&net.images), free(net.order);
    optim_free(net.optim), params_free(net.params), tape_free(net.tape), gsl_rng_free(net.rng);
}
