#include "gpt_int8.h"

#include <stdlib.h>
#include <string.h>

#include "error.h"

/* ---- Its memory, and how it is made from a Gpt. */

static Norm norm_empty(Arena *a, int n) { return (Norm){tensor_new(a, SHAPE(n)), tensor_new(a, SHAPE(n))}; }

static Int8Linear linear_empty(Arena *a, int K, int M)
{
    return (Int8Linear){int8_matrix(a, M, K), tensor_new(a, SHAPE(M))};
}

GptInt8 *gpt_int8_empty(GptConfig c)
{
    GptInt8 *g = malloc(sizeof *g);
    CHECK(g, "gpt_int8: out of memory");
    Arena *a = arena_new();
    int C = c.width;
    *g = (GptInt8){.config = c, .memory = a, .wte = int8_matrix(a, c.vocab, C), .wpe = int8_matrix(a, c.context, C)};
    g->config.dropout = 0;
    g->block = arena_take(a, (size_t)c.layers * sizeof *g->block);
    for (int l = 0; l < c.layers; l++)
        g->block[l] = (GptInt8Block){.ln_1 = norm_empty(a, C), .attn = linear_empty(a, C, 3 * C),
                                     .attn_proj = linear_empty(a, C, C), .ln_2 = norm_empty(a, C),
                                     .fc = linear_empty(a, C, 4 * C), .fc_proj = linear_empty(a, 4 * C, C)};
    g->ln_f = norm_empty(a, C);
    return g;
}

void gpt_int8_free(GptInt8 *g)
{
    if (!g)
        return;
    arena_free(g->memory);
    free(g);
}

static void norm_copy(Norm *to, const Norm *from)
{
    tensor_set(to->gain, from->gain->data);
    tensor_set(to->bias, from->bias->data);
}

static void linear_round(Int8Linear *to, const Linear *from)
{
    int8_round_rows(&to->w, from->w);
    tensor_set(to->b, from->b->data);
}

GptInt8 *gpt_int8_new(const Gpt *from)
{
    CHECK(!gpt_adapted(from), "gpt_int8_new: the model has adapters; lora_merge first");
    GptInt8 *g = gpt_int8_empty(from->config);
    int8_round_rows(&g->wte, from->wte);
    int8_round_rows(&g->wpe, from->wpe);
    for (int l = 0; l < g->config.layers; l++) {
        GptInt8Block *b = &g->block[l];
        const GptBlock *f = &from->block[l];
        norm_copy(&b->ln_1, &f->ln_1), norm_copy(&b->ln_2, &f->ln_2);
        linear_round(&b->attn, &f->attn), linear_round(&b->attn_proj, &f->attn_proj);
        linear_round(&b->fc, &f->fc), linear_round(&b->fc_proj, &f->fc_proj);
    }
    norm_copy(&g->ln_f, &from->ln_f);
    return g;
}

size_t gpt_int8_bytes(GptConfig c)
{
    size_t C = (size_t)c.width, one = sizeof(float), tables = ((size_t)c.vocab + (size_t)c.context) * (C + one);
    size_t outputs = 3 * C + C + 4 * C + C; /* rows of a block's matrices, each with scale and bias */
    return tables + (size_t)c.layers * (12 * C * C + (2 * outputs + 4 * C) * one) + 2 * C * one;
}

/* ---- Forward: gpt.c's, with int8 products. */

struct GptInt8Cache {
    Arena *memory;
    int length;
    Int8Matrix *keys, *values; /* of each layer, (context · heads, width/heads) */
};

static Tensor *embed(Tape *t, const GptInt8 *g, const int *ids, int B, int T, int first)
{
    CHECK(T >= 1 && first + T <= g->config.context, "gpt_int8: %d tokens after %d; the context has room for %d", T,
          first, g->config.context);
    int *position = tape_take(t, (size_t)T * sizeof *position);
    for (int i = 0; i < T; i++)
        position[i] = first + i;
    return op_add(t, int8_embedding(t, &g->wte, ids, SHAPE(B, T)), int8_embedding(t, &g->wpe, position, SHAPE(T)));
}

static Tensor *linear(Tape *t, const Int8Linear *l, Tensor *x) { return int8_linear(t, x, &l->w, l->b); }

/* x + attention(norm(x)), then x + MLP(norm(x)). */
static Tensor *block(Tape *t, const GptInt8 *g, int layer, GptInt8Cache *c, Tensor *x)
{
    const GptInt8Block *b = &g->block[layer];
    int heads = g->config.heads;
    Tensor *h = linear(t, &b->attn, norm_forward(t, &b->ln_1, x));
    if (c && (c->length || h->shape[1] == 1)) {
        h = int8_attention(t, h, heads, &c->keys[layer], &c->values[layer], c->length);
    } else {
        if (c)
            int8_remember(h, heads, &c->keys[layer], &c->values[layer], 0);
        int8_keep(h, heads);
        h = op_attention(t, h, heads, 1);
    }
    x = op_add(t, x, linear(t, &b->attn_proj, h));
    h = op_gelu(t, linear(t, &b->fc, norm_forward(t, &b->ln_2, x)));
    return op_add(t, x, linear(t, &b->fc_proj, h));
}

static Tensor *hidden(Tape *t, const GptInt8 *g, GptInt8Cache *c, const int *ids, int B, int T)
{
    CHECK(tape_is_inference(t), "gpt_int8: the tape is recording; this is for inference");
    Tensor *x = embed(t, g, ids, B, T, c ? c->length : 0);
    for (int l = 0; l < g->config.layers; l++)
        x = block(t, g, l, c, x);
    return norm_forward(t, &g->ln_f, x);
}

Tensor *gpt_int8_logits(Tape *t, const GptInt8 *g, const int *ids, int B, int T)
{
    return int8_linear(t, hidden(t, g, NULL, ids, B, T), &g->wte, NULL);
}

Tensor *gpt_int8_next(Tape *t, const GptInt8 *g, GptInt8Cache *c, const int *ids, int n)
{
    Tensor *x = hidden(t, g, c, ids, 1, n);
    c->length += n;
    Tensor *last = tape_input(t, SHAPE(1, g->config.width));
    memcpy(last->data, x->data + (size_t)(n - 1) * last->size, last->size * sizeof(float));
    return int8_linear(t, last, &g->wte, NULL);
}

/* ---- The cache. */

GptInt8Cache *gpt_int8_cache_new(const GptInt8 *g)
{
    GptInt8Cache *c = calloc(1, sizeof *c);
    CHECK(c, "gpt_int8_cache_new: out of memory");
    const GptConfig *config = &g->config;
    CHECK(config->context <= INT32_MAX / config->heads, "gpt_int8_cache_new: %d heads at %d positions are too many",
          config->heads, config->context);
    c->memory = arena_new();
    c->keys = arena_take(c->memory, (size_t)config->layers * sizeof *c->keys);
    c->values = arena_take(c->memory, (size_t)config->layers * sizeof *c->values);
    for (int l = 0; l < config->layers; l++) {
        c->keys[l] = int8_matrix(c->memory, config->context * config->heads, config->width / config->heads);
        c->values[l] = int8_matrix(c->memory, config->context * config->heads, config->width / config->heads);
    }
    return c;
}

void gpt_int8_cache_free(GptInt8Cache *c)
{
    if (!c)
        return;
    arena_free(c->memory);
    free(c);
}

void gpt_int8_cache_clear(GptInt8Cache *c) { c->length = 0; }
int gpt_int8_cache_length(const GptInt8Cache *c) { return c->length; }
