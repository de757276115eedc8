#include "lora.h"

#include <gsl/gsl_blas.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "error.h"
#include "safetensors.h"

enum { MATRICES = 4 }; /* of a block */

struct Lora {
    Gpt *gpt;
    LoraConfig config;
    int merged, count;
    struct Place {
        Tensor *w;
        const Adapter **slot; /* where the model looks for adapter[i] */
    } *place;
    Adapter *adapter;
};

/* Gradients reach a frozen model's inputs, but no memory is taken, and no time, for its weights' own. */
static void freeze(const Gpt *g, int frozen)
{
    Tensor *outside[] = {g->wte, g->wpe, g->ln_f.gain, g->ln_f.bias};
    for (size_t i = 0; i < sizeof outside / sizeof *outside; i++)
        outside[i]->needs_grad = !frozen;
    for (int l = 0; l < g->config.layers; l++) {
        const GptBlock *b = &g->block[l];
        Tensor *inside[] = {b->ln_1.gain, b->ln_1.bias, b->attn.w, b->attn.b, b->attn_proj.w, b->attn_proj.b,
                            b->ln_2.gain, b->ln_2.bias, b->fc.w,   b->fc.b,   b->fc_proj.w,   b->fc_proj.b};
        for (size_t i = 0; i < sizeof inside / sizeof *inside; i++)
            inside[i]->needs_grad = !frozen;
    }
}

static Adapter adapter_new(Params *p, const char *name, const Tensor *w, const LoraConfig *c)
{
    char a[80], b[80];
    int M = w->shape[0], K = w->shape[1], r = c->rank, most = M < K ? M : K;
    CHECK(r <= most, "lora: rank %d for %s, which is %s: none of its changes has a rank above %d", r, name,
          tensor_shape_text(w), most);
    snprintf(a, sizeof a, "%s.lora_A", name);
    snprintf(b, sizeof b, "%s.lora_B", name);
    return (Adapter){.a = params_add(p, a, init_normal(1 / sqrtf((float)K)), SHAPE(r, K)),
                     .b = params_add(p, b, init_constant(0), SHAPE(M, r)), .scale = c->alpha / (float)r};
}

static void attach(Lora *l, int on)
{
    for (int i = 0; i < l->count; i++)
        *l->place[i].slot = on ? &l->adapter[i] : NULL;
}

static void add(Lora *l, Params *p, const char *name, Tensor *w, const Adapter **slot)
{
    CHECK(!*slot, "lora: %s has an adapter already", name);
    l->place[l->count] = (struct Place){w, slot};
    l->adapter[l->count++] = adapter_new(p, name, w, &l->config);
}

Lora *lora_new(Params *p, Gpt *g, LoraConfig c)
{
    static const char *const part[MATRICES] = {"attn.c_attn", "attn.c_proj", "mlp.c_fc", "mlp.c_proj"};
    CHECK(c.rank >= 0, "lora: rank %d", c.rank);
    CHECK(isfinite(c.alpha), "lora: alpha is no number");
    CHECK(!(c.where & ~LORA_ALL), "lora: where is %d; a sum of LORA_… is wanted", c.where);
    Lora *l = malloc(sizeof *l);
    size_t most = MATRICES * (size_t)g->config.layers + 1;
    CHECK(l, "lora: out of memory");
    *l = (Lora){.gpt = g, .config = c, .place = malloc(most * sizeof *l->place),
                .adapter = malloc(most * sizeof *l->adapter)};
    CHECK(l->place && l->adapter, "lora: out of memory");
    if (c.where & LORA_WTE && c.rank > 0)
        add(l, p, "wte", g->wte, &g->adapter);
    for (int k = 0; k < g->config.layers && c.rank > 0; k++) {
        GptBlock *b = &g->block[k];
        Linear *own[MATRICES] = {&b->attn, &b->attn_proj, &b->fc, &b->fc_proj};
        for (int i = 0; i < MATRICES; i++)
            if (c.where >> i & 1) {
                char name[48];
                snprintf(name, sizeof name, "h.%d.%s", k, part[i]);
                add(l, p, name, own[i]->w, &own[i]->adapter);
            }
    }
    attach(l, 1);
    freeze(g, 1);
    return l;
}

void lora_free(Lora *l)
{
    if (!l)
        return;
    attach(l, 0);
    freeze(l->gpt, 0);
    free(l->place), free(l->adapter);
    free(l);
}

//> merge
/* W ← W + sign · (α/r) B A: once, not in every step. */
static void add_to_weights(const Lora *l, float sign)
{
    for (int i = 0; i < l->count; i++) {
        gsl_matrix_float_view w = tensor_matrix(l->place[i].w);
        gsl_matrix_float_view a = tensor_matrix(l->adapter[i].a), b = tensor_matrix(l->adapter[i].b);
        gsl_blas_sgemm(CblasNoTrans, CblasNoTrans, sign * l->adapter[i].scale, &b.matrix, &a.matrix, 1, &w.matrix);
    }
}
//< merge

static void set_merged(Lora *l, int merged)
{
    if (l->merged == merged)
        return;
    add_to_weights(l, merged ? 1 : -1);
    attach(l, !merged);
    l->merged = merged;
}

void lora_merge(Lora *l) { set_merged(l, 1); }
void lora_unmerge(Lora *l) { set_merged(l, 0); }

/* ---- Files. */

static const char NOTE[] = "lora_alpha";

int lora_save(const char *path, const Lora *l, Checkpoint what, char *reason, size_t reason_size)
{
    char alpha[32];
    snprintf(alpha, sizeof alpha, "%.9g", (double)l->config.alpha);
    what.notes = (const char *const[]){NOTE, alpha, NULL};
    return checkpoint_save(path, &what, reason, reason_size);
}

static int read_alpha(const char *path, float *alpha, char *reason, size_t reason_size)
{
    Safetensors *f = safetensors_open(path, reason, reason_size);
    if (!f)
        return GSL_EFAILED;
    const char *text = safetensors_note(f, NOTE);
    char *end = NULL;
    int code = 0;
    *alpha = text ? strtof(text, &end) : 0;
    if (!text || end == text || *end || !isfinite(*alpha))
        code = safetensors_refuse(f, "__metadata__: %s is '%.32s': not a file of adapters", NOTE, text ? text : "");
    safetensors_close(f);
    return code;
}

int lora_load(const char *path, Lora *l, Checkpoint what, char *reason, size_t reason_size)
{
    float alpha;
    CHECK(!l->merged, "lora_load: the adapters are merged; lora_unmerge first");
    if (read_alpha(path, &alpha, reason, reason_size) || checkpoint_load(path, &what, reason, reason_size))
        return GSL_EFAILED;
    l->config.alpha = alpha;
    for (int i = 0; i < l->count; i++)
        l->adapter[i].scale = alpha / (float)l->config.rank;
    return 0;
}
