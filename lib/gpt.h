/* gpt.h (level 6): a GPT as in Radford et al. 2019: pre-norm blocks of attention and MLP,
 * learned positions, output weights tied to the token embedding. */
#ifndef GPT_H
#define GPT_H

#include "layer.h"

typedef struct {
    int vocab;   /* V: tokens are 0..V-1 */
    int context; /* most positions a sequence may have */
    int layers, heads, width; /* L, H, C; H divides C */
    float dropout; /* on the embedding and on what each branch adds; 0 <= p < 1 */
} GptConfig;

typedef struct {
    Norm ln_1;
    Linear attn, attn_proj; /* (3C,C): queries, keys, values; (C,C) */
    Norm ln_2;
    Linear fc, fc_proj; /* (4C,C), (C,4C) */
} GptBlock;

typedef struct {
    GptConfig config;
    Tensor *wte, *wpe; /* (V,C) tokens, also the output's weights; (context,C) positions */
    GptBlock *block;   /* `layers` of them */
    Norm ln_f;
    const Adapter *adapter; /* beside wte; NULL: none (lora.h) */
} Gpt;

/* Declares the parameters in p, under the names of Hugging Face's GPT-2 without "transformer.":
 * wte.weight, wpe.weight, h.0.ln_1.weight, …, ln_f.bias. Weights from N(0, 0.02²), those that add
 * to the residual stream from N(0, 0.02²/2L) (section 2.3), biases 0. params_init comes after it. */
Gpt *gpt_new(Params *p, GptConfig config);
void gpt_free(Gpt *g); /* not the parameters */
int gpt_adapted(const Gpt *g); /* nonzero while a matrix has an adapter (lora.h) */

/* Nonzero for the linear weights that GPT-2's files hold as (in, out); here they are (out, in). */
int gpt_stored_transposed(const char *name);

/* ids: B rows of T tokens, T <= context. */
Tensor *gpt_hidden(Tape *t, const Gpt *g, const int *ids, int B, int T); /* (B,T,C), after ln_f */
Tensor *gpt_logits(Tape *t, const Gpt *g, const int *ids, int B, int T); /* (B,T,V) */

/* The mean of -ln p(target) over B rows of T targets, in nats; TARGET_IGNORE is left out. */
Tensor *gpt_loss(Tape *t, const Gpt *g, const int *ids, const int *targets, int B, int T);

/* Keys and values of the tokens so far, in every layer: what generation need not compute again. */
typedef struct GptCache GptCache;
GptCache *gpt_cache_new(const Gpt *g);
void gpt_cache_free(GptCache *c);
void gpt_cache_clear(GptCache *c);
int gpt_cache_length(const GptCache *c); /* tokens held, at most context */

/* Logits (1,V) for the token after `n` >= 1 more of them; length + n <= context. The tape is in
 * inference mode (CHECK); resetting it leaves the cache as it is. */
Tensor *gpt_next(Tape *t, const Gpt *g, GptCache *c, const int *ids, int n);

/* 6 P + 12 L C T, P without the positions: floating-point operations of a training step per token
 * (Chowdhery et al. 2022, appendix B). */
double gpt_step_flops(const Gpt *g, int T);

#endif
