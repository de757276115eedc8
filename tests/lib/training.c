#include "training.h"

#include <stdlib.h>
#include <string.h>

#include "testing.h"

enum { BATCH = 3, TOKENS = 6, VOCAB = 11 };

Training training_new(unsigned long seed)
{
    Training t = {.params = params_new(), .rng = gsl_rng_alloc(gsl_rng_mt19937), .tape = tape_new()};
    gsl_rng_set(t.rng, seed);
    t.gpt = gpt_new(
        t.params,
        (GptConfig){.vocab = VOCAB, .context = 8, .layers = 2, .heads = 2, .width = 8, .dropout = 0.1F});
    params_init(t.params, t.rng);
    t.optim = optim_adam(t.params, (AdamConfig){0.9F, 0.99F, 1e-8F, 0.1F, 1});
    tape_seed(t.tape, seed, 0);
    return t;
}

void training_free(Training *t)
{
    tape_free(t->tape);
    optim_free(t->optim);
    gpt_free(t->gpt);
    params_free(t->params);
    gsl_rng_free(t->rng);
}

double training_step(Training *t)
{
    int ids[BATCH * TOKENS], targets[BATCH * TOKENS];
    for (int i = 0; i < BATCH * TOKENS; i++) {
        ids[i] = any(t->rng, 0, VOCAB - 1);
        targets[i] = (ids[i] + 1) % VOCAB;
    }
    Tensor *loss = gpt_loss(t->tape, t->gpt, ids, targets, BATCH, TOKENS);
    double value = (double)tensor_item(loss);
    tape_backward(t->tape, loss);
    optim_clip(t->params, 1);
    optim_step(t->optim, 0.01F);
    tape_reset(t->tape);
    t->step++;
    return value;
}

Checkpoint training_checkpoint(Training *t)
{
    return (Checkpoint){
        .params = t->params, .optim = t->optim, .rng = t->rng, .tape = t->tape, .step = &t->step};
}

static unsigned char *append(unsigned char *to, const void *from, size_t n)
{
    memcpy(to, from, n);
    return to + n;
}

unsigned char *training_bytes(const Training *t, size_t *n)
{
    unsigned char *bytes = malloc(3 * params_size(t->params) * sizeof(float) +
                                  (size_t)params_count(t->params) * sizeof(long) + gsl_rng_size(t->rng) +
                                  100);
    cr_assert(bytes);
    unsigned char *to = bytes;
    for (int i = 0; i < params_count(t->params); i++) {
        const Tensor *x = params_at(t->params, i);
        OptimState state = optim_state(t->optim, i);
        to = append(to, x->data, x->size * sizeof(float));
        to = append(to, state.first, x->size * sizeof(float));
        to = append(to, state.second, x->size * sizeof(float));
        to = append(to, state.steps, sizeof(long));
    }
    TapeKey key = tape_key(t->tape);
    to = append(to, &key.seed, sizeof key.seed);
    to = append(to, &key.step, sizeof key.step);
    to = append(to, &t->step, sizeof t->step);
    to = append(to, (long[]){optim_steps(t->optim)}, sizeof(long));
    to = append(to, gsl_rng_state(t->rng), gsl_rng_size(t->rng));
    *n = (size_t)(to - bytes);
    return bytes;
}
