/* gpt_replicas.h (level 7): data parallelism. Replicas of a GPT share its weights; each takes a part of the batch
 * through the whole step on one thread, and their gradients are summed. A small model gains: its operations are
 * so short that waking threads for each of them, and fetching what another thread wrote, takes a tenth of a step. */
#ifndef GPT_REPLICAS_H
#define GPT_REPLICAS_H

#include "gpt.h"

typedef struct GptReplicas GptReplicas;

/* n >= 1 replicas of g, whose parameters are p (params_init comes before); the first is g itself. n = 0: one a thread
 * for a model that gains by it, else one, whose operations are shared by all threads. p and g remain the caller's. */
GptReplicas *gpt_replicas_new(Params *p, Gpt *g, int n);
void gpt_replicas_free(GptReplicas *r);
int gpt_replicas_count(const GptReplicas *r);

/* What gpt_loss says of the batch; its gradients are added to those pending in p (optim_step consumes them).
 * The sums' order, and so their last bits, depend on n, not on the threads there are. */
float gpt_replicas_loss(GptReplicas *r, const int *ids, const int *targets, int B, int T);

size_t gpt_replicas_used(const GptReplicas *r); /* bytes of all tapes, taken by the last step */

/* The random streams of dropout, one a replica: tape_seed for all of them. */
void gpt_replicas_seed(GptReplicas *r, uint64_t seed, uint64_t step);

#endif
