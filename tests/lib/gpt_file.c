/* GPT-2 as others publish it: its logits are computed by PyTorch from the numbers in the file. */
#include "gpt_file.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reference.h"
#include "safetensors.h"
#include "testing.h"

SUITE(gpt_file);

static const char *folder, *path;
static char reason[600];

static void begin(void)
{
    folder = testing_folder();
    path = testing_path(folder, "model.safetensors");
}

#define FILE_TEST(name) TEST(gpt_file, name, .init = begin)

enum { MOST = 64, MOST_NUMBERS = 1 << 15 };

/* ---- A file in the making, and the reference. */

typedef struct {
    SafeTensor list[MOST];
    char name[MOST][80];
    const void *data[MOST];
    int n;
    float numbers[MOST_NUMBERS];
    uint16_t halves[MOST_NUMBERS];
    size_t used;
} Content;

static const void *nth(void *content, int i) { return ((const Content *)content)->data[i]; }

static SafeTensor *add(Content *c, const char *name, const char *dtype, int ndim, const int shape[],
                       const void *data)
{
    cr_assert(c->n < MOST);
    SafeTensor *t = &c->list[c->n];
    *t = (SafeTensor){.name = c->name[c->n], .dtype = dtype, .ndim = ndim};
    snprintf(c->name[c->n], sizeof c->name[0], "%s", name);
    for (int i = 0; i < ndim; i++)
        t->shape[i] = shape[i];
    c->data[c->n++] = data;
    return t;
}

typedef struct {
    int vocab, context, layers, heads, width;
    int B, T, ids[100];
    float logits[1000];
} Wanted;

static void read_reference(Content *c, Wanted *w)
{
    static double numbers[MOST_NUMBERS];
    *c = (Content){0};
    for (Reference *r = reference_open("gpt2_file.tsv"); reference_next(r) || reference_close(r);) {
        int shape[TENSOR_DIMS], ndim = reference_shape(r->first, shape);
        int n = reference_numbers(r->second, MOST_NUMBERS, numbers);
        if (!strcmp(r->kind, "config")) {
            int *to[] = {&w->vocab, &w->context, &w->layers, &w->heads, &w->width};
            for (int i = 0; i < 5; i++)
                *to[i] = (int)numbers[i];
        } else if (!strcmp(r->kind, "ids")) {
            w->B = shape[0], w->T = shape[1];
            for (int i = 0; i < n; i++)
                w->ids[i] = (int)numbers[i];
        } else if (!strcmp(r->kind, "logits")) {
            for (int i = 0; i < n; i++)
                w->logits[i] = (float)numbers[i];
        } else {
            float *to = c->numbers + c->used;
            cr_assert((c->used += (size_t)n) <= MOST_NUMBERS);
            for (int i = 0; i < n; i++)
                to[i] = (float)numbers[i];
            add(c, r->kind, "F32", ndim, shape, to);
        }
    }
}

static void write_content(Content *c, const char *heads)
{
    const char *const notes[] = {"format", "pt", heads ? "n_head" : NULL, heads, NULL};
    cr_assert(safetensors_write(path, c->list, c->n, notes, nth, c, reason, sizeof reason) == 0, "%s",
              reason);
}

/* The greatest difference of logits. */
static double miss(const Gpt *g, const Wanted *w)
{
    Tape *t = tape_new();
    double worst = 0;
    tape_inference(t, 1);
    Tensor *y = gpt_logits(t, g, w->ids, w->B, w->T);
    for (size_t i = 0; i < y->size; i++)
        worst = fmax(worst, fabs((double)y->data[i] - (double)w->logits[i]));
    tape_free(t);
    return worst;
}

static void loads(const Wanted *w, double tolerance)
{
    Params *p;
    Gpt *g;
    cr_assert(gpt_load(path, &p, &g, reason, sizeof reason) == 0, "%s", reason);
    cr_assert(g->config.layers == w->layers && g->config.heads == w->heads &&
              g->config.context == w->context);
    double off = miss(g, w);
    cr_assert(off <= tolerance, "logits are %g off", off);
    gpt_free(g);
    params_free(p);
}

