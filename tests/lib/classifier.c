/* A head on a GPT: padding and windows change nothing, gradients are right, frozen is frozen. */
#include "classifier.h"

#include <gsl/gsl_math.h>
#include <math.h>
#include <string.h>

#include "gradcheck.h"
#include "optim.h"
#include "testing.h"
#include "tiny.h"

SUITE(classifier);

enum { TEXTS = 20, CONTEXT = 8, MOST = 30 };
static const GptConfig CONFIG = {11, CONTEXT, 2, 2, 8, 0};

typedef struct {
    Classifier c;
    int ids[TEXTS][MOST], B;
    Example list[TEXTS];
} Setting;

static void begin(Setting *s, gsl_rng *rng)
{
    s->c = classifier_new(CONFIG, 3, rng);
    for (int i = 0; i < params_count(s->c.params); i++)
        for (size_t k = 0; k < params_at(s->c.params, i)->size; k++)
            params_at(s->c.params, i)->data[k] += 0.02F * (float)any(rng, -10, 10);
    for (int i = 0; i < TEXTS; i++) {
        for (int k = 0; k < MOST; k++)
            s->ids[i][k] = any(rng, 0, CONFIG.vocab - 1);
        s->list[i] = (Example){s->ids[i], any(rng, 1, MOST), any(rng, 0, 2)};
    }
    s->B = 5;
}

TEST(classifier, padding_and_windows_change_nothing)
{
    gsl_rng *rng = testing_rng("classifier");
    static Setting s;
    static float p[TEXTS * 3], f[TEXTS * 8];
    begin(&s, rng);
    classifier_probabilities(&s.c, s.list, TEXTS, p);
    classifier_features(&s.c, s.list, TEXTS, f);
    Tape *t = tape_new();
    tape_inference(t, 1);
    for (int i = 0; i < TEXTS; i++) { /* each by itself, each window by itself */
        double mean[8] = {0}, sum = 0;
        const Example *e = &s.list[i];
        for (int from = 0; from < e->n; from += CONTEXT) {
            int n = GSL_MIN(CONTEXT, e->n - from);
            Tensor *h = gpt_hidden(t, s.c.gpt, e->ids + from, 1, n);
            for (int k = 0; k < n * 8; k++)
                mean[k % 8] += (double)h->data[k] / e->n;
        }
        for (int k = 0; k < 8; k++)
            cr_assert_float_eq(f[i * 8 + k], mean[k], 1e-5);
        Tensor *y = op_softmax(t, classifier_logits(t, &s.c, s.list, &i, 1));
        for (int k = 0; k < 3; k++) {
            cr_assert_float_eq(p[i * 3 + k], y->data[k], 1e-5);
            sum += (double)p[i * 3 + k];
        }
        cr_assert_float_eq(sum, 1, 1e-5);
        tape_reset(t);
    }
    tape_free(t), classifier_free(&s.c), gsl_rng_free(rng);
}

static Tensor *loss(Tape *t, void *setting)
{
    Setting *s = setting;
    return classifier_loss(t, &s->c, s->list, NULL, s->B);
}

TEST(classifier, gradient)
{
    gsl_rng *rng = testing_rng("classifier gradient");
    static Setting s;
    begin(&s, rng);
    double error = gradcheck_direction(s.c.params, loss, &s, 0.02, rng);
    cr_assert_lt(error, 2e-3, "SEED=%lu: off by %g of the gradient's size", testing_seed(), error);
    classifier_free(&s.c), gsl_rng_free(rng);
}

static void learn(Setting *s, int frozen, int steps)
{
    Optim *o = optim_adam(s->c.params, (AdamConfig){0.9F, 0.99F, 1e-8F, 0, 0});
    Tape *t = tape_new();
    classifier_freeze(&s->c, frozen);
    for (int i = 0; i < steps; i++, tape_reset(t)) {
        tape_backward(t, loss(t, s));
        optim_step(o, 0.01F);
    }
    tape_free(t), optim_free(o);
}

TEST(classifier, frozen)
{
    gsl_rng *rng = testing_rng("classifier frozen");
    static Setting s;
    begin(&s, rng);
    Tape *t = tape_new();
    float before = tensor_item(loss(t, &s)), wte = s.c.gpt->wte->data[3], gain = s.c.gpt->ln_f.gain->data[0];
    tape_reset(t);
    learn(&s, 1, 30);
    float frozen = tensor_item(loss(t, &s));
    tape_reset(t);
    cr_assert(s.c.gpt->wte->data[3] == wte && s.c.gpt->ln_f.gain->data[0] == gain && frozen < before);
    learn(&s, 0, 30);
    cr_assert(s.c.gpt->ln_f.gain->data[0] != gain && tensor_item(loss(t, &s)) < frozen / 2);
    tape_free(t), classifier_free(&s.c), gsl_rng_free(rng);
}

TEST(classifier, from_a_trunk)
{
    gsl_rng *rng = testing_rng("classifier trunk");
    Tiny m = tiny_new(CONFIG, 1, 4, 2, rng);
    Trunk trunk = {.params = m.params, .gpt = m.g};
    Classifier c = classifier_from(&trunk, 2, rng);
    Tape *t = tape_new();
    const int ids[] = {1, 2, 3};
    Tensor *a = gpt_hidden(t, m.g, ids, 1, 3), *b = gpt_hidden(t, c.gpt, ids, 1, 3);
    cr_assert(!memcmp(a->data, b->data, a->size * sizeof(float)));
    Example e = {ids, 3, 1};
    cr_assert_float_eq(tensor_item(classifier_loss(t, &c, &e, NULL, 1)), log(2), 1e-6); /* the head knows nothing yet */
    c.gpt->wte->data[0]++;
    cr_assert_neq(c.gpt->wte->data[0], m.g->wte->data[0]);
    tape_free(t), classifier_free(&c), tiny_free(&m), gsl_rng_free(rng);
}
