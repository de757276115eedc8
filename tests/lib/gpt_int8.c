/* A GPT in int8 beside the one that it was made from; and its files, right and damaged. */
#include "gpt_int8.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gpt_file.h"
#include "tiny.h"

SUITE_SLOW(gpt_int8, 60);

static const GptConfig config = {.vocab = 60, .context = 40, .layers = 3, .heads = 3, .width = 48};
static char reason[600];

/* |a - b| / |b| */
static double off(const float *a, const float *b, size_t n)
{
    double sum = 0, all = 0;
    for (size_t i = 0; i < n; i++)
        sum += pow((double)a[i] - (double)b[i], 2), all += pow((double)b[i], 2);
    return sqrt(sum / all);
}

TEST(gpt_int8, close_to_float)
{
    gsl_rng *rng = testing_rng("close to float");
    Tiny m = tiny_new(config, 3, 40, 5, rng);
    GptInt8 *g = gpt_int8_new(m.g);
    Tape *t = tape_new();
    tape_inference(t, 1);
    const Tensor *a = gpt_int8_logits(t, g, m.ids, 3, 40), *b = gpt_logits(t, m.g, m.ids, 3, 40);
    double miss = off(a->data, b->data, a->size);
    cr_assert(a->size == b->size && miss < 0.03 && miss > 0, "SEED=%lu: %g", testing_seed(), miss);
    cr_assert(gpt_int8_bytes(g->config) < params_size(m.params) * 4 / 3);
    gpt_int8_free(NULL), gpt_int8_free(g), tiny_free(&m), tape_free(t), gsl_rng_free(rng);
}

/* With the cache, in pieces of any length: the same logits as from all tokens at once. */
TEST(gpt_int8, in_pieces)
{
    gsl_rng *rng = testing_rng("int8 in pieces");
    Tiny m = tiny_new(config, 1, 40, 5, rng);
    GptInt8 *g = gpt_int8_new(m.g);
    GptInt8Cache *c = gpt_int8_cache_new(g);
    Tape *t = tape_new(), *whole = tape_new();
    tape_inference(t, 1), tape_inference(whole, 1);
    const float *all = gpt_int8_logits(whole, g, m.ids, 1, 40)->data;
    for (int k = 0; k < 12; k++) {
        gpt_int8_cache_clear(c);
        while (gpt_int8_cache_length(c) < 40) {
            int at = gpt_int8_cache_length(c), n = k == 0 ? 1 : k == 1 ? 40 : any(rng, 1, 40 - at);
            const Tensor *y = gpt_int8_next(t, g, c, m.ids + at, n);
            double miss = off(y->data, all + (size_t)(at + n - 1) * 60, 60);
            cr_assert(y->shape[1] == 60 && miss < 0.01, "SEED=%lu: %g after %d", testing_seed(), miss, at + n);
            tape_reset(t);
        }
    }
    CHECKED(gpt_int8_next(t, g, c, m.ids, 1), "the context has room for 40");
    tape_inference(t, 0);
    CHECKED(gpt_int8_logits(t, g, m.ids, 1, 2), "recording");
    gpt_int8_cache_free(NULL), gpt_int8_cache_free(c), gpt_int8_free(g), tiny_free(&m);
    tape_free(t), tape_free(whole), gsl_rng_free(rng);
}

/* ---- Files. */

enum { MOST_FILE = 1 << 18 };
static char bytes[MOST_FILE];
static size_t length;
static const char *path;

static void save(unsigned long seed)
{
    gsl_rng *rng = testing_rng("int8 files");
    gsl_rng_set(rng, seed);
    Tiny m = tiny_new((GptConfig){.vocab = 20, .context = 8, .layers = 2, .heads = 2, .width = 8}, 1, 8, 5, rng);
    GptInt8 *g = gpt_int8_new(m.g), *again;
    path = testing_path(testing_folder(), "int8.safetensors");
    cr_assert(gpt_int8_save(path, g, reason, sizeof reason) == 0, "%s", reason);
    cr_assert(gpt_int8_load(path, &again, reason, sizeof reason) == 0, "%s", reason);
    Tape *t = tape_new();
    tape_inference(t, 1);
    const Tensor *a = gpt_int8_logits(t, g, m.ids, 1, 8), *b = gpt_int8_logits(t, again, m.ids, 1, 8);
    cr_assert(memcmp(a->data, b->data, a->size * sizeof *a->data) == 0);
    FILE *f = fopen(path, "rb");
    cr_assert(f);
    length = fread(bytes, 1, sizeof bytes, f);
    fclose(f);
    cr_assert(length < sizeof bytes);
    gpt_int8_free(g), gpt_int8_free(again), tiny_free(&m), tape_free(t), gsl_rng_free(rng);
}

