/* Training a GPT: the same seed gives the same losses, to the bit; it learns; and no step takes new memory. */
#include <math.h>
#include <omp.h>
#include <string.h>

#include "optim.h"
#include "tiny.h"

SUITE_SLOW(gpt_steps, 60);

static const AdamConfig ADAM = {0.9F, 0.95F, 1e-8F, 0.1F, 1};

static float step(Tape *t, Tiny *m, Optim *o)
{
    Tensor *loss = tiny_loss(t, m);
    float value = tensor_item(loss);
    tape_backward(t, loss);
    optim_clip(m->params, 1);
    optim_step(o, 3e-3F);
    tape_reset(t);
    return value;
}

/* Large enough for every operation to use its threads. */
static const GptConfig CONFIG = {.vocab = 97, .context = 70, .layers = 2, .heads = 3, .width = 96, .dropout = 0.1F};

enum { STEPS = 30 };

static void train(float losses[STEPS])
{
    gsl_rng *rng = testing_rng("train");
    Tiny m = tiny_new(CONFIG, 4, 70, 1, rng);
    Optim *o = optim_adam(m.params, ADAM);
    Tape *t = tape_new();
    tape_seed(t, 5, 0);
    for (int i = 0; i < STEPS; i++)
        losses[i] = step(t, &m, o);
    tape_free(t);
    optim_free(o);
    tiny_free(&m);
    gsl_rng_free(rng);
}

TEST(gpt_steps, same_seed_same_losses)
{
    float once[STEPS], twice[STEPS];
    train(once), train(twice);
    for (int i = 0; i < STEPS; i++)
        cr_assert(!memcmp(&once[i], &twice[i], sizeof *once), "SEED=%lu: step %d: %.9g, then %.9g", testing_seed(), i,
                  (double)once[i], (double)twice[i]);
    cr_assert(once[STEPS - 1] < 0.8F * once[0], "SEED=%lu: from %g to %g: nothing was learned", testing_seed(),
              (double)once[0], (double)once[STEPS - 1]);
}

/* Other numbers of threads may add in another order, but not by much. */
TEST(gpt_steps, threads_change_little)
{
    float losses[3][STEPS];
    for (int n = 1; n <= 3; n++) {
        omp_set_num_threads(n);
        train(losses[n - 1]);
    }
    for (int i = 0; i < STEPS; i++)
        cr_assert(fabsf(losses[0][i] - losses[1][i]) <= 1e-3F * losses[0][i] &&
                      fabsf(losses[0][i] - losses[2][i]) <= 1e-3F * losses[0][i],
                  "SEED=%lu: step %d: %.9g, %.9g and %.9g with 1 to 3 threads", testing_seed(), i,
                  (double)losses[0][i], (double)losses[1][i], (double)losses[2][i]);
}

TEST(gpt_steps, no_memory_in_a_steady_step)
{
    gsl_rng *rng = testing_rng("memory");
    Tiny m = tiny_new(CONFIG, 4, 70, 1, rng);
    Optim *o = optim_adam(m.params, ADAM);
    Tape *t = tape_new();
    memory_watch();
    step(t, &m, o);
    cr_assert(memory_watched().calls > 0, "nothing is being counted");
    memory_watch();
    for (int i = 0; i < 5; i++)
        step(t, &m, o);
    m.B = 3, m.T = 65; /* a smaller batch fits */
    step(t, &m, o);
    Memory later = memory_watched();
    cr_assert(later.calls == 0, "six steps made %ld calls", later.calls);
    tape_free(t);
    optim_free(o);
    tiny_free(&m);
    gsl_rng_free(rng);
}

/* The tape has to grow with the context once, so the first pass does not count. */
TEST(gpt_steps, no_memory_in_steady_generation)
{
    gsl_rng *rng = testing_rng("memory, generation");
    Tiny m = tiny_new(CONFIG, 1, 70, 1, rng);
    GptCache *c = gpt_cache_new(m.g);
    Tape *t = tape_new();
    tape_inference(t, 1);
    for (int pass = 0; pass < 3; pass++) {
        memory_watch();
        gpt_cache_clear(c);
        gpt_next(t, m.g, c, m.ids, 30);
        tape_reset(t);
        for (int i = 30; i < 70; i++) {
            gpt_next(t, m.g, c, m.ids + i, 1);
            tape_reset(t);
        }
        Memory used = memory_watched();
        cr_assert((used.calls == 0) == (pass > 0), "pass %d made %ld calls", pass, used.calls);
    }
    memory_watch();
    gpt_cache_free(gpt_cache_new(m.g));
    Memory used = memory_watched();
    cr_assert(used.calls > 0 && used.blocks == 0, "a cache kept %ld blocks", used.blocks);
    gpt_cache_free(c);
    tape_free(t);
    tiny_free(&m);
    gsl_rng_free(rng);
}
