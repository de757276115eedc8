/* gpt_file.h (level 7): a GPT in a safetensors file, as Hugging Face publishes GPT-2. */
#ifndef GPT_FILE_H
#define GPT_FILE_H

#include "checkpoint.h"
#include "gpt.h"

/* The names are those of gpt.h, on loading also with "transformer." before them; the weights of c_attn,
 * c_proj and c_fc are stored (in, out), as GPT-2's Conv1D holds them, and transposed on the way. Ignored in a
 * file are the causal masks h.N.attn.bias and h.N.attn.masked_bias, of whatever dtype, and an lm_head.weight
 * that equals wte.weight byte for byte; one that differs belongs to another model, and is refused. Files in
 * F16 and BF16 can be read as well as GPT-2's own, in F32.
 *
 * All functions return 0, or non-zero with one line in `reason`; then nothing is made or changed (see
 * checkpoint_load for the one exception). */

/* Makes parameters and model from a file, state of training left aside. The configuration is the file's:
 * vocab and width from wte, context from wpe, layers by the highest h.N; heads from the metadata's "n_head",
 * else width/64 as in all published GPT-2s. Dropout is 0: set (*g)->config.dropout to train on.
 *
 *     Params *p;
 *     Gpt *g;
 *     if (gpt_load("gpt2/model.safetensors", &p, &g, reason, sizeof reason)) … */
int gpt_load(const char *path, Params **p, Gpt **g, char *reason, size_t reason_size);

/* checkpoint_save and checkpoint_load for g, whose parameters are what.params, in this style: with what.optim
 * and the rest, training continues bit for bit. Sets what.style and what.notes itself. gpt_resume also
 * compares the number of heads, which no weight tells. */
int gpt_save(const char *path, const Gpt *g, Checkpoint what, char *reason, size_t reason_size);
int gpt_resume(const char *path, const Gpt *g, Checkpoint what, char *reason, size_t reason_size);

#endif
