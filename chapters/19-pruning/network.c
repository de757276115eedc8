/* Chapter 19: the convolutional network of chapter 05, and its training under a mask. See network.h. */
#include "network.h"

#include <gsl/gsl_math.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_float.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "optim.h"

enum { BATCH = 64, TESTS = 500, PRUNE_EVERY = 50 };
static const Normalize SCALE = {.mean = 0.5, .sd = 0.5};

Pictures pictures_load(const Run *run)
{
    static const char folder[] = "data/cache/fashion-mnist";
    Pictures p;
    char why[512];
    CHECK(!images_load(folder, "train", &p.training, why, sizeof why) &&
          !images_load(folder, "t10k", &p.test, why, sizeof why), "%s", why);
    if (run->quick)
        p.training.n = 1600, p.test.n = 500;
    return p;
}

Net net_new(int filters, gsl_rng *rng)
{
    Net net = {.params = params_new(), .filters = filters};
    net.conv = conv2d_new(net.params, "conv", 1, filters, 3, (Conv){.stride = 1, .relu = 1});
    net.linear = linear_new(net.params, "linear", filters * OUT * OUT, CLASSES);
    params_init(net.params, rng);
    return net;
}

void net_free(Net *net) { params_free(net->params); }

static Tensor *hidden(Tape *t, const Net *net, Tensor *x) /* (n,1,28,28) -> (n,21632) */
{
    return op_flatten(t, conv2d_forward(t, &net->conv, x));
}

static const float *sparse_logits(Tape *t, const Net *net, const Csr *last, const Tensor *h) /* -> (n,10) */
{
    float *z = tape_take(t, (size_t)(h->shape[0] * CLASSES) * sizeof *z);
    for (int i = 0; i < h->shape[0]; i++) {
        csr_product(last, h->data + i * last->cols, z + i * CLASSES);
        for (int c = 0; c < CLASSES; c++)
            z[i * CLASSES + c] += net->linear.b->data[c];
    }
    return z;
}

double net_right(const Net *net, const Images *set, const Csr *last)
{
    int label[TESTS], hits = 0, *order = images_order(set->n);
    Tape *t = tape_new();
    tape_inference(t, 1);
    for (int i = 0; i < set->n; i += TESTS, tape_reset(t)) {
        int n = GSL_MIN(TESTS, set->n - i);
        Tensor *x = tape_input(t, SHAPE(n, 1, SIDE, SIDE));
        images_batch(set, order + i, n, SCALE, x, label);
        Tensor *h = hidden(t, net, x);
        const float *z = last ? sparse_logits(t, net, last, h) : linear_forward(t, &net->linear, h)->data;
        for (int k = 0; k < n; k++)
            hits += (int)gsl_stats_float_max_index(z + k * CLASSES, 1, CLASSES) == label[k];
    }
    tape_free(t), free(order);
    return 100.0 * hits / set->n;
}

static void step(Tape *t, const Net *net, Optim *o, const Images *set, const int *order, int n, double rate)
{
    int label[BATCH];
    Tensor *x = tape_input(t, SHAPE(n, 1, SIDE, SIDE));
    images_batch(set, order, n, SCALE, x, label);
    tape_backward(t, op_softmax_xent(t, linear_forward(t, &net->linear, hidden(t, net, x)), label));
    optim_step(o, (float)rate);
    tape_reset(t);
}

