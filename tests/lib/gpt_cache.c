/* Keys and values kept from earlier tokens: the same logits as from all tokens at once. */
#include <math.h>
#include <string.h>

#include "tiny.h"

SUITE(gpt_cache);

/* max|a - b| <= 1e-4 max|b| */
static void same(const char *what, int at, const float *a, const float *b, int n)
{
    float largest = 0;
    for (int i = 0; i < n; i++)
        largest = fmaxf(largest, fabsf(b[i]));
    for (int i = 0; i < n; i++)
        cr_assert(fabsf(a[i] - b[i]) <= 1e-4F * largest, "SEED=%lu: %s, after %d tokens: logit %d is %g, not %g",
                  testing_seed(), what, at, i, (double)a[i], (double)b[i]);
}

/* A cleared cache that was full of NaN: what it held before is seen by no one. */
static void spoil(const Tiny *m, GptCache *c)
{
    float *gain = m->g->block[0].ln_1.gain->data, kept = *gain;
    Tape *t = tape_new();
    tape_inference(t, 1);
    gpt_cache_clear(c);
    *gain = NAN;
    gpt_next(t, m->g, c, m->ids, m->g->config.context);
    *gain = kept;
    tape_free(t);
}

/* Pieces of `n` tokens, or of 1 … 9 by chance for n = 0. */
static void pieces(const Tiny *m, GptCache *c, int n, gsl_rng *rng)
{
    int context = m->g->config.context, V = m->g->config.vocab;
    Tape *t = tape_new(), *whole = tape_new();
    tape_inference(t, 1), tape_inference(whole, 1);
    const float *all = gpt_logits(whole, m->g, m->ids, 1, context)->data;
    spoil(m, c);
    gpt_cache_clear(c);
    while (gpt_cache_length(c) < context) {
        int at = gpt_cache_length(c), more = n ? n : any(rng, 1, 9);
        more = at + more > context ? context - at : more;
        const Tensor *y = gpt_next(t, m->g, c, m->ids + at, more);
        cr_assert(y->ndim == 2 && y->shape[0] == 1 && y->shape[1] == V && gpt_cache_length(c) == at + more);
        same(n ? "equal pieces" : "pieces", at + more, y->data, all + (size_t)((at + more - 1) * V), V);
        if (any(rng, 0, 1)) {
            memset(tape_take(t, 1 << 20), 0xff, 1 << 20); /* the cache does not live on the tape */
            tape_reset(t);
        }
    }
    tape_free(t), tape_free(whole);
}

TEST(gpt_cache, in_pieces)
{
    static const GptConfig configs[] = {
        {.vocab = 17, .context = 10, .layers = 2, .heads = 2, .width = 16, .dropout = 0.2F},
        {.vocab = 40, .context = 150, .layers = 2, .heads = 3, .width = 99},
        {.vocab = 5, .context = 1, .layers = 1, .heads = 1, .width = 1},
        {.vocab = 9, .context = 65, .layers = 1, .heads = 4, .width = 20},
        {.vocab = 300, .context = 70, .layers = 1, .heads = 2, .width = 160}};
    gsl_rng *rng = testing_rng("in pieces");
    for (size_t i = 0; i < sizeof configs / sizeof *configs; i++) {
        Tiny m = tiny_new(configs[i], 1, configs[i].context, 10, rng);
        GptCache *c = gpt_cache_new(m.g);
        cr_assert(gpt_cache_length(c) == 0);
        static const int sizes[] = {1, 3, 0, 64, 1000, 0};
        for (int k = 0; k < 6; k++)
            pieces(&m, c, sizes[k], rng);
        gpt_cache_free(c);
        tiny_free(&m);
    }
    gpt_cache_free(NULL);
    gsl_rng_free(rng);
}

/* Two caches, turn by turn: neither sees the other's tokens; one that was cleared begins anew. */
TEST(gpt_cache, two_conversations)
{
    gsl_rng *rng = testing_rng("two conversations");
    Tiny m = tiny_new((GptConfig){.vocab = 11, .context = 12, .layers = 2, .heads = 2, .width = 8}, 2, 12, 10, rng);
    GptCache *c[2] = {gpt_cache_new(m.g), gpt_cache_new(m.g)};
    Tape *t = tape_new();
    tape_inference(t, 1);
    gpt_next(t, m.g, c[0], m.ids + 12, 7);
    gpt_cache_clear(c[0]);
    cr_assert(gpt_cache_length(c[0]) == 0);
    const float *all = gpt_logits(t, m.g, m.ids, 2, 12)->data;
    for (int i = 0; i < 12; i++)
        for (int k = 0; k < 2; k++)
            same("two", i + 1, gpt_next(t, m.g, c[k], m.ids + 12 * k + i, 1)->data, all + (12 * k + i) * 11, 11);
    gpt_cache_free(c[0]), gpt_cache_free(c[1]);
    tape_free(t);
    tiny_free(&m);
    gsl_rng_free(rng);
}

TEST(gpt_cache, what_is_refused)
{
    gsl_rng *rng = testing_rng("refused");
    Tiny m = tiny_new((GptConfig){.vocab = 11, .context = 12, .layers = 2, .heads = 2, .width = 8}, 2, 12, 10, rng);
    GptCache *c = gpt_cache_new(m.g);
    Tape *t = tape_new();
    CHECKED(gpt_next(t, m.g, c, m.ids, 1), "gpt_next: the tape is recording");
    tape_inference(t, 1);
    CHECKED(gpt_next(t, m.g, c, m.ids, 0), "gpt");
    CHECKED(gpt_next(t, m.g, c, m.ids, 13), "gpt: 13 tokens after 0; the context has room for 12");
    cr_assert(gpt_cache_length(c) == 0, "what was refused was counted");
    gpt_next(t, m.g, c, m.ids, 12);
    CHECKED(gpt_next(t, m.g, c, m.ids, 1), "gpt: 1 tokens after 12; the context has room for 12");
    cr_assert(gpt_cache_length(c) == 12);
    gpt_cache_free(c);
    tape_free(t);
    tiny_free(&m);
    gsl_rng_free(rng);
}
