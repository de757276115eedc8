/* A training step of a GPT: forward, backward, AdamW. */
#include <gsl/gsl_math.h>
#include <math.h>
#include <stdlib.h>

#include "bench.h"
#include "error.h"
#include "gpt_replicas.h"
#include "optim.h"

const BenchShape bench_shapes[3] = {
    {"tiny", 12, 64, 300, {.vocab = 65, .context = 64, .layers = 4, .heads = 4, .width = 128}},
    {"small", 8, 256, 15, {.vocab = 65, .context = 256, .layers = 6, .heads = 6, .width = 384}},
    {"gpt2", 4, 64, 12, {.vocab = 50257, .context = 1024, .layers = 12, .heads = 12, .width = 768}},
};

typedef struct {
    const BenchShape *shape;
    Params *params;
    Gpt *gpt;
    Optim *optim;
    GptReplicas *replicas;
    int *ids, at; /* random tokens: new ones every step */
    double first_loss;
} Training;

static void step(void *context)
{
    Training *t = context;
    int B = t->shape->batch, T = t->shape->tokens;
    const int *ids = t->ids + t->at;
    float loss = gpt_replicas_loss(t->replicas, ids, ids + 1, B, T);
    optim_step(t->optim, 1e-3F);
    if (t->at == 0)
        t->first_loss = (double)loss;
    t->at += B * T;
}

static void train_begin(Training *t, GptConfig config)
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    t->params = params_new();
    t->gpt = gpt_new(t->params, config);
    params_init(t->params, rng);
    gsl_rng_free(rng);
    t->optim = optim_adam(t->params, (AdamConfig){0.9F, 0.95F, 1e-8F, .weight_decay = 0.1F, .decoupled = 1});
    t->replicas = gpt_replicas_new(t->params, t->gpt, 0);
}

static void train_end(Training *t)
{
    gpt_replicas_free(t->replicas);
    optim_free(t->optim);
    gpt_free(t->gpt);
    params_free(t->params);
    free(t->ids);
}

/* Memory beyond what libraries, threads and the BLAS hold before the model exists. */
static void report_memory(const Training *t, double before)
{
    double used = bench_resident() - before;
    int gradients = gpt_replicas_count(t->replicas);
    double needed = (3.0 + gradients) * sizeof(float) * (double)params_size(t->params) +
                    (double)gpt_replicas_used(t->replicas);
    bench_row(t->shape->name, "memory_mb", used * 1e-6, "MB");
    bench_row(t->shape->name, "tensors_mb", needed * 1e-6, "MB");
    bench_row(t->shape->name, "memory_ratio", used / needed, "");
}

void bench_train(const BenchShape *s)
{
    GptConfig config = s->config;
    int tokens = s->batch * s->tokens, steps = bench_quick ? 2 : s->steps, warm = GSL_MAX(2, steps / 10);
    if (bench_quick)
        config.layers = 1, config.vocab = GSL_MIN(config.vocab, 1000);
    bench_warm_blas();
    Training t = {.shape = s, .ids = bench_random((warm + steps) * tokens + 1, config.vocab)};
    double before = bench_resident();
    train_begin(&t, config);
    BenchTime time = bench_time(s->name, step, &t, warm, steps);
    CHECK(fabs(t.first_loss - log(config.vocab)) < 1, "%s: an untrained model's loss is %g, not near ln %d",
          s->name, t.first_loss, config.vocab);
    bench_row(s->name, "ms", 1e3 * time.median, "ms");
    bench_row(s->name, "best_ms", 1e3 * time.best, "ms");
    bench_row(s->name, "tokens_s", tokens / time.median, "tokens/s");
    bench_row(s->name, "gflops", 1e-9 * gpt_step_flops(t.gpt, s->tokens) * tokens / time.median, "GFLOP/s");
    bench_row(s->name, "replicas", gpt_replicas_count(t.replicas), "");
    report_memory(&t, before);
    train_end(&t);
}