static void refused(const char *said)
{
    Params *p = (void *)1;
    Gpt *g = (void *)1;
    *reason = 0;
    cr_assert(gpt_load(path, &p, &g, reason, sizeof reason) != 0, "loaded, where was to be said: %s", said);
    cr_assert(!p && !g && strstr(reason, path) == reason && testing_lines(reason) == 0);
    cr_assert(strstr(reason, said), "'%s' is not in '%s'", said, reason);
}

static Content content;
static Wanted wanted;

/* ---- Right files. */

static void swap(Content *c, int i, int j)
{
    SafeTensor t = c->list[i];
    const void *data = c->data[i];
    c->list[i] = c->list[j], c->data[i] = c->data[j];
    c->list[j] = t, c->data[j] = data;
}

/* As transformers writes a GPT2LMHeadModel: prefix, masks, output weights; in whatever order. */
FILE_TEST(as_published)
{
    static const char *const dtypes[] = {"U8", "BOOL", "F32", "F16"};
    static float mask[7 * 7];
    gsl_rng *rng = testing_rng("gpt file");
    for (int kind = 0; kind < 8; kind++) {
        read_reference(&content, &wanted);
        int weights = content.n;
        for (int i = 0; i < weights && kind % 2; i++) {
            char plain[80];
            snprintf(plain, sizeof plain, "%s", content.name[i]);
            snprintf(content.name[i], sizeof content.name[i], "transformer.%.60s", plain);
        }
        for (int layer = 0; layer < wanted.layers; layer++) {
            char name[80];
            snprintf(name, sizeof name, "%sh.%d.attn.bias", kind % 2 ? "transformer." : "", layer);
            add(&content, name, dtypes[kind / 2], 4, (int[]){1, 1, 7, 7}, mask);
            snprintf(name, sizeof name, "%sh.%d.attn.masked_bias", kind % 2 ? "transformer." : "", layer);
            add(&content, name, "F32", 0, NULL, mask);
        }
        if (kind >= 4)
            add(&content, "lm_head.weight", "F32", 2, (int[]){wanted.vocab, wanted.width}, content.data[0]);
        for (int i = content.n - 1; i > 0; i--)
            swap(&content, i, any(rng, 0, i));
        write_content(&content, "2");
        loads(&wanted, 1e-5);
    }
    gsl_rng_free(rng);
}

/* The file that we write has the same tensors, number by number. */
FILE_TEST(written_as_read)
{
    Params *p;
    Gpt *g;
    read_reference(&content, &wanted);
    write_content(&content, "2");
    cr_assert(gpt_load(path, &p, &g, reason, sizeof reason) == 0, "%s", reason);
    cr_assert(gpt_save(path, g, (Checkpoint){.params = p}, reason, sizeof reason) == 0, "%s", reason);
    Safetensors *f = safetensors_open(path, reason, sizeof reason);
    cr_assert(f && safetensors_count(f) == content.n && !strcmp(safetensors_note(f, "n_head"), "2"));
    for (int i = 0; i < content.n; i++) {
        static char bytes[MOST_NUMBERS];
        const SafeTensor *t = safetensors_find(f, content.list[i].name), *want = &content.list[i];
        cr_assert(t && t->bytes == want->bytes && t->ndim == want->ndim &&
                      !memcmp(t->shape, want->shape, sizeof t->shape),
                  "%s", want->name);
        cr_assert(safetensors_read(f, t, 0, bytes, (size_t)t->bytes) == 0);
        cr_assert(!memcmp(bytes, content.data[i], (size_t)t->bytes), "'%s' has other numbers", want->name);
    }
    safetensors_close(f);
    loads(&wanted, 1e-5);
    gpt_free(g);
    params_free(p);
}

