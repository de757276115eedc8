/* A GptInt8 in a safetensors file. The same list of tensors serves to save and to load. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "error.h"
#include "gpt_int8.h"
#include "safetensors.h"

enum { MOST_LAYERS = 1000, MOST_WIDTH = 1 << 18, NAME_SIZE = 48, OUTSIDE = 6, IN_BLOCK = 16 };
static const char KIND[] = "int8 rows";

typedef struct {
    char name[NAME_SIZE];
    SafeTensor file;
    void *memory;
} Slot;

typedef struct {
    Slot *list;
    int count;
} Slots;

/* ---- The list, in the order of the file: floats first, so that all are aligned. */

static void add(Slots *s, const char *module, const char *part, const char *dtype, void *memory, int ndim, int rows,
                int cols)
{
    Slot *slot = &s->list[s->count++];
    *slot = (Slot){.file = {.dtype = dtype, .ndim = ndim, .shape = {rows, cols}}, .memory = memory};
    snprintf(slot->name, sizeof slot->name, "%s.%s", module, part);
    slot->file.name = slot->name;
}

static void add_floats(Slots *s, const char *module, const char *part, float *x, int n)
{
    add(s, module, part, "F32", x, 1, n, 0);
}

static void add_norm(Slots *s, const char *name, const Norm *n)
{
    add_floats(s, name, "weight", n->gain->data, (int)n->gain->size);
    add_floats(s, name, "bias", n->bias->data, (int)n->bias->size);
}

/* Either what is float of a matrix with its bias (or NULL), or its numbers. */
static void add_matrix(Slots *s, int floats, const char *name, const Int8Matrix *w, const Tensor *b)
{
    if (!floats)
        add(s, name, "weight", "I8", w->q, 2, w->rows, w->cols);
    else
        add_floats(s, name, "scale", w->scale, w->rows);
    if (floats && b)
        add_floats(s, name, "bias", b->data, w->rows);
}

static void add_block(Slots *s, int floats, const GptInt8Block *b, int layer)
{
    static const char *const part[] = {"attn.c_attn", "attn.c_proj", "mlp.c_fc", "mlp.c_proj", "ln_1", "ln_2"};
    const Int8Linear *linear[] = {&b->attn, &b->attn_proj, &b->fc, &b->fc_proj};
    const Norm *norm[] = {&b->ln_1, &b->ln_2};
    for (int i = 0; i < 6; i++) {
        char name[NAME_SIZE / 2];
        snprintf(name, sizeof name, "h.%d.%s", layer, part[i]);
        if (i < 4)
            add_matrix(s, floats, name, &linear[i]->w, linear[i]->b);
        else if (floats)
            add_norm(s, name, norm[i - 4]);
    }
}

static Slots slots_new(const GptInt8 *g)
{
    int count = OUTSIDE + IN_BLOCK * g->config.layers;
    Slots s = {.list = malloc((size_t)count * sizeof *s.list)};
    CHECK(s.list, "gpt_int8: out of memory");
    for (int floats = 1; floats >= 0; floats--) {
        add_matrix(&s, floats, "wte", &g->wte, NULL);
        add_matrix(&s, floats, "wpe", &g->wpe, NULL);
        for (int l = 0; l < g->config.layers; l++)
            add_block(&s, floats, &g->block[l], l);
        if (floats)
            add_norm(&s, "ln_f", &g->ln_f);
    }
    CHECK(s.count == count, "gpt_int8: %d tensors, not %d", s.count, count);
    return s;
}

/* Of the configuration and of all bytes, in the order of the list. */
static void checksum(const GptInt8 *g, const Slots *s, char text[9])
{
    const GptConfig *c = &g->config;
    int numbers[] = {c->vocab, c->context, c->layers, c->heads, c->width};
    unsigned long sum = crc32_z(0, (const void *)numbers, sizeof numbers);
    for (int i = 0; i < s->count; i++)
        sum = crc32_z(sum, s->list[i].memory, (size_t)safetensors_bytes(&s->list[i].file));
    snprintf(text, 9, "%08lx", sum & 0xffffffff);
}

/* ---- Saving. */

static const void *nth(void *slots, int i) { return ((const Slots *)slots)->list[i].memory; }

int gpt_int8_save(const char *path, const GptInt8 *g, char *reason, size_t reason_size)
{
    Slots s = slots_new(g);
    SafeTensor *list = malloc((size_t)s.count * sizeof *list);
    CHECK(list, "gpt_int8_save: out of memory");
    for (int i = 0; i < s.count; i++)
        list[i] = s.list[i].file;
    char heads[16], sum[9];
    snprintf(heads, sizeof heads, "%d", g->config.heads);
    checksum(g, &s, sum);
    const char *const notes[] = {"format", "pt", "quantisation", KIND, "n_head", heads, "crc32", sum, NULL};
    int code = safetensors_write(path, list, s.count, notes, nth, &s, reason, reason_size);
    free(list), free(s.list);
    return code;
}

/* ---- Loading. */

static int read_heads(Safetensors *f, GptConfig *c)
{
    const char *text = safetensors_note(f, "n_head");
    char *end = NULL;
    long heads = text && *text >= '0' && *text <= '9' ? strtol(text, &end, 10) : 0;
    if (!end || *end || heads < 1 || heads > c->width || c->width % heads)
        return safetensors_refuse(f, "__metadata__: n_head is '%.32s', which does not divide a width of %d",
                                  text ? text : "", c->width);
    c->heads = (int)heads;
    return 0;
}

