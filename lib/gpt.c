#include "gpt.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"

static GptBlock block_new(Params *p, const GptConfig *c, int layer)
{
    int C = c->width;
    float sd = 0.02F, residual = sd / sqrtf(2 * (float)c->layers);
    char name[6][48];
    static const char *const part[] = {"ln_1", "attn.c_attn", "attn.c_proj", "ln_2", "mlp.c_fc", "mlp.c_proj"};
    for (int i = 0; i < 6; i++)
        snprintf(name[i], sizeof name[i], "h.%d.%s", layer, part[i]);
    return (GptBlock){.ln_1 = norm_new(p, name[0], C),
                      .attn = linear_new_normal(p, name[1], C, 3 * C, sd),
                      .attn_proj = linear_new_normal(p, name[2], C, C, residual),
                      .ln_2 = norm_new(p, name[3], C),
                      .fc = linear_new_normal(p, name[4], C, 4 * C, sd),
                      .fc_proj = linear_new_normal(p, name[5], 4 * C, C, residual)};
}

Gpt *gpt_new(Params *p, GptConfig c)
{
    CHECK(c.vocab >= 1 && c.context >= 1 && c.layers >= 1 && c.heads >= 1 && c.width >= 1,
          "gpt_new: vocab %d, context %d, layers %d, heads %d, width %d; each at least 1", c.vocab, c.context,
          c.layers, c.heads, c.width);
    CHECK(c.width % c.heads == 0, "gpt_new: %d heads do not divide a width of %d", c.heads, c.width);
    Gpt *g = calloc(1, sizeof *g);
    GptBlock *block = calloc((size_t)c.layers, sizeof *block);
    CHECK(g && block, "gpt_new: out of memory");
    *g = (Gpt){.config = c, .block = block};
    g->wte = params_add(p, "wte.weight", init_normal(0.02F), SHAPE(c.vocab, c.width));
    g->wpe = params_add(p, "wpe.weight", init_normal(0.02F), SHAPE(c.context, c.width));
    for (int l = 0; l < c.layers; l++)
        block[l] = block_new(p, &c, l);
    g->ln_f = norm_new(p, "ln_f", c.width);
    return g;
}

void gpt_free(Gpt *g)
{
    if (!g)
        return;
    free(g->block);
    free(g);
}

int gpt_adapted(const Gpt *g)
{
    int found = g->adapter != NULL;
    for (int l = 0; l < g->config.layers; l++) {
        const GptBlock *b = &g->block[l];
        found |= b->attn.adapter || b->attn_proj.adapter || b->fc.adapter || b->fc_proj.adapter;
    }
    return found;
}

int gpt_stored_transposed(const char *name)
{
    static const char *const stored[] = {".c_attn.weight", ".c_proj.weight", ".c_fc.weight"};
    for (int i = 0; i < 3; i++) {
        size_t n = strlen(name), m = strlen(stored[i]);
        if (n > m && !strcmp(name + n - m, stored[i]))
            return 1;
    }
    return 0;
}

struct GptCache {
    Arena *memory;
    int length;
    Tensor **keys, **values; /* (C, context) and (context, C) of each layer */
};

/* Rows of W, or of W + scale · b a: those of b a are rows of b times a. */
static Tensor *tokens(Tape *t, const Gpt *g, const int *ids, int B, int T)
{
    Tensor *x = op_embedding(t, g->wte, ids, SHAPE(B, T));
    const Adapter *d = g->adapter;
    if (!d)
        return x;
    Tensor *u = op_scale(t, op_embedding(t, d->b, ids, SHAPE(B * T)), d->scale);
    return op_add(t, x, op_reshape(t, op_matmul(t, u, d->a), SHAPE(B, T, g->config.width)));
}

/* Tokens and their positions become vectors: (B,T) -> (B,T,C). */
static Tensor *embed(Tape *t, const Gpt *g, const int *ids, int B, int T, int first)
{
    CHECK(T >= 1 && first + T <= g->config.context, "gpt: %d tokens after %d; the context has room for %d", T,
          first, g->config.context);
    int *position = tape_take(t, (size_t)T * sizeof *position);
    for (int i = 0; i < T; i++)
        position[i] = first + i;
    Tensor *x = op_add(t, tokens(t, g, ids, B, T), op_embedding(t, g->wpe, position, SHAPE(T)));
    return op_dropout(t, x, g->config.dropout);
}

