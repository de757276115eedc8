#include "model.h"

#include <string.h>

Model model_new(GptConfig config, Part without, gsl_rng *rng)
{
    Model m = {.without = without, .params = params_new()};
    config.heads = without == HEADS ? 1 : config.heads;
    m.gpt = gpt_new(m.params, config);
    params_init(m.params, rng);
    return m;
}

void model_free(Model *m)
{
    gpt_free(m->gpt);
    params_free(m->params);
}

size_t model_size(const Model *m)
{
    static const char *const unused[PARTS] = {[NORM] = "ln_", [POSITIONS] = "wpe", [MLP] = "mlp"};
    const char *out = unused[m->without];
    size_t size = 0;
    for (int i = 0; i < params_count(m->params); i++) {
        const char *name = params_name(m->params, i);
        if (!(out && strstr(name, out)) && !(m->without == MLP && strstr(name, "ln_2")))
            size += params_at(m->params, i)->size;
    }
    return size;
}

//> embed
/* (B,T) tokens -> (B,T,C): a row for what the token is, plus a row for where it stands. */
static Tensor *embed(Tape *t, const Model *m, const int *ids, int B, int T)
{
    Tensor *x = op_embedding(t, m->gpt->wte, ids, SHAPE(B, T));
    if (m->without == POSITIONS)
        return x;
    int *place = tape_take(t, (size_t)T * sizeof *place);
    for (int i = 0; i < T; i++)
        place[i] = i;
    return op_add(t, x, op_embedding(t, m->gpt->wpe, place, SHAPE(T)));
}
//< embed

//> block
static Tensor *norm(Tape *t, const Model *m, const Norm *n, Tensor *x)
{
    return m->without == NORM ? x : norm_forward(t, n, x);
}

/* The stream x goes on, with what the branch made of it added. */
static Tensor *add(Tape *t, const Model *m, Tensor *x, Tensor *branch)
{
    return m->without == RESIDUAL ? branch : op_add(t, x, branch);
}

static Tensor *block(Tape *t, const Model *m, const GptBlock *b, Tensor *x) /* (B,T,C) -> (B,T,C) */
{
    Tensor *h = linear_forward(t, &b->attn, norm(t, m, &b->ln_1, x)); /* (B,T,3C) */
    h = op_attention(t, h, m->gpt->config.heads, 1); /* 1: causal */
    x = add(t, m, x, linear_forward(t, &b->attn_proj, h));
    if (m->without == MLP)
        return x;
    h = linear_forward(t, &b->fc, norm(t, m, &b->ln_2, x)); /* (B,T,4C) */
    h = m->without == CURVE ? h : op_gelu(t, h);
    return add(t, m, x, linear_forward(t, &b->fc_proj, h));
}
//< block

//> logits
Tensor *model_logits(Tape *t, const Model *m, const int *ids, int B, int T, Tensor **stream)
{
    int L = m->gpt->config.layers;
    Tensor *x = embed(t, m, ids, B, T);
    for (int l = 0; l <= L; l++) {
        if (stream)
            stream[l] = x; /* for those who want to look */
        x = l < L ? block(t, m, &m->gpt->block[l], x) : norm(t, m, &m->gpt->ln_f, x);
    }
    return op_linear(t, x, m->gpt->wte, NULL); /* a score for each token: the dot product with its row */
}
//< logits
