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
    c.head.w = params_add(c.params, "head.weight", init_constant(0), SHAPE(classes, 2 * config.width));
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

/* ---- The mean and the largest of what a model made of each text's own tokens: (R,C) -> (B,2C). Row i belongs to text
 * own[i], or is padding (-1): it neither counts nor gets a gradient. */
typedef struct {
    const int *own, *count; /* (R), and the tokens of each text (B) */
    int *largest;           /* (B,C): the row where it was found, the first of equals */
} Pool;

static void pool_forward(Tensor *y)
{
    const Pool *p = y->ctx;
    const Tensor *x = y->in[0];
    int R = x->shape[0], B = y->shape[0], C = x->shape[1];
    tensor_fill(y, 0);
    for (int i = 0; i < B * C; i++)
        p->largest[i] = -1;
    for (int i = 0; i < R; i++) {
        int b = p->own[i];
        if (b < 0)
            continue;
        float *mean = y->data + 2 * b * C, *most = mean + C, part = 1 / (float)p->count[b];
        const float *row = x->data + (size_t)i * (size_t)C;
        for (int k = 0; k < C; k++) {
            mean[k] += part * row[k];
            if (p->largest[b * C + k] < 0 || row[k] > most[k])
                most[k] = row[k], p->largest[b * C + k] = i;
        }
    }
}

/* dx = dmean/n, and dmax where the largest stood */
static void pool_backward(Tensor *y)
{
    const Pool *p = y->ctx;
    Tensor *x = y->in[0];
    int R = x->shape[0], C = x->shape[1], add = tape_grad(x);
    for (int i = 0; i < R; i++) {
        int b = p->own[i];
        const float *mean = b < 0 ? NULL : y->grad + 2 * b * C;
        for (int k = 0; k < C; k++) {
            float d = b < 0 ? 0 : mean[k] / (float)p->count[b];
            if (b >= 0 && p->largest[b * C + k] == i)
                d += mean[C + k];
            tape_put(add, &x->grad[(size_t)i * (size_t)C + (size_t)k], d);
        }
    }
}

static const Op POOL = {"pool", pool_forward, pool_backward};

//> pooled
/* A text's windows are rows, padded on the right to the longest. Attention looks back only, so padding changes nothing
 * before it; and own[] says which token is whose. */
Tensor *classifier_pooled(Tape *t, const Classifier *c, const Example *list, const int *order, int B)
{
    int T = 1, R = 0, C = c->gpt->config.width, row = 0;
    for (int b = 0; b < B; b++)
        T = GSL_MAX(T, GSL_MIN(at(list, order, b)->n, c->window)), R += windows(at(list, order, b)->n, c->window);
    int *ids = tape_take(t, (size_t)(R * T) * sizeof *ids), *own = tape_take(t, (size_t)(R * T) * sizeof *own);
    int *count = tape_take(t, (size_t)B * sizeof *count);
    for (int b = 0; b < B; b++) {
        const Example *e = at(list, order, b);
        count[b] = e->n;
        for (int from = 0; from < e->n; from += c->window, row++)
            for (int i = 0; i < T; i++) {
                int is_own = i < c->window && from + i < e->n;
                ids[row * T + i] = is_own ? e->ids[from + i] : 0;
                own[row * T + i] = is_own ? b : -1;
            }
    }
    Pool pool = {own, count, tape_take(t, (size_t)(B * C) * sizeof *pool.largest)};
    Tensor *h = op_reshape(t, gpt_hidden(t, c->gpt, ids, R, T), SHAPE(R * T, C));
    return tape_record(t, &POOL, 2, (int[]){B, 2 * C}, IN(h), &pool, sizeof pool);
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
