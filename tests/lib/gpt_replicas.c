/* Replicas of a GPT: the loss and the gradients of the whole batch, however it is divided. */
#include "gpt_replicas.h"

#include <gsl/gsl_cblas.h>
#include <math.h>
#include <omp.h>
#include <string.h>

#include "optim.h"
#include "tiny.h"

SUITE_SLOW(gpt_replicas, 60);

static const GptConfig CONFIG = {.vocab = 97, .context = 40, .layers = 2, .heads = 3, .width = 48};

enum { BATCH = 5, TOKENS = 40 };

/* |a - b| over |b|, of two gradients */
static double apart(const float *a, const float *b, size_t n)
{
    double difference = 0, norm = 0;
    for (size_t i = 0; i < n; i++)
        difference += pow((double)a[i] - (double)b[i], 2), norm += pow((double)b[i], 2);
    return sqrt(difference / norm);
}

/* Rows without a counted target leave a replica without work; more replicas than rows do, too. */
TEST(gpt_replicas, same_loss_and_gradients)
{
    gsl_rng *rng = testing_rng("replicas");
    for (int n = 1; n <= 7; n++) {
        Tiny m = tiny_new(CONFIG, BATCH, TOKENS, 5, rng);
        for (int i = 0; i < 2 * TOKENS; i++)
            m.targets[i] = n > 2 ? TARGET_IGNORE : m.targets[i];
        Tape *t = tape_new();
        Tensor *loss = tiny_loss(t, &m);
        tape_backward(t, loss);
        size_t size = params_size(m.params), at = 0;
        float *want = malloc(size * sizeof *want);
        for (int i = 0; i < params_count(m.params); i++) {
            const Tensor *x = params_at(m.params, i);
            memcpy(want + at, x->grad, x->size * sizeof *want);
            at += x->size;
        }
        params_drop_grads(m.params);

        GptReplicas *r = gpt_replicas_new(m.params, m.g, n);
        cr_assert(gpt_replicas_count(r) == n);
        float got = gpt_replicas_loss(r, m.ids, m.targets, BATCH, TOKENS);
        cr_assert(fabsf(got - tensor_item(loss)) < 1e-5F * got, "SEED=%lu: %d replicas: %g, not %g", testing_seed(), n,
                  (double)got, (double)tensor_item(loss));
        at = 0;
        for (int i = 0; i < params_count(m.params); i++) {
            const Tensor *x = params_at(m.params, i);
            cr_assert(x->has_grad, "%d replicas: %s", n, params_name(m.params, i));
            double e = apart(x->grad, want + at, x->size);
            cr_assert(e < 1e-5, "SEED=%lu: %d replicas: %s: %g", testing_seed(), n, params_name(m.params, i), e);
            at += x->size;
        }
        cr_assert(gpt_replicas_used(r) > 0);
        gpt_replicas_free(r);
        free(want);
        tape_free(t);
        tiny_free(&m);
    }
    gsl_rng_free(rng);
}

/* Two batches before an update: their gradients are added. */
TEST(gpt_replicas, gradients_accumulate)
{
    gsl_rng *rng = testing_rng("replicas, accumulated");
    Tiny m = tiny_new(CONFIG, BATCH, TOKENS, 5, rng);
    GptReplicas *r = gpt_replicas_new(m.params, m.g, 2);
    gpt_replicas_loss(r, m.ids, m.targets, BATCH, TOKENS);
    const Tensor *x = m.g->block[0].fc.w;
    float *once = malloc(x->size * sizeof *once);
    cblas_scopy((int)x->size, x->grad, 1, once, 1);
    cblas_sscal((int)x->size, 2, once, 1);
    gpt_replicas_loss(r, m.ids, m.targets, BATCH, TOKENS);
    cr_assert(apart(x->grad, once, x->size) < 1e-6, "SEED=%lu", testing_seed());
    free(once);
    gpt_replicas_free(r);
    tiny_free(&m);
    gsl_rng_free(rng);
}

