#include "classifier.h"

#include <gsl/gsl_math.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"

enum { TOGETHER = 8 }; /* texts that go through the model at once, without gradients: they stay in a core's cache */

Classifier classifier_new(GptConfig config, int classes, gsl_rng *rng)
{
    CHECK(classes >= 1, "classifier_new: %d classes", classes);
    Classifier c = {.params = params_new(), .window = config.context};
    c.gpt = gpt_new(c.params, config);
    c.head.w = params_add(c.params, "head.weight", init_constant(0), SHAPE(classes, config.width));
    c.head.b = params_add(c.params, "head.bias", init_constant(0), SHAPE(classes));
    params_init(c.params, rng);
    return c;
}

Classifier classifier_from(const Trunk *t, int classes, gsl_rng *rng)
{
    Classifier c = classifier_new(t->gpt->config, classes, rng);
    for (int i = 0; i < params_count(t->params); i++) {
        Tensor *to = params_find(c.params, params_name(t->params, i)), *from = params_at(t->params, i);
        CHECK(to && tensor_same_shape(to, from), "classifier_from: %s of the trunk is %s", params_name(t->params, i),
              tensor_shape_text(from));
        tensor_set(to, from->data);
    }
    return c;
}

void classifier_free(Classifier *c)
{
    gpt_free(c->gpt), params_free(c->params);
    *c = (Classifier){0};
}

void classifier_freeze(Classifier *c, int on)
{
    for (int i = 0; i < params_count(c->params); i++) {
        Tensor *p = params_at(c->params, i);
        p->needs_grad = p == c->head.w || p == c->head.b || !on;
    }
}

static int windows(int n, int window) { return (n + window - 1) / window; }
static const Example *at(const Example *list, const int *order, int b) { return &list[order ? order[b] : b]; }

//> pooled
/* A text's windows are rows, padded on the right to the longest. Attention looks back only, so padding changes nothing.
 * The mean over a text's own tokens is a product with a matrix of 1/n at their places: (B,RT) (RT,C) -> (B,C). */
Tensor *classifier_pooled(Tape *t, const Classifier *c, const Example *list, const int *order, int B)
{
    int T = 1, R = 0, C = c->gpt->config.width;
    for (int b = 0; b < B; b++)
        T = GSL_MAX(T, GSL_MIN(at(list, order, b)->n, c->window)), R += windows(at(list, order, b)->n, c->window);
    int *ids = tape_take(t, (size_t)(R * T) * sizeof *ids), row = 0;
    Tensor *mean = tape_input(t, SHAPE(B, R * T));
    tensor_fill(mean, 0);
    memset(ids, 0, (size_t)(R * T) * sizeof *ids);
    for (int b = 0; b < B; b++) {
        const Example *e = at(list, order, b);
        for (int from = 0; from < e->n; from += c->window, row++) {
            int n = GSL_MIN(e->n - from, c->window);
            memcpy(ids + row * T, e->ids + from, (size_t)n * sizeof *ids);
            for (int i = 0; i < n; i++)
                mean->data[(b * R + row) * T + i] = 1 / (float)e->n;
        }
    }
    return op_matmul(t, mean, op_reshape(t, gpt_hidden(t, c->gpt, ids, R, T), SHAPE(R * T, C)));
}
//< pooled

Tensor *classifier_logits(Tape *t, const Classifier *c, const Example *list, const int *order, int B)
{
    return linear_forward(t, &c->head, classifier_pooled(t, c, list, order, B));
}

Tensor *classifier_loss(Tape *t, const Classifier *c, const Example *list, const int *order, int B)
{
    int *label = tape_take(t, (size_t)B * sizeof *label);
    for (int b = 0; b < B; b++)
        label[b] = at(list, order, b)->label;
    return op_softmax_xent(t, classifier_logits(t, c, list, order, B), label);
}

/* ---- Without gradients. */

typedef Tensor *Make(Tape *t, const Classifier *c, const Example *list, const int *order, int B);

static Tensor *probabilities(Tape *t, const Classifier *c, const Example *list, const int *order, int B)
{
    return op_softmax(t, classifier_logits(t, c, list, order, B));
}

static int *by_length(const Example *list, int n)
{
    int *order = malloc(((size_t)n + 1) * sizeof *order), at[1 << 12] = {0}, sum = 0;
    CHECK(order, "classifier: out of memory for %d texts", n);
    for (int i = 0; i < n; i++)
        at[GSL_MIN(list[i].n, (1 << 12) - 1)]++;
    for (int k = 0; k < 1 << 12; k++) {
        int here = at[k];
        at[k] = sum, sum += here;
    }
    for (int i = 0; i < n; i++)
        order[at[GSL_MIN(list[i].n, (1 << 12) - 1)]++] = i;
    return order;
}

static void for_all(const Classifier *c, const Example *list, int n, Make *make, size_t columns, float *to)
{
    int *order = by_length(list, n);
#pragma omp parallel
    {
        Tape *t = tape_new();
        tape_inference(t, 1);
#pragma omp for schedule(dynamic)
        for (int i = 0; i < n; i += TOGETHER) {
            int B = GSL_MIN(TOGETHER, n - i);
            Tensor *y = make(t, c, list, order + i, B);
            for (int b = 0; b < B; b++)
                memcpy(to + (size_t)order[i + b] * columns, y->data + (size_t)b * columns, columns * sizeof *to);
            tape_reset(t);
        }
        tape_free(t);
    }
    free(order);
}

void classifier_features(const Classifier *c, const Example *list, int n, float *to)
{
    for_all(c, list, n, classifier_pooled, (size_t)c->gpt->config.width, to);
}

void classifier_probabilities(const Classifier *c, const Example *list, int n, float *to)
{
    for_all(c, list, n, probabilities, (size_t)c->head.w->shape[0], to);
}
