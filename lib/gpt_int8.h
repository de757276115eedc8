/* gpt_int8.h (level 7): a GPT whose matrices are int8, with a scale for each row, and whose cache is. */
#ifndef GPT_INT8_H
#define GPT_INT8_H

#include "gpt.h"
#include "int8.h"

typedef struct {
    Int8Matrix w; /* (M,K) */
    Tensor *b;    /* (M) */
} Int8Linear;

typedef struct {
    Norm ln_1;
    Int8Linear attn, attn_proj;
    Norm ln_2;
    Int8Linear fc, fc_proj;
} GptInt8Block;

/* As Gpt in gpt.h. Norms and biases, a thousandth of all numbers, are float. */
typedef struct {
    GptConfig config; /* dropout is 0 */
    Arena *memory;    /* of all that follows */
    Int8Matrix wte, wpe;
    GptInt8Block *block;
    Norm ln_f;
} GptInt8;

GptInt8 *gpt_int8_new(const Gpt *g); /* copies: g may be freed */
void gpt_int8_free(GptInt8 *g);
GptInt8 *gpt_int8_empty(GptConfig c); /* the weights' contents undefined */
size_t gpt_int8_bytes(GptConfig c);   /* of all weights, with scales */

/* (B,T) tokens -> (B,T,V), keys and values rounded as the cache rounds them. The tape is in inference mode (CHECK),
 * here and below. */
Tensor *gpt_int8_logits(Tape *t, const GptInt8 *g, const int *ids, int B, int T);

/* As gpt_next and its cache. */
typedef struct GptInt8Cache GptInt8Cache;
GptInt8Cache *gpt_int8_cache_new(const GptInt8 *g);
void gpt_int8_cache_free(GptInt8Cache *c);
void gpt_int8_cache_clear(GptInt8Cache *c);
int gpt_int8_cache_length(const GptInt8Cache *c);
Tensor *gpt_int8_next(Tape *t, const GptInt8 *g, GptInt8Cache *c, const int *ids, int n); /* (1,V) */

/* A safetensors file (safetensors.h): for each matrix NAME.weight, I8, and NAME.scale, F32; the rest F32; names as in
 * gpt.h, all matrices (out,in). In the metadata quantisation = "int8 rows", n_head, and crc32: of the
 * configuration and all tensors, so that a file with a single wrong bit is refused. 0, or non-zero with
 * one line in `reason`; then nothing was made, and a file that was there is as it was. */
int gpt_int8_save(const char *path, const GptInt8 *g, char *reason, size_t reason_size);
int gpt_int8_load(const char *path, GptInt8 **g, char *reason, size_t reason_size);

#endif