void net_train(const Net *net, const Images *set, Plan plan)
{
    long epoch = (set->n + BATCH - 1) / BATCH, steps = (long)(plan.epochs * (double)epoch), early = steps / 16;
    long every = GSL_MAX(1, GSL_MIN(PRUNE_EVERY, steps / 20));
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(rng, plan.seed); /* all see the same pictures in the same order */
    int *order = images_order(set->n);
    Optim *o = optim_sgd(net->params, 0.9f, 0);
    Tape *t = tape_new();
    Progress bar = progress_begin("learning", steps);
    for (long k = 0; k < steps; k++) {
        int at = (int)(k % epoch) * BATCH, n = GSL_MIN(BATCH, set->n - at);
        if (at == 0)
            gsl_ran_shuffle(rng, order, (size_t)set->n, sizeof *order);
        if (plan.early && k < early)
            continue; /* done before */
        if (plan.keep_early && k == early)
            *plan.keep_early = params_copy(net->params);
        //> masked
        if (plan.target > 0 && k % every == 0)
            mask_magnitude(plan.mask, mask_gradual((double)k / (double)steps, plan.target));
        step(t, net, o, set, order + at, n, schedule_cosine(k, 1, steps, 0.01, 0));
        if (plan.mask)
            mask_apply(plan.mask); /* what is gone stays 0, whatever its gradient */
        //< masked
        progress_step(&bar, k + 1, NULL);
    }
    progress_end(&bar);
    optim_free(o), tape_free(t), gsl_rng_free(rng), free(order);
}

Trial trial_new(const Pictures *p, double epochs, unsigned long seed, gsl_rng *rng)
{
    Trial t = {.epochs = epochs, .seed = seed};
    gsl_rng_set(rng, seed);
    t.net = net_new(FILTERS, rng);
    t.mask = mask_new(t.net.params);
    t.start = params_copy(t.net.params);
    net_train(&t.net, &p->training, (Plan){.epochs = epochs, .seed = seed, .keep_early = &t.early});
    t.dense = params_copy(t.net.params);
    t.right = net_right(&t.net, &p->test, NULL);
    return t;
}

double trial_way(Trial *t, const Pictures *p, Way way, double sparsity, gsl_rng *rng)
{
    Params *all = t->net.params;
    Plan plan = {.epochs = t->epochs, .seed = t->seed, .mask = &t->mask, .early = way == REWOUND};
    //> ways
    params_restore(all, t->dense);
    mask_magnitude(&t->mask, sparsity); /* the weights that turned out large */
    params_restore(all, way == REWOUND ? t->early : t->start);
    gsl_rng_set(rng, t->seed + 1000);
    if (way == GRADUAL)
        mask_nothing(&t->mask), plan.target = sparsity;
    if (way == REDRAWN)
        params_init(all, rng); /* the same places, other numbers */
    if (way == ANYWHERE)
        mask_shuffle(&t->mask, rng); /* the same numbers, other places in each layer */
    mask_apply(&t->mask);
    net_train(&t->net, &p->training, plan);
    //< ways
    return net_right(&t->net, &p->test, NULL);
}

void trial_free(Trial *t)
{
    net_free(&t->net), mask_free(&t->mask);
    free(t->start), free(t->early), free(t->dense);
}

Net net_fewer(const Net *net, int filters, gsl_rng *rng)
{
    double size[FILTERS];
    size_t best[FILTERS], plane = OUT * OUT, wide = (size_t)net->filters * plane;
    for (int f = 0; f < net->filters; f++) {
        size[f] = 0;
        for (int c = 0; c < CLASSES; c++)
            for (size_t i = 0; i < plane; i++)
                size[f] += fabs((double)net->linear.w->data[(size_t)c * wide + (size_t)f * plane + i]);
    }
    gsl_sort_largest_index(best, (size_t)filters, size, 1, (size_t)net->filters);
    gsl_sort_ulong((unsigned long *)best, 1, (size_t)filters);
    Net to = net_new(filters, rng);
    for (size_t k = 0; k < (size_t)filters; k++) {
        memcpy(to.conv.w->data + 9 * k, net->conv.w->data + 9 * best[k], 9 * sizeof(float));
        to.conv.b->data[k] = net->conv.b->data[best[k]];
        for (size_t c = 0; c < CLASSES; c++)
            memcpy(to.linear.w->data + (c * (size_t)filters + k) * plane, net->linear.w->data + c * wide + best[k] * plane,
                   plane * sizeof(float));
    }
    memcpy(to.linear.b->data, net->linear.b->data, CLASSES * sizeof(float));
    return to;
}
