/* Generation: with the cache and without it the same tokens, and what the model sees at each. */
#include "generate.h"

#include <stdlib.h>
#include <string.h>

#include "tiny.h"

SUITE_SLOW(generate, 60);

enum { COUNT = 60, LONGEST = 40 };

static const GptConfig configs[] = {
    {.vocab = 19, .context = 8, .layers = 2, .heads = 2, .width = 12},
    {.vocab = 31, .context = 7, .layers = 1, .heads = 3, .width = 24},
    {.vocab = 13, .context = 1, .layers = 2, .heads = 1, .width = 8},
    {.vocab = 13, .context = 2, .layers = 1, .heads = 4, .width = 4},
    {.vocab = 70, .context = 33, .layers = 3, .heads = 2, .width = 34, .dropout = 0.3F},
};
enum { CONFIGS = sizeof configs / sizeof *configs };

/* A fixed seed: two computations that differ in their last bits agree on all tokens but rarely on every seed's. */
static Tiny model(const GptConfig *c, gsl_rng *rng)
{
    gsl_rng_set(rng, 5);
    return tiny_new(*c, 1, c->context, 25, rng);
}

static int run(const Tiny *m, const int *prompt, int n, int *to, Generation how, unsigned long seed)
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(rng, seed);
    int done = generate(m->g, prompt, n, to, COUNT, how, rng, NULL, NULL);
    gsl_rng_free(rng);
    return done;
}

/* Prompts of one token up to more than the context holds, and beyond it by generation. */
TEST(generate, cached_is_uncached)
{
    static const Sampling samplings[] = {{.temperature = 0, .top_p = 1},
                                         {.temperature = 1, .top_p = 1},
                                         {.temperature = 0.7, .top_k = 5, .top_p = 1},
                                         {.temperature = 1.3, .top_k = 9, .top_p = 0.8}};
    gsl_rng *rng = testing_rng("generate");
    for (int i = 0; i < CONFIGS; i++) {
        Tiny m = model(&configs[i], rng);
        int context = configs[i].context, lengths[] = {1, context - 1, context, context + 5}, prompt[LONGEST];
        for (int k = 0; k < LONGEST; k++)
            prompt[k] = any(rng, 0, configs[i].vocab - 1);
        for (int k = 0; k < 4; k++)
            for (size_t s = 0; s < sizeof samplings / sizeof *samplings && lengths[k] > 0; s++) {
                int with[COUNT], without[COUNT], moved = 0;
                int done = run(&m, prompt, lengths[k], with, (Generation){samplings[s], 0}, 3);
                int also = run(&m, prompt, lengths[k], without, (Generation){samplings[s], 1}, 3);
                cr_assert(done == COUNT && also == COUNT, "%d and %d", done, also);
                for (int j = 0; j < COUNT; j++) {
                    cr_assert(with[j] == without[j], "config %d, prompt of %d, sampling %zu: token %d is %d, not %d",
                              i, lengths[k], s, j, with[j], without[j]);
                    moved |= with[j] != with[0];
                }
                cr_assert(moved || configs[i].context == 1 || s == 0, "one token for ever shows nothing");
            }
        tiny_free(&m);
    }
    gsl_rng_free(rng);
}

/* Each greedy token has the largest logit after what the model is to see: the prompt's last `context` tokens;
 * and when these are `context`, before one more, the last half of them. */
TEST(generate, the_window)
{
    gsl_rng *rng = testing_rng("the window");
    Tape *t = tape_new();
    tape_inference(t, 1);
    for (int i = 0; i < CONFIGS * 4; i++) {
        Tiny m = tiny_new(configs[i / 4], 1, 1, 25, rng);
        int context = configs[i / 4].context, n = any(rng, 1, context + 5), window[LONGEST + 5], to[COUNT], length = n;
        for (int k = 0; k < n; k++)
            window[k] = any(rng, 0, configs[i / 4].vocab - 1);
        run(&m, window, n, to, (Generation){{0, 0, 1}, i % 2}, 1);
        for (int j = 0; j < COUNT; j++, length++) {
            int keep = length <= context ? length : j == 0 ? context : context / 2 + 1;
            memmove(window, window + length - keep, (size_t)keep * sizeof *window);
            length = keep;
            Tensor *all = gpt_logits(t, m.g, window, 1, length);
            const float *logits = all->data + (size_t)(length - 1) * tensor_cols(all);
            for (size_t v = 0; v < tensor_cols(all); v++)
                cr_assert(logits[v] <= logits[to[j]] + 1e-4F,
                          "SEED=%lu: config %d, prompt of %d, token %d: %d, not %zu", testing_seed(), i / 4, n, j,
                          to[j], v);
            window[length] = to[j];
            tape_reset(t);
        }
        tiny_free(&m);
    }
    tape_free(t);
    gsl_rng_free(rng);
}

typedef struct {
    int seen[COUNT], n, last;
} Listener;

static int listen(void *context, int token)
{
    Listener *l = context;
    l->seen[l->n++] = token;
    return l->n == l->last;
}

TEST(generate, tokens_as_they_come)
{
    gsl_rng *rng = testing_rng("listen");
    Tiny m = model(&configs[0], rng);
    int all[COUNT], to[COUNT], prompt[3] = {1, 2, 3};
    Generation how = {{.temperature = 1, .top_p = 1}, 0};
    run(&m, prompt, 3, all, how, 9);
    for (int last = 1; last <= COUNT; last += 7) {
        Listener l = {.last = last};
        gsl_rng_set(rng, 9);
        memset(to, -1, sizeof to);
        int done = generate(m.g, prompt, 3, to, COUNT, how, rng, listen, &l);
        cr_assert(done == last && l.n == last && !memcmp(to, l.seen, (size_t)last * sizeof *to) &&
                      !memcmp(to, all, (size_t)last * sizeof *to),
                  "ended after %d: %d tokens, %d heard", last, done, l.n);
        cr_assert(last == COUNT || to[last] == -1, "a token after the last");
    }
    Listener none = {.last = 1};
    cr_assert(generate(m.g, prompt, 3, to, 0, how, rng, listen, &none) == 0 && none.n == 0, "0 tokens");
    CHECKED(generate(m.g, prompt, 0, to, 1, how, rng, NULL, NULL), "generate: ");
    CHECKED(generate(m.g, prompt, 3, to, -1, how, rng, NULL, NULL), "generate: ");
    CHECKED(generate(m.g, (int[]){19}, 1, to, 1, how, rng, NULL, NULL), "op_embedding: id 19");
    tiny_free(&m);
    gsl_rng_free(rng);
}