/* Rounded to nearest, ties away: what the test can compute by itself. */
static uint16_t half_of(float x, int bf16)
{
    int exponent;
    if (bf16) {
        uint32_t bits;
        memcpy(&bits, &x, sizeof bits);
        return (uint16_t)((bits + 0x8000) >> 16);
    }
    double m = frexp(fabs((double)x), &exponent); /* |x| = m 2^exponent, 0.5 <= m < 1 */
    int sign = signbit(x) ? 0x8000 : 0;
    if (exponent < -13)
        return (uint16_t)(sign | (int)round(ldexp(m, exponent + 24)));
    return (uint16_t)(sign | ((exponent + 13) * 1024 + (int)round(ldexp(m, 11))));
}

FILE_TEST(halves)
{
    for (int bf16 = 0; bf16 < 2; bf16++) {
        read_reference(&content, &wanted);
        for (size_t i = 0; i < content.used; i++)
            content.halves[i] = half_of(content.numbers[i], bf16);
        for (int i = 0; i < content.n; i++) {
            content.list[i].dtype = bf16 ? "BF16" : "F16";
            content.data[i] = content.halves + ((const float *)content.data[i] - content.numbers);
        }
        write_content(&content, "2");
        loads(&wanted, bf16 ? 0.3 : 0.03);
    }
}

/* ---- The configuration. */

static void publish(int vocab, int context, int layers, int width, const char *heads)
{
    static float zeros[1 << 16];
    Params *p = params_new();
    Gpt *g = gpt_new(p, (GptConfig){vocab, context, layers, 1, width, 0});
    content = (Content){0};
    for (int i = 0; i < params_count(p); i++) {
        const Tensor *x = params_at(p, i);
        int turned[2] = {x->shape[1], x->shape[0]}, turn = gpt_stored_transposed(params_name(p, i));
        cr_assert(x->size <= 1 << 16);
        add(&content, params_name(p, i), "F32", x->ndim, turn ? turned : x->shape, zeros);
    }
    write_content(&content, heads);
    gpt_free(g);
    params_free(p);
}

FILE_TEST(heads)
{
    static const struct {
        int width;
        const char *notes;
        int heads;
    } list[] = {{64, NULL, 1}, {128, NULL, 2}, {128, "4", 4}, {24, "3", 3}, {6, "6", 6}};
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        Params *p;
        Gpt *g;
        publish(5, 3, 1, list[i].width, list[i].notes);
        cr_assert(gpt_load(path, &p, &g, reason, sizeof reason) == 0, "%s", reason);
        GptConfig c = g->config;
        cr_assert(c.heads == list[i].heads && c.vocab == 5 && c.context == 3 && c.layers == 1 &&
                  c.width == list[i].width && c.dropout == 0);
        gpt_free(g);
        params_free(p);
    }
    publish(5, 3, 1, 24, NULL);
    refused("does not say n_head in its metadata, and a width of 24 is no multiple of 64");
    static const char *const wrong[] = {"5", "0", "-2", "", "x", "2x", "48", "99999999999999999999"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        publish(5, 3, 1, 24, wrong[i]);
        refused("which does not divide a width of 24");
    }
}

FILE_TEST(resume_compares_heads)
{
    Params *p = params_new();
    Gpt *g = gpt_new(p, (GptConfig){5, 3, 1, 2, 8, 0});
    gsl_rng *rng = testing_rng("heads");
    params_init(p, rng);
    gsl_rng_free(rng);
    Checkpoint c = {.params = p};
    cr_assert(gpt_save(path, g, c, reason, sizeof reason) == 0 &&
              gpt_resume(path, g, c, reason, sizeof reason) == 0);
    g->config.heads = 4;
    cr_assert(gpt_resume(path, g, c, reason, sizeof reason) != 0 &&
                  strstr(reason, "has 2 heads; the model has 4"),
              "%s", reason);
    gpt_free(g);
    params_free(p);
}

/* ---- Wrong files. */

