#include "generate.h"

#include <string.h>

#include "error.h"

typedef struct {
    const Gpt *g;
    Tape *tape;
    Arena *scratch;
    GptCache *cache; /* NULL: everything is computed again for every token */
    int *window;     /* what the model sees, at most `context` tokens */
    int length, fresh; /* of which the last `fresh` are not yet in the cache */
} Writer;

/* Forgets all but the last `keep` tokens. Positions are learned, so what stays is computed anew. */
static void forget(Writer *w, int keep)
{
    memmove(w->window, w->window + w->length - keep, (size_t)keep * sizeof *w->window);
    w->length = w->fresh = keep;
    if (w->cache)
        gpt_cache_clear(w->cache);
}

static void append(Writer *w, int token)
{
    int context = w->g->config.context;
    if (w->length == context)
        forget(w, context / 2);
    w->window[w->length++] = token;
    w->fresh++;
}

static const float *next_logits(Writer *w)
{
    tape_reset(w->tape);
    if (w->cache) {
        const float *logits = gpt_next(w->tape, w->g, w->cache, w->window + w->length - w->fresh, w->fresh)->data;
        w->fresh = 0;
        return logits;
    }
    Tensor *all = gpt_logits(w->tape, w->g, w->window, 1, w->length);
    return all->data + (size_t)(w->length - 1) * tensor_cols(all);
}

int generate(const Gpt *g, const int *prompt, int n, int *to, int count, Generation how, gsl_rng *rng,
             GenerateToken *each, void *context)
{
    CHECK(n >= 1 && count >= 0, "generate: %d tokens after a prompt of %d; wants at least 0 and 1", count, n);
    Writer w = {.g = g, .tape = tape_new(), .scratch = arena_new(), .cache = how.uncached ? NULL : gpt_cache_new(g)};
    Arena *own = arena_new();
    w.window = arena_take(own, (size_t)g->config.context * sizeof *w.window);
    tape_inference(w.tape, 1);
    int first = n > g->config.context ? n - g->config.context : 0, done = 0, end = 0;
    for (int i = first; i < n; i++)
        append(&w, prompt[i]);
    while (done < count && !end) {
        arena_reset(w.scratch);
        int token = sample_token(next_logits(&w), g->config.vocab, how.sampling, rng, w.scratch);
        to[done++] = token;
        append(&w, token);
        end = each && each(context, token);
    }
    gpt_cache_free(w.cache);
    tape_free(w.tape);
    arena_free(w.scratch);
    arena_free(own);
    return done;
}
