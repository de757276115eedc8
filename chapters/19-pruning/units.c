/* Chapter 19: a model without some of its attention heads and neurons. See units.h. */
#include "units.h"

#include <gsl/gsl_math.h>
#include <gsl/gsl_sort.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"

/* Units (heads or neurons) between two layers: each reads by `size` rows of each part of `in`, and writes by `size`
 * columns of `out`. Queries, keys and values are three parts. */
typedef struct {
    const Linear *in, *out;
    size_t parts, units, size, K, M; /* in (parts · units · size, K), out (M, units · size) */
} Between;

static Between between(const Linear *in, const Linear *out, int parts, int units)
{
    size_t wide = (size_t)out->w->shape[1];
    return (Between){in, out, (size_t)parts, (size_t)units, wide / (size_t)units, (size_t)in->w->shape[1],
                     (size_t)out->w->shape[0]};
}

static double squares(const float *w, size_t n, size_t stride)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += gsl_pow_2((double)w[i * stride]);
    return sum;
}

/* The `left` units with the largest weights, in their old order: what the last part reads by (of a head, its
 * values) times what it writes by. */
static void choose(const Between *b, size_t left, size_t *kept)
{
    double *worth = calloc(b->units, sizeof *worth);
    size_t wide = b->units * b->size, n = 0;
    CHECK(worth, "out of memory");
    for (size_t u = 0; u < b->units; u++) {
        double writes = 0;
        for (size_t i = u * b->size; i < (u + 1) * b->size; i++)
            writes += squares(b->out->w->data + i, b->M, wide);
        worth[u] = writes * squares(b->in->w->data + ((b->parts - 1) * wide + u * b->size) * b->K, b->size * b->K, 1);
    }
    gsl_sort_largest_index(kept, left, worth, 1, b->units);
    double least = worth[kept[left - 1]];
    for (size_t u = 0; u < b->units && n < left; u++)
        if (worth[u] >= least)
            kept[n++] = u;
    free(worth);
}

/* Rows of the matrix that the units read by, with their biases, and columns of the one that they write by. */
static void copy_kept(const Between *b, const size_t *kept, size_t left, const Linear *in, const Linear *out)
{
    //> remove
    size_t size = b->size, wide = b->units * size, narrow = left * size;
    for (size_t p = 0; p < b->parts; p++)
        for (size_t u = 0; u < left; u++) {
            size_t from = p * wide + kept[u] * size, to = p * narrow + u * size;
            memcpy(in->w->data + to * b->K, b->in->w->data + from * b->K, size * b->K * sizeof(float));
            memcpy(in->b->data + to, b->in->b->data + from, size * sizeof(float));
        }
    for (size_t m = 0; m < b->M; m++)
        for (size_t u = 0; u < left; u++)
            memcpy(out->w->data + m * narrow + u * size, b->out->w->data + m * wide + kept[u] * size,
                   size * sizeof(float));
    tensor_set(out->b, b->out->b->data); /* what is written to the stream is as wide as before */
    //< remove
}

/* All that gpt.c asks of a model, with narrower layers inside of the blocks. */
static Trunk declare(const Trunk *t, int heads, int neurons)
{
    GptConfig c = t->gpt->config;
    int C = c.width, inner = C / c.heads * heads;
    Trunk to = {.params = params_new(), .gpt = calloc(1, sizeof(Gpt)), .bpe = t->bpe};
    GptBlock *block = calloc((size_t)c.layers, sizeof *block);
    CHECK(to.gpt && block, "out of memory");
    *to.gpt = (Gpt){.config = c, .block = block};
    to.gpt->config.heads = heads;
    to.gpt->wte = params_add(to.params, "wte.weight", init_constant(0), SHAPE(c.vocab, C));
    to.gpt->wpe = params_add(to.params, "wpe.weight", init_constant(0), SHAPE(c.context, C));
    for (int l = 0; l < c.layers; l++) {
        char name[6][16];
        for (int i = 0; i < 6; i++)
            snprintf(name[i], sizeof name[i], "h.%d.%d", l, i);
        block[l].ln_1 = norm_new(to.params, name[0], C);
        block[l].attn = linear_new(to.params, name[1], C, 3 * inner);
        block[l].attn_proj = linear_new(to.params, name[2], inner, C);
        block[l].ln_2 = norm_new(to.params, name[3], C);
        block[l].fc = linear_new(to.params, name[4], C, neurons);
        block[l].fc_proj = linear_new(to.params, name[5], neurons, C);
    }
    to.gpt->ln_f = norm_new(to.params, "ln_f", C);
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    params_init(to.params, rng);
    gsl_rng_free(rng);
    return to;
}

static void copy_norm(const Norm *to, const Norm *from)
{
    tensor_set(to->gain, from->gain->data), tensor_set(to->bias, from->bias->data);
}

Trunk units_remove(const Trunk *t, int heads, int neurons)
{
    const Gpt *g = t->gpt;
    int all = g->block[0].fc.w->shape[0];
    Trunk to = declare(t, heads, neurons);
    size_t *kept = malloc((size_t)all * sizeof *kept);
    CHECK(kept, "out of memory");
    tensor_set(to.gpt->wte, g->wte->data), tensor_set(to.gpt->wpe, g->wpe->data);
    copy_norm(&to.gpt->ln_f, &g->ln_f);
    for (int l = 0; l < g->config.layers; l++) {
        const GptBlock *from = &g->block[l], *into = &to.gpt->block[l];
        Between head = between(&from->attn, &from->attn_proj, 3, g->config.heads);
        Between neuron = between(&from->fc, &from->fc_proj, 1, all);
        choose(&head, (size_t)heads, kept), copy_kept(&head, kept, (size_t)heads, &into->attn, &into->attn_proj);
        choose(&neuron, (size_t)neurons, kept), copy_kept(&neuron, kept, (size_t)neurons, &into->fc, &into->fc_proj);
        copy_norm(&into->ln_1, &from->ln_1), copy_norm(&into->ln_2, &from->ln_2);
    }
    free(kept);
    return to;
}

void units_free(Trunk *t) { gpt_free(t->gpt), params_free(t->params); }