static SafeTensor *tensor(const char *name)
{
    for (int i = 0; i < content.n; i++)
        if (!strcmp(content.list[i].name, name))
            return &content.list[i];
    cr_assert(0, "%s", name);
    return NULL;
}

static void renamed(const char *from, const char *to, const char *said)
{
    publish(5, 3, 2, 8, "2");
    snprintf(content.name[tensor(from) - content.list], sizeof content.name[0], "%s", to);
    write_content(&content, "2");
    refused(said);
}

FILE_TEST(wrong_tensors)
{
    renamed("wte.weight", "wte", "tensor 'wte.weight' is missing: not a GPT-2");
    renamed("wpe.weight", "wpe", "tensor 'wpe.weight' is missing: not a GPT-2");
    renamed("h.1.mlp.c_fc.bias", "ln_g.bias", "tensor 'h.1.mlp.c_fc.bias' is missing");
    renamed("h.0.attn.c_attn.bias", "h.0.attn.bias", "tensor 'h.0.attn.c_attn.bias' is missing");
    renamed("ln_f.bias", "h.0.attn.masked_bias", "tensor 'ln_f.bias' is missing");
    renamed("ln_f.bias", "h.3.ln_1.bias", "tensor 'h.2.ln_1.weight' is missing");
    renamed("ln_f.bias", "h.9.ln_1.bias", "10 layers of width 8 have 8800 weights; the file has room for");
    renamed("ln_f.bias", "h.1000.ln_1.bias", "has more than 1000 layers");
    renamed("ln_f.bias", "h.99999999999999999999999.ln_1.bias", "has more than 1000 layers");

    publish(5, 3, 1, 8, "2");
    add(&content, "h.0.attn.rotary", "F32", 1, (int[]){3}, content.data[0]);
    write_content(&content, "2");
    refused("tensor 'h.0.attn.rotary' is unknown to this model");
    publish(5, 3, 1, 8, "2");
    tensor("h.0.mlp.c_fc.weight")->shape[0] = 32, tensor("h.0.mlp.c_fc.weight")->shape[1] = 8;
    write_content(&content, "2");
    refused(
        "'h.0.mlp.c_fc.weight' is (32, 8) in the file; the model's is (8, 32) in the file's order (in, out)");
    publish(5, 3, 1, 8, "2");
    tensor("wpe.weight")->shape[1] = 7;
    write_content(&content, "2");
    refused("'wpe.weight' is (3, 7) in the file; the model's is (3, 8)");
    publish(5, 3, 1, 8, "2");
    content.n = 2;
    write_content(&content, "2");
    refused("has no tensor of a layer");
}

/* A few bytes that promise a model of terabytes. */
FILE_TEST(promises_cost_nothing)
{
    content = (Content){0};
    static const float zeros[1 << 16];
    add(&content, "wte.weight", "F32", 2, (int[]){1, 1 << 16}, zeros);
    add(&content, "wpe.weight", "F32", 2, (int[]){1, 1 << 16}, zeros);
    add(&content, "h.999.ln_1.bias", "F32", 1, (int[]){1}, zeros);
    write_content(&content, "2");
    memory_watch();
    refused("1000 layers of width 65536 have 51540459");
    cr_assert(memory_watched().peak < 1 << 20);
}

FILE_TEST(output_weights)
{
    static float other[100];
    read_reference(&content, &wanted);
    memcpy(other, content.data[0], (size_t)(wanted.vocab * wanted.width) * sizeof *other);
    SafeTensor *head = add(&content, "lm_head.weight", "F32", 2, (int[]){wanted.vocab, wanted.width}, other);
    write_content(&content, "2");
    loads(&wanted, 1e-5);
    other[87] += 1;
    write_content(&content, "2");
    refused("tensor 'lm_head.weight' differs from 'wte.weight' within its bytes 0 to 351");
    head->shape[0]--;
    write_content(&content, "2");
    refused("tensor 'lm_head.weight' is not 'wte.weight', to which it must be equal");
}