/* x + what a branch makes of h, without some of it while dropout is on. */
static Tensor *add_branch(Tape *t, const Gpt *g, Tensor *x, const Linear *l, Tensor *h)
{
    if (g->config.dropout == 0)
        return linear_forward_residual(t, l, h, x);
    return op_add(t, x, op_dropout(t, linear_forward(t, l, h), g->config.dropout));
}

/* x + attention(norm(x)), then x + MLP(norm(x)). */
static Tensor *block(Tape *t, const Gpt *g, int layer, GptCache *c, Tensor *x)
{
    const GptBlock *b = &g->block[layer];
    int heads = g->config.heads;
    Tensor *h = linear_forward(t, &b->attn, norm_forward(t, &b->ln_1, x));
    h = c ? op_attention_cached(t, h, heads, c->keys[layer], c->values[layer], c->length)
          : op_attention(t, h, heads, 1);
    x = add_branch(t, g, x, &b->attn_proj, h);
    h = linear_forward_gelu(t, &b->fc, norm_forward(t, &b->ln_2, x));
    return add_branch(t, g, x, &b->fc_proj, h);
}

static Tensor *hidden(Tape *t, const Gpt *g, GptCache *c, const int *ids, int B, int T)
{
    Tensor *x = embed(t, g, ids, B, T, c ? c->length : 0);
    for (int l = 0; l < g->config.layers; l++)
        x = block(t, g, l, c, x);
    return norm_forward(t, &g->ln_f, x);
}

Tensor *gpt_hidden(Tape *t, const Gpt *g, const int *ids, int B, int T) { return hidden(t, g, NULL, ids, B, T); }

/* The same matrix turns vectors into scores of tokens. */
static Tensor *scores(Tape *t, const Gpt *g, Tensor *x)
{
    return g->adapter ? op_linear_adapted(t, x, g->wte, NULL, NULL, g->adapter) : op_linear(t, x, g->wte, NULL);
}

Tensor *gpt_logits(Tape *t, const Gpt *g, const int *ids, int B, int T)
{
    return scores(t, g, gpt_hidden(t, g, ids, B, T));
}

Tensor *gpt_loss(Tape *t, const Gpt *g, const int *ids, const int *targets, int B, int T)
{
    return op_softmax_xent(t, gpt_logits(t, g, ids, B, T), targets);
}

GptCache *gpt_cache_new(const Gpt *g)
{
    enum { APART = 16 }; /* columns a power of two apart would push each other out of the processor's cache */
    GptCache *c = calloc(1, sizeof *c);
    CHECK(c, "gpt_cache_new: out of memory");
    int layers = g->config.layers;
    c->memory = arena_new();
    c->keys = arena_take(c->memory, (size_t)layers * sizeof *c->keys);
    c->values = arena_take(c->memory, (size_t)layers * sizeof *c->values);
    for (int l = 0; l < layers; l++) {
        c->keys[l] = tensor_new(c->memory, SHAPE(g->config.width, g->config.context + APART));
        c->values[l] = tensor_new(c->memory, SHAPE(g->config.context, g->config.width));
    }
    return c;
}

void gpt_cache_free(GptCache *c)
{
    if (!c)
        return;
    arena_free(c->memory);
    free(c);
}

void gpt_cache_clear(GptCache *c) { c->length = 0; }
int gpt_cache_length(const GptCache *c) { return c->length; }

Tensor *gpt_next(Tape *t, const Gpt *g, GptCache *c, const int *ids, int n)
{
    CHECK(tape_is_inference(t), "gpt_next: the tape is recording; the cache is for inference");
    Tensor *x = hidden(t, g, c, ids, 1, n);
    c->length += n;
    Tensor *last = tape_input(t, SHAPE(1, g->config.width));
    memcpy(last->data, x->data + (size_t)(n - 1) * last->size, last->size * sizeof(float));
    return scores(t, g, last);
}

double gpt_step_flops(const Gpt *g, int T)
{
    const GptConfig *c = &g->config;
    double C = c->width, L = c->layers;
    double P = c->vocab * C + L * (12 * C * C + 13 * C) + 2 * C;
    return 6 * P + 12 * L * C * T;
}
