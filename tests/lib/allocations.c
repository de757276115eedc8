/* A training step in its steady state takes no memory from the system. */
#include "model.h"
#include "optim.h"

SUITE(allocations);

static void step(Tape *t, Model *m, Optim *o)
{
    tape_backward(t, model_loss(t, m, 0, MODEL_BATCH));
    optim_clip(m->params, 1);
    optim_step(o, 0.01F);
    tape_reset(t);
}

static Optim *optimiser(Params *p, int which)
{
    switch (which) {
    case 0: return optim_sgd(p, 0, 0);
    case 1: return optim_sgd(p, 0.9F, 0);
    case 2: return optim_sgd(p, 0.9F, 1);
    case 3: return optim_rmsprop(p, 0.99F, 1e-8F);
    case 4: return optim_adam(p, (AdamConfig){0.9F, 0.999F, 1e-8F, 0.1F, 0});
    default: return optim_adam(p, (AdamConfig){0.9F, 0.999F, 1e-8F, 0.1F, 1});
    }
}

TEST(allocations, none_in_a_steady_step)
{
    for (int which = 0; which < 6; which++) {
        Model m = model_new(1);
        Optim *o = optimiser(m.params, which);
        Tape *t = tape_new();
        memory_watch();
        step(t, &m, o);
        Memory first = memory_watched();
        cr_assert(first.calls > 0 && first.blocks > 0,
                  "the first step took no memory: nothing is being counted");

        memory_watch();
        for (int i = 0; i < 10; i++)
            step(t, &m, o);
        Memory later = memory_watched();
        cr_assert(later.calls == 0, "optimiser %d: ten steps made %ld calls", which, later.calls);
        tape_free(t);
        optim_free(o);
        model_free(&m);
    }
}

/* A smaller batch at the end of an epoch fits into what is there. */
TEST(allocations, none_for_a_smaller_batch)
{
    Model m = model_new(1);
    Tape *t = tape_new();
    for (int n = MODEL_BATCH; n >= 1; n--) {
        memory_watch();
        tape_backward(t, model_loss(t, &m, 0, n));
        params_drop_grads(m.params);
        tape_reset(t);
        Memory used = memory_watched();
        cr_assert((used.calls > 0) == (n == MODEL_BATCH), "a batch of %d made %ld calls", n, used.calls);
    }
    tape_free(t);
    model_free(&m);
}

/* What was taken is given back. */
TEST(allocations, all_freed)
{
    memory_watch();
    Model m = model_new(1);
    Optim *o = optimiser(m.params, 5);
    Tape *t = tape_new();
    for (int i = 0; i < 3; i++)
        step(t, &m, o);
    optim_free(o);
    tape_free(t);
    model_free(&m);
    optim_free(NULL);
    tape_free(NULL);
    params_free(NULL);
    arena_free(NULL);
    Memory used = memory_watched();
    cr_assert(used.blocks == 0, "%ld blocks were kept", used.blocks);
}