static void refused(const char *said)
{
    GptInt8 *g = (void *)1;
    *reason = 0;
    cr_assert(gpt_int8_load(path, &g, reason, sizeof reason) != 0, "loaded, where was to be said: %s", said);
    cr_assert(!g && strstr(reason, path) == reason && testing_lines(reason) == 0, "%s", reason);
    cr_assert(strstr(reason, said), "'%s' is not in '%s'", said, reason);
}

/* Every bit of the file, header and tensors: changed alone, it is noticed (or was a blank at the header's end). */
TEST(gpt_int8, every_byte)
{
    save(1);
    uint64_t header;
    memcpy(&header, bytes, sizeof header);
    const char *format = strstr(bytes + 8, "format"); /* a note that nothing depends on */
    cr_assert(format);
    for (size_t i = 0; i < length; i += i < 8 + header ? 1 : 3) {
        char was = bytes[i];
        bytes[i] = (char)(was ^ 1 << i % 8);
        testing_write(path, bytes, length);
        GptInt8 *g;
        if (gpt_int8_load(path, &g, reason, sizeof reason) == 0) {
            cr_assert(i < 8 + header && (was == ' ' || labs(format - (bytes + i)) < 16), "byte %zu", i);
            gpt_int8_free(g);
        } else {
            cr_assert(testing_lines(reason) == 0 && strstr(reason, path) == reason);
        }
        bytes[i] = was;
    }
    for (size_t n = 0; n < length; n += n < 300 ? 1 : 97) {
        testing_write(path, bytes, n);
        refused("");
    }
}

static void replace(const char *from, const char *to)
{
    char *at = NULL;
    for (size_t i = 8; !at && i + strlen(from) <= length; i++)
        if (!memcmp(bytes + i, from, strlen(from)))
            at = bytes + i;
    cr_assert(at && strlen(from) == strlen(to), "'%s'", from);
    memcpy(at, to, strlen(to));
    testing_write(path, bytes, length);
}

TEST(gpt_int8, said_plainly)
{
    save(2);
    replace("\"n_head\":\"2\"", "\"n_head\":\"3\"");
    refused("n_head is '3', which does not divide a width of 8");
    replace("\"n_head\":\"3\"", "\"n_head\":\"4\"");
    refused("is damaged: its contents have the checksum");
    replace("\"n_head\":\"4\"", "\"n_head\":\"2\"");
    replace("int8 rows", "int4 rows");
    refused("quantisation is 'int4 rows'; 'int8 rows' is wanted");
    replace("int4 rows", "int8 rows");
    replace("h.1.ln_2.bias", "h.1.ln_3.bias");
    refused("tensor 'h.1.ln_2.bias' is missing");
    replace("h.1.ln_3.bias", "h.1.ln_2.bias");
    bytes[length - 1] = -128;
    testing_write(path, bytes, length);
    refused("is -128; at least -127 is wanted");
    testing_write(path, "{}", 2);
    refused("not a safetensors file");
    unlink(path);
    refused("cannot be opened");
}

/* Scales that are no scales, with a right checksum: made by whoever means harm. */
TEST(gpt_int8, hostile_numbers)
{
    static const float wrong[] = {NAN, INFINITY, -1};
    gsl_rng *rng = testing_rng("hostile");
    Tiny m = tiny_new((GptConfig){.vocab = 20, .context = 8, .layers = 1, .heads = 2, .width = 8}, 1, 8, 5, rng);
    path = testing_path(testing_folder(), "hostile.safetensors");
    for (int i = 0; i < 3; i++) {
        GptInt8 *g = gpt_int8_new(m.g);
        g->block[0].fc.w.scale[3] = wrong[i];
        cr_assert(gpt_int8_save(path, g, reason, sizeof reason) == 0, "%s", reason);
        gpt_int8_free(g);
        refused("tensor 'h.0.mlp.c_fc.scale': number 3 is");
    }
    cr_assert(gpt_save(path, m.g, (Checkpoint){.params = m.params}, reason, sizeof reason) == 0, "%s", reason);
    refused("quantisation is ''");
    tiny_free(&m), gsl_rng_free(rng);
}
