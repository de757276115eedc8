/* Low-rank adapters: at first they change nothing; their gradients are right; W stays as it is, bit for bit; and
 * merged they compute the same. */
#include "lora.h"

#include <float.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gradcheck.h"
#include "tiny.h"

SUITE_SLOW(lora, 60);

static const GptConfig CONFIG = {.vocab = 11, .context = 8, .layers = 2, .heads = 2, .width = 8};

typedef struct {
    Tiny tiny;
    Params *own;
    Lora *lora;
} Adapted;

/* With `louder`, B is no longer zero. */
static Adapted adapted_new(GptConfig config, LoraConfig c, float louder, gsl_rng *rng)
{
    Adapted m = {tiny_new(config, 2, config.context, 5, rng), params_new(), NULL};
    m.lora = lora_new(m.own, m.tiny.g, c);
    params_init(m.own, rng);
    for (int i = 0; i < params_count(m.own) && louder > 0; i++) {
        Tensor *x = params_at(m.own, i);
        for (size_t j = 0; j < x->size; j++)
            x->data[j] = (float)gsl_ran_gaussian(rng, (double)louder);
    }
    return m;
}

static void adapted_free(Adapted *m)
{
    lora_free(m->lora);
    params_free(m->own);
    tiny_free(&m->tiny);
}

static float *logits(const Tiny *m, size_t *n)
{
    Tape *t = tape_new();
    tape_inference(t, 1);
    Tensor *y = gpt_logits(t, m->g, m->ids, m->B, m->T);
    float *copy = malloc(y->size * sizeof *copy);
    cr_assert(copy);
    memcpy(copy, y->data, y->size * sizeof *copy);
    *n = y->size;
    tape_free(t);
    return copy;
}

/* The largest difference; consumes both. */
static double apart(float *a, float *b, size_t n)
{
    double most = 0;
    for (size_t i = 0; i < n; i++)
        most = fmax(most, fabs((double)a[i] - (double)b[i]));
    free(a), free(b);
    return most;
}

static float *weights(const Params *p)
{
    float *copy = malloc(params_size(p) * sizeof *copy), *to = copy;
    cr_assert(copy);
    for (int i = 0; i < params_count(p); to += params_at(p, i++)->size)
        memcpy(to, params_at(p, i)->data, params_at(p, i)->size * sizeof *to);
    return copy;
}

TEST(lora, parameters)
{
    static const char *const names[] = {"h.0.attn.c_attn.lora_A", "h.0.attn.c_attn.lora_B", "h.0.mlp.c_proj.lora_A",
                                        "h.0.mlp.c_proj.lora_B", "h.1.attn.c_attn.lora_A", "h.1.attn.c_attn.lora_B",
                                        "h.1.mlp.c_proj.lora_A", "h.1.mlp.c_proj.lora_B"};
    static const char *const shapes[] = {"(3, 8)", "(24, 3)", "(3, 32)", "(8, 3)"};
    gsl_rng *rng = testing_rng("lora, parameters");
    Adapted m = adapted_new(CONFIG, (LoraConfig){3, 6, LORA_ATTN | LORA_FC_PROJ}, 0, rng);
    cr_assert(params_count(m.own) == 8, "%d", params_count(m.own));
    for (int i = 0; i < 8; i++)
        cr_assert(!strcmp(params_name(m.own, i), names[i]) &&
                      !strcmp(tensor_shape_text(params_at(m.own, i)), shapes[i % 4]),
                  "%d: %s is %s", i, params_name(m.own, i), tensor_shape_text(params_at(m.own, i)));
    adapted_free(&m);
    m = adapted_new(CONFIG, (LoraConfig){2, 6, LORA_ALL}, 0, rng); /* r (K + M) each: 32, 16, 40 and 40 times r, twice, and 19 */
    cr_assert(params_size(m.own) == 2 * 2 * 128 + 2 * 19, "%zu", params_size(m.own));
    adapted_free(&m);
    gsl_rng_free(rng);
}

/* B is zero: the logits are those of the model without, to the bit. */
TEST(lora, at_first_nothing_changes)
{
    gsl_rng *rng = testing_rng("lora, at first");
    for (int where = 1; where <= LORA_ALL; where++) {
        size_t n;
        Adapted m = adapted_new(CONFIG, (LoraConfig){2, 16, where}, 0, rng);
        float *with = logits(&m.tiny, &n);
        cr_assert(gpt_adapted(m.tiny.g));
        lora_free(m.lora), m.lora = NULL;
        cr_assert(!gpt_adapted(m.tiny.g));
        double most = apart(with, logits(&m.tiny, &n), n);
        cr_assert(most == 0, "SEED=%lu: where %d: %g", testing_seed(), where, most);
        adapted_free(&m);
    }
    gsl_rng_free(rng);
}