static int table(Safetensors *f, const char *name, int64_t *rows, int64_t *cols)
{
    const SafeTensor *t = safetensors_find(f, name);
    char text[200];
    if (!t)
        return safetensors_refuse(f, "tensor '%s' is missing", name);
    if (strcmp(t->dtype, "I8") || t->ndim != 2 || t->shape[0] < 1 || t->shape[0] > INT32_MAX / 2 || t->shape[1] < 1 ||
        t->shape[1] > MOST_WIDTH)
        return safetensors_refuse(f, "tensor '%s' is %s of dtype %s; I8 is wanted, of two dimensions, the second at "
                                     "most %d", name, safetensors_shape(t, text, sizeof text), t->dtype, MOST_WIDTH);
    *rows = t->shape[0], *cols = t->shape[1];
    return 0;
}

/* What the file promises to hold, it has to have the bytes for: then there is no more to take than it is long. */
static int read_config(Safetensors *f, GptConfig *c)
{
    const char *kind = safetensors_note(f, "quantisation");
    int64_t vocab, context, width, other;
    int tensors = safetensors_count(f), layers = (tensors - OUTSIDE) / IN_BLOCK;
    if (!kind || strcmp(kind, KIND))
        return safetensors_refuse(f, "__metadata__: quantisation is '%.32s'; '%s' is wanted", kind ? kind : "", KIND);
    if (tensors < OUTSIDE + IN_BLOCK || (tensors - OUTSIDE) % IN_BLOCK || layers > MOST_LAYERS)
        return safetensors_refuse(f, "has %d tensors; wants %d, and %d for each of at most %d layers", tensors, OUTSIDE,
                                  IN_BLOCK, MOST_LAYERS);
    if (table(f, "wte.weight", &vocab, &width) || table(f, "wpe.weight", &context, &other))
        return GSL_EFAILED;
    *c = (GptConfig){.vocab = (int)vocab, .context = (int)context, .layers = layers, .width = (int)width};
    if (read_heads(f, c))
        return GSL_EFAILED;
    uint64_t have = 0, need = gpt_int8_bytes(*c);
    for (int i = 0; i < tensors; i++)
        have += safetensors_at(f, i)->bytes;
    if (have != need)
        return safetensors_refuse(f, "%d layers of width %d take %llu bytes; the file's tensors have %llu", layers,
                                  c->width, (unsigned long long)need, (unsigned long long)have);
    return 0;
}

/* A number that no file written here holds: -128 could make a sum of products too long for 32 bits. */
static int check_numbers(Safetensors *f, const Slot *s)
{
    size_t n = (size_t)safetensors_bytes(&s->file);
    int scale = strstr(s->name, ".scale") != NULL;
    if (!strcmp(s->file.dtype, "I8")) {
        const int8_t *q = s->memory;
        for (size_t i = 0; i < n; i++)
            if (q[i] < -INT8_MOST)
                return safetensors_refuse(f, "tensor '%s': number %zu is %d; at least %d is wanted", s->name, i, q[i],
                                          -INT8_MOST);
        return 0;
    }
    const float *x = s->memory;
    for (size_t i = 0; i < n / sizeof *x; i++)
        if (!isfinite(x[i]) || (scale && x[i] < 0))
            return safetensors_refuse(f, "tensor '%s': number %zu is %g", s->name, i, (double)x[i]);
    return 0;
}

static int read_slot(Safetensors *f, const Slot *s)
{
    const SafeTensor *t = safetensors_find(f, s->name);
    char text[2][200];
    if (!t)
        return safetensors_refuse(f, "tensor '%s' is missing", s->name);
    if (strcmp(t->dtype, s->file.dtype) || t->ndim != s->file.ndim || t->shape[0] != s->file.shape[0] ||
        (t->ndim > 1 && t->shape[1] != s->file.shape[1]))
        return safetensors_refuse(f, "tensor '%s' is %s of dtype %s; %s of dtype %s is wanted", s->name,
                                  safetensors_shape(t, text[0], sizeof text[0]), t->dtype,
                                  safetensors_shape(&s->file, text[1], sizeof text[1]), s->file.dtype);
    return safetensors_read(f, t, 0, s->memory, (size_t)t->bytes) ? GSL_EFAILED : check_numbers(f, s);
}

static int read_all(Safetensors *f, const GptInt8 *g)
{
    Slots s = slots_new(g);
    int code = 0;
    for (int i = 0; !code && i < s.count; i++)
        code = read_slot(f, &s.list[i]);
    const char *want = safetensors_note(f, "crc32");
    char got[9];
    if (!code) {
        checksum(g, &s, got);
        if (!want || strcmp(want, got))
            code = safetensors_refuse(f, "is damaged: its contents have the checksum %s, its metadata say '%.32s'", got,
                                      want ? want : "");
    }
    free(s.list);
    return code;
}

int gpt_int8_load(const char *path, GptInt8 **g, char *reason, size_t reason_size)
{
    *g = NULL;
    Safetensors *f = safetensors_open(path, reason, reason_size);
    if (!f)
        return GSL_EFAILED;
    GptConfig config;
    int code = read_config(f, &config);
    if (!code) {
        *g = gpt_int8_empty(config);
        code = read_all(f, *g);
    }
    safetensors_close(f);
    if (code) {
        gpt_int8_free(*g);
        *g = NULL;
    }
    return code;
}
