/* gpt_nats.h (level 7): what a text costs a GPT. Each thread takes windows of its own through the whole model, without
 * gradients: so threads need not wait for each other after every operation, and what they compute stays in cache. */
#ifndef GPT_NATS_H
#define GPT_NATS_H

#include "gpt.h"

/* The sum of -ln p, in nats, over tokens 1 … n-1 of ids, each predicted once, in windows of the context that lie side
 * by side, of which the last may be shorter. 0 if n < 2. To the bit the same for any number of threads. */
double gpt_nats(const Gpt *g, const int *ids, size_t n);

/* The same over `count` windows of T <= context tokens: of each the tokens ids[at[i] + 1 … at[i] + T] are predicted,
 * from ids[at[i]] on. 0 if there is no window. */
double gpt_nats_at(const Gpt *g, const int *ids, const size_t *at, size_t count, int T);

#endif