/* A rank of 0 is a frozen model, to the bit. */
TEST(lora, rank_0)
{
    gsl_rng *rng = testing_rng("lora, rank 0");
    Tiny m = tiny_new(CONFIG, 2, 8, 5, rng);
    size_t n;
    float *before = logits(&m, &n);
    Params *own = params_new();
    Lora *l = lora_new(own, m.g, (LoraConfig){0, 1, LORA_ALL});
    cr_assert(params_count(own) == 0 && !gpt_adapted(m.g) && !m.g->wte->needs_grad);
    lora_merge(l), lora_unmerge(l);
    cr_assert(apart(before, logits(&m, &n), n) == 0);
    lora_free(l), lora_free(NULL);
    cr_assert(m.g->wte->needs_grad && m.g->block[1].fc.w->needs_grad);
    params_free(own);
    tiny_free(&m);
    gsl_rng_free(rng);
}

/* One matrix in its three forms, with everything learning: x, w, bias, residual, a and b. */
typedef struct {
    Tensor *x, *w, *bias, *residual, *target;
    Adapter adapter;
    int form;
} Matrix;

static Tensor *matrix_loss(Tape *t, void *matrix)
{
    const Matrix *m = matrix;
    Linear l = {m->w, m->bias, &m->adapter};
    Tensor *y = m->form == 0   ? linear_forward(t, &l, m->x)
                : m->form == 1 ? linear_forward_gelu(t, &l, m->x)
                               : linear_forward_residual(t, &l, m->x, m->residual);
    return op_mse(t, y, m->target);
}

static const double STEP = 0.05, MISS = 5e-3;

/* Where the gradients of a parameter nearly cancel, the loss's own rounding, divided by the step, is more than what
 * may be missed. */
static int can_be_judged(Params *p, Matrix *m)
{
    Tape *t = tape_new();
    Tensor *loss = matrix_loss(t, m);
    double rounding = 4 * (double)FLT_EPSILON * (double)tensor_item(loss);
    tape_backward(t, loss);
    int enough = 1;
    for (int k = 0; k < params_count(p); k++) {
        const Tensor *x = params_at(p, k);
        double largest = 0;
        for (size_t i = 0; x->has_grad && i < x->size; i++)
            largest = fmax(largest, fabs((double)x->grad[i]));
        enough &= !(largest > 0) || MISS * largest >= rounding / STEP;
    }
    params_drop_grads(p);
    tape_free(t);
    return enough;
}

TEST(lora, gradients_of_the_operation)
{
    gsl_rng *rng = testing_rng("lora, operation");
    for (int i = 0; i < 12; i++) {
        int N = any(rng, 1, 5), K = any(rng, 1, 9), M = any(rng, 1, 9), r = any(rng, 1, 4);
        Params *p = params_new();
        Matrix m = {.form = i % 3};
        m.x = params_add(p, "x", init_normal(0.5F), SHAPE(N, K));
        m.w = params_add(p, "w", init_normal(0.5F), SHAPE(M, K));
        m.bias = params_add(p, "bias", init_normal(0.5F), SHAPE(M));
        m.residual = params_add(p, "residual", init_normal(0.5F), SHAPE(N, M));
        m.adapter = (Adapter){params_add(p, "a", init_normal(0.5F), SHAPE(r, K)),
                              params_add(p, "b", init_normal(0.5F), SHAPE(M, r)), 0.7F};
        m.target = params_add(p, "target", init_normal(2), SHAPE(N, M));
        int draws = 0;
        do {
            cr_assert(draws++ < 20, "SEED=%lu: gradients stay too near zero to be judged", testing_seed());
            params_init(p, rng);
        } while (!can_be_judged(p, &m));
        double along = 0;
        for (int k = 0; k < 3; k++)
            along = fmax(along, gradcheck_direction(p, matrix_loss, &m, STEP, rng));
        Gradcheck e = gradcheck_elements(p, matrix_loss, &m, STEP);
        cr_assert(e.worst <= MISS && along <= 2e-3,
                  "SEED=%lu: form %d, N %d, K %d, M %d, r %d: %s[%zu]: analytic %g, numeric %g; along %g", testing_seed(),
                  m.form, N, K, M, r, e.where, e.element, e.analytic, e.numeric, along);
        params_free(p);
    }
    gsl_rng_free(rng);
}

