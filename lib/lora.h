/* lora.h (level 7): low-rank adapters for a GPT (Hu et al. 2021, section 4.1). Beside a frozen matrix W (M,K), which
 * makes x Wᵀ + b, runs (α/r) (x Aᵀ) Bᵀ with A (r,K) and B (M,r), which are trained. So W + ΔW is in use,
 * ΔW = (α/r) B A, though it is never formed. */
#ifndef LORA_H
#define LORA_H

#include "checkpoint.h"
#include "gpt.h"

enum { LORA_ATTN = 1, LORA_ATTN_PROJ = 2, LORA_FC = 4, LORA_FC_PROJ = 8, LORA_WTE = 16, LORA_ALL = 31 };

typedef struct {
    int rank;    /* r: 0 is none at all; no more than min(M, K) of every matrix that is chosen (CHECK) */
    float alpha; /* α, constant in r: then a rate that suits one rank suits others, too */
    int where;   /* LORA_ATTN | …: which matrices of every block, and the tokens', which is also the output's */
} LoraConfig;

typedef struct Lora Lora;

/* Declares in p, for every matrix chosen, NAME.lora_A from N(0, 1/K) and NAME.lora_B of zeros (h.0.attn.c_attn.lora_A
 * …); params_init comes after it, and then ΔW = 0: g gives what it gave. From here on g uses them, and its own
 * parameters are frozen: they get no gradients. p is another one than g's, and may hold more, such as a head.
 * g and p outlive the Lora, or at least see no step without it. */
Lora *lora_new(Params *p, Gpt *g, LoraConfig c);
void lora_free(Lora *l); /* g is without adapters again, and learns again; what was merged into it stays */

/* Merged: ΔW is added to W, and g runs as if there were no adapters. Unmerged, W is what it was but for rounding.
 * Neither does anything twice. */
void lora_merge(Lora *l);
void lora_unmerge(Lora *l);

/* checkpoint_save and checkpoint_load for what.params = p: adapters, and what else p holds, with α in the metadata,
 * which no shape tells. On loading α is taken from the file; a file of other shapes or without α is refused.
 * Return 0, or non-zero with one line in `reason`. */
int lora_save(const char *path, const Lora *l, Checkpoint what, char *reason, size_t reason_size);
int lora_load(const char *path, Lora *l, Checkpoint what, char *reason, size_t reason_size);

#endif
