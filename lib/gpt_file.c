#include "gpt_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "safetensors.h"

enum { MOST_LAYERS = 1000, MOST_WIDTH = 1 << 18, PUBLISHED_HEAD = 64, CHUNK = 1 << 16 };
static const char PREFIX[] = "transformer.";

/* The layer N of a name "h.N.…", and the rest of it; -1 for other names. */
static int layer_of(const char *name, const char **rest)
{
    char *end;
    if (strncmp(name, "h.", 2) || name[2] < '0' || name[2] > '9')
        return -1;
    long n = strtol(name + 2, &end, 10);
    if (*end != '.')
        return -1;
    *rest = end + 1;
    return n < MOST_LAYERS ? (int)n : MOST_LAYERS;
}

static int ignored(const char *name)
{
    const char *rest;
    if (layer_of(name, &rest) >= 0)
        return !strcmp(rest, "attn.bias") || !strcmp(rest, "attn.masked_bias");
    return !strcmp(name, "lm_head.weight"); /* check_head has seen it */
}

static const CheckpointStyle STYLE = {PREFIX, gpt_stored_transposed, ignored};

static const SafeTensor *find(const Safetensors *f, const char *name)
{
    char prefixed[128];
    const SafeTensor *t = safetensors_find(f, name);
    snprintf(prefixed, sizeof prefixed, "%s%s", PREFIX, name);
    return t ? t : safetensors_find(f, prefixed);
}

/* GPT-2's output weights are its token embedding; another matrix would be another model. */
static int check_head(Safetensors *f)
{
    const SafeTensor *head = find(f, "lm_head.weight"), *wte = find(f, "wte.weight");
    if (!head || !wte)
        return 0;
    if (strcmp(head->dtype, wte->dtype) || head->bytes != wte->bytes)
        return safetensors_refuse(f, "tensor 'lm_head.weight' is not '%s', to which it must be equal",
                                  wte->name);
    static _Thread_local char a[CHUNK], b[CHUNK];
    for (uint64_t at = 0; at < wte->bytes; at += CHUNK) {
        size_t n = wte->bytes - at < CHUNK ? (size_t)(wte->bytes - at) : CHUNK;
        if (safetensors_read(f, head, at, a, n) || safetensors_read(f, wte, at, b, n))
            return GSL_EFAILED;
        if (memcmp(a, b, n))
            return safetensors_refuse(f, "tensor 'lm_head.weight' differs from '%s' within its bytes %llu to "
                                         "%llu; this model has one matrix for both", wte->name,
                                      (unsigned long long)at, (unsigned long long)(at + n - 1));
    }
    return 0;
}

/* ---- The configuration. */

static int read_heads(Safetensors *f, GptConfig *c)
{
    const char *text = safetensors_note(f, "n_head");
    char *end = NULL;
    if (!text && c->width % PUBLISHED_HEAD)
        return safetensors_refuse(f, "does not say n_head in its metadata, and a width of %d is no multiple "
                                     "of %d", c->width, PUBLISHED_HEAD);
    c->heads = c->width / PUBLISHED_HEAD;
    if (!text)
        return 0;
    long heads = *text >= '0' && *text <= '9' ? strtol(text, &end, 10) : 0;
    if (!end || *end || heads < 1 || heads > c->width || c->width % heads)
        return safetensors_refuse(f, "__metadata__: n_head is '%.32s', which does not divide a width of %d",
                                  text, c->width);
    c->heads = (int)heads;
    return 0;
}

static int matrix(Safetensors *f, const char *name, int64_t *rows, int64_t *cols)
{
    const SafeTensor *t = find(f, name);
    char text[200];
    if (!t)
        return safetensors_refuse(f, "tensor '%s' is missing: not a GPT-2", name);
    if (t->ndim != 2 || t->shape[0] < 1 || t->shape[0] > INT32_MAX || t->shape[1] < 1 ||
        t->shape[1] > MOST_WIDTH)
        return safetensors_refuse(f, "tensor '%s' is %s; two dimensions are wanted, the second at most %d",
                                  t->name, safetensors_shape(t, text, sizeof text), MOST_WIDTH);
    *rows = t->shape[0];
    *cols = t->shape[1];
    return 0;
}

/* A file may promise any number of weights, but it must have room for them, in two bytes each at least:
 * then so have we. */
static int read_config(Safetensors *f, GptConfig *c)
{
    int64_t vocab, context, width, other;
    if (matrix(f, "wte.weight", &vocab, &width) || matrix(f, "wpe.weight", &context, &other))
        return GSL_EFAILED;
    int layers = 0;
    double room = 0;
    for (int i = 0; i < safetensors_count(f); i++) {
        const SafeTensor *t = safetensors_at(f, i);
        const char *rest;
        int prefixed = !strncmp(t->name, PREFIX, strlen(PREFIX));
        int n = layer_of(t->name + (prefixed ? strlen(PREFIX) : 0), &rest);
        layers = n >= layers ? n + 1 : layers;
        room += (double)t->bytes / 2;
    }
    double C = (double)width, need = (double)(vocab + context) * C + layers * (12 * C * C + 13 * C) + 2 * C;
    if (layers < 1)
        return safetensors_refuse(f, "has no tensor of a layer, h.0 and so on: not a GPT-2");
    if (layers > MOST_LAYERS)
        return safetensors_refuse(f, "has more than %d layers", MOST_LAYERS);
    if (need > room)
        return safetensors_refuse(f, "%d layers of width %lld have %.0f weights; the file has room for %.0f",
                                  layers, (long long)width, need, room);
    *c = (GptConfig){.vocab = (int)vocab, .context = (int)context, .layers = layers, .width = (int)width};
    return read_heads(f, c);
}

/* ---- What others call. */

/* What no comparison of shapes finds: `want` (or NULL) says the heads, and the head must be tied. */
static int inspect(const char *path, GptConfig *c, const Gpt *want, char *reason, size_t reason_size)
{
    Safetensors *f = safetensors_open(path, reason, reason_size);
    if (!f)
        return GSL_EFAILED;
    int code = read_config(f, c);
    if (!code && want && want->config.width == c->width && want->config.heads != c->heads)
        code = safetensors_refuse(f, "has %d heads; the model has %d", c->heads, want->config.heads);
    if (!code)
        code = check_head(f);
    safetensors_close(f);
    return code;
}

int gpt_load(const char *path, Params **p, Gpt **g, char *reason, size_t reason_size)
{
    GptConfig config;
    *p = NULL;
    *g = NULL;
    if (inspect(path, &config, NULL, reason, reason_size))
        return GSL_EFAILED;
    Params *params = params_new();
    Gpt *gpt = gpt_new(params, config);
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    params_init(params, rng);
    gsl_rng_free(rng);
    if (checkpoint_load(path, &(Checkpoint){.params = params, .style = &STYLE}, reason, reason_size)) {
        gpt_free(gpt);
        params_free(params);
        return GSL_EFAILED;
    }
    *p = params;
    *g = gpt;
    return 0;
}

int gpt_save(const char *path, const Gpt *g, Checkpoint what, char *reason, size_t reason_size)
{
    char heads[16];
    snprintf(heads, sizeof heads, "%d", g->config.heads);
    what.style = &STYLE;
    what.notes = (const char *const[]){"n_head", heads, NULL};
    return checkpoint_save(path, &what, reason, reason_size);
}

int gpt_resume(const char *path, const Gpt *g, Checkpoint what, char *reason, size_t reason_size)
{
    GptConfig config;
    what.style = &STYLE;
    int code = inspect(path, &config, g, reason, reason_size);
    return code ? code : checkpoint_load(path, &what, reason, reason_size);
}