/* Every element of A and B, at weights that are the same in every run (see gpt.c). */
TEST(lora, gradients)
{
    gsl_rng *rng = testing_rng("lora, gradients");
    gsl_rng_set(rng, 3);
    for (int i = 0; i < 7; i++) {
        GptConfig config = {.vocab = 5, .context = 4, .layers = 1 + i % 2, .heads = 2, .width = 8,
                            .dropout = i > 4 ? 0.2F : 0};
        int where = i < 5 ? 1 << i : LORA_ALL;
        Adapted m = adapted_new(config, (LoraConfig){1 + i % 3, 2, where}, 0.4F, rng);
        Gradcheck r = gradcheck_elements(m.own, tiny_loss, &m.tiny, 0.01);
        cr_assert(r.worst <= 5e-3, "%d: %s[%zu]: analytic %g, numeric %g, relative error %.2g", i, r.where, r.element,
                  r.analytic, r.numeric, r.worst);
        double along = gradcheck_direction(m.own, tiny_loss, &m.tiny, 0.02, rng);
        cr_assert(along <= 5e-3, "%d: along a direction: %g", i, along);
        adapted_free(&m);
    }
    gsl_rng_free(rng);
}

/* W + (α/r) B A by loops in double, put in W's place. */
TEST(lora, merged_is_the_sum)
{
    gsl_rng *rng = testing_rng("lora, merged");
    for (int rank = 1; rank <= 8; rank += 7) {
        size_t n;
        Adapted m = adapted_new(CONFIG, (LoraConfig){rank, 3, LORA_ALL}, 0.2F, rng);
        float *before = weights(m.tiny.params), *apart_from_w = logits(&m.tiny, &n);
        const Tensor *w = m.tiny.g->block[1].fc.w, *a = params_find(m.own, "h.1.mlp.c_fc.lora_A"),
                     *b = params_find(m.own, "h.1.mlp.c_fc.lora_B");
        float old = w->data[3 * 8 + 5];
        double sum = (double)old;
        for (int k = 0; k < rank; k++)
            sum += 3.0 / rank * (double)b->data[3 * rank + k] * (double)a->data[k * 8 + 5];
        lora_merge(m.lora), lora_merge(m.lora);
        cr_assert(!gpt_adapted(m.tiny.g));
        cr_assert(fabs((double)w->data[3 * 8 + 5] - sum) < 1e-5, "SEED=%lu: %g, not %g", testing_seed(),
                  (double)w->data[3 * 8 + 5], sum);
        double most = apart(apart_from_w, logits(&m.tiny, &n), n);
        cr_assert(most < 1e-4, "SEED=%lu: rank %d: logits differ by %g", testing_seed(), rank, most);
        lora_unmerge(m.lora), lora_unmerge(m.lora);
        most = apart(before, weights(m.tiny.params), params_size(m.tiny.params));
        cr_assert(gpt_adapted(m.tiny.g) && most < 1e-5, "SEED=%lu: unmerged, W is off by %g", testing_seed(), most);
        adapted_free(&m);
    }
    gsl_rng_free(rng);
}

/* One token after the other, with the cache: what the whole text at once gives. */
TEST(lora, generation)
{
    gsl_rng *rng = testing_rng("lora, generation");
    Adapted m = adapted_new(CONFIG, (LoraConfig){2, 3, LORA_ALL}, 0.3F, rng);
    m.tiny.B = 1;
    size_t n, V = (size_t)CONFIG.vocab;
    float *all = logits(&m.tiny, &n);
    GptCache *c = gpt_cache_new(m.tiny.g);
    Tape *t = tape_new();
    tape_inference(t, 1);
    for (int i = 0; i < CONFIG.context; i++) {
        const Tensor *y = gpt_next(t, m.tiny.g, c, m.tiny.ids + i, 1);
        for (size_t v = 0; v < V; v++)
            cr_assert(fabsf(y->data[v] - all[(size_t)i * V + v]) < 1e-4F, "SEED=%lu: token %d", testing_seed(), i);
        tape_reset(t);
    }
    free(all);
    tape_free(t);
    gpt_cache_free(c);
    adapted_free(&m);
    gsl_rng_free(rng);
}