enum { STEPS = 30 };

static void train(int replicas, int threads, float dropout, float losses[STEPS])
{
    gsl_rng *rng = testing_rng("replicas, trained");
    GptConfig config = CONFIG;
    config.dropout = dropout;
    Tiny m = tiny_new(config, BATCH, TOKENS, 1, rng);
    Optim *o = optim_adam(m.params, (AdamConfig){0.9F, 0.95F, 1e-8F, 0.1F, 1});
    GptReplicas *r = gpt_replicas_new(m.params, m.g, replicas);
    int before = omp_get_max_threads();
    omp_set_num_threads(threads);
    gpt_replicas_seed(r, 7, 0);
    for (int i = 0; i < STEPS; i++) {
        if (i == 2)
            memory_watch();
        losses[i] = gpt_replicas_loss(r, m.ids, m.targets, BATCH, TOKENS);
        optim_step(o, 1e-2F);
    }
    Memory later = memory_watched();
    cr_assert(later.calls == 0, "%d replicas: steady steps made %ld calls", replicas, later.calls);
    omp_set_num_threads(before);
    gpt_replicas_free(r);
    optim_free(o);
    tiny_free(&m);
    gsl_rng_free(rng);
}

/* To the bit, with dropout too; and no step takes new memory. */
TEST(gpt_replicas, same_seed_same_losses)
{
    float once[STEPS], twice[STEPS];
    for (int n = 1; n <= 3; n++) {
        train(n, 2, 0.1F, once), train(n, 2, 0.1F, twice);
        cr_assert(!memcmp(once, twice, sizeof once), "SEED=%lu: %d replicas", testing_seed(), n);
        train(n, 1, 0.1F, twice);
        cr_assert(n == 1 || !memcmp(once, twice, sizeof once), "SEED=%lu: %d replicas, one thread", testing_seed(), n);
        cr_assert(once[STEPS - 1] < 0.8F * once[0], "SEED=%lu: from %g to %g: nothing was learned", testing_seed(),
                  (double)once[0], (double)once[STEPS - 1]);
    }
}

TEST(gpt_replicas, dropout_differs_between_replicas)
{
    gsl_rng *rng = testing_rng("replicas, dropout");
    GptConfig config = CONFIG;
    config.dropout = 0.5F;
    Tiny m = tiny_new(config, 2, TOKENS, 5, rng);
    memcpy(m.ids + TOKENS, m.ids, TOKENS * sizeof *m.ids);
    memcpy(m.targets + TOKENS, m.targets, TOKENS * sizeof *m.targets);
    GptReplicas *r = gpt_replicas_new(m.params, m.g, 2);
    gpt_replicas_seed(r, 7, 0);
    float both = gpt_replicas_loss(r, m.ids, m.targets, 2, TOKENS);
    gpt_replicas_seed(r, 7, 0);
    memset(m.targets + TOKENS, 0xff, TOKENS * sizeof *m.targets); /* TARGET_IGNORE: the first row alone */
    float first = gpt_replicas_loss(r, m.ids, m.targets, 2, TOKENS);
    /* with equal masks only the last bits would differ */
    cr_assert(fabsf(both - first) > 2e-5F, "SEED=%lu: equal rows lost %g and %g: equal masks", testing_seed(),
              (double)both, (double)first);
    gpt_replicas_free(r);
    tiny_free(&m);
    gsl_rng_free(rng);
}

TEST(gpt_replicas, refuse)
{
    gsl_rng *rng = testing_rng("replicas, refused");
    Tiny m = tiny_new(CONFIG, 1, 8, 1, rng);
    CHECKED(gpt_replicas_new(m.params, m.g, -1), "-1 replicas");
    Params *other = params_new();
    params_add(other, "w", init_constant(0), SHAPE(2));
    CHECKED(params_share(other, m.params), "parameters for 1");
    CHECKED(params_share(m.params, other), "have memory");
    params_free(other);
    tiny_free(&m);
    gsl_rng_free(rng);
}
