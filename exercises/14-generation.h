/* 14-generation.h: exercises of chapter 14, in the order of its text.
 * Allowed calls: math.h, stdlib.h, string.h.
 * These functions may call each other. What you allocate you free.
 *
 * Logits are finite, or -INFINITY: such a token has probability 0. At least one is finite. All sizes are at
 * least 1 unless something else is said; an output never overlaps an input. */
#ifndef EX_14_GENERATION_H
#define EX_14_GENERATION_H

/* The nucleus (3 points). p[0 … n-1] receives the probabilities from which top-p draws: those of softmax(z), cut
 * down to the nucleus and divided by their sum; p[i] is that of token i. The nucleus is the fewest tokens whose
 * probabilities reach top_p together, the most probable first, of equal logits the one with the smaller index
 * first. It has at least one token, and never one of probability 0. At top_p 1 it leaves out no token of more than
 * 1e-9: a sum in floating point may never reach 1, or reach it too early. What is outside gets 0, exactly. Logits
 * come in any order and may be as large as ±10,000; n may be 10,000. p is right to five digits. (No test lies so
 * close to the border that rounding could decide.)
 * Returns the number of tokens in the nucleus; or -1, leaving p as it was, unless 0 <= top_p <= 1 (for NaN, too).
 * Text: "Settings". */
int ex_nucleus(const float *z, float *p, int n, double top_p);

/* Surprise of a continuation (2 points). ids[0 … T-1] are tokens, 0 <= ids[t] < V. Row t of z (T,V) holds a
 * model's logits after it has read ids[0 … t], as gpt_logits computes them. The first `given` tokens are a prompt.
 * Returns the mean of -ln p over the tokens behind the prompt, in nats; INFINITY if one of them has the logit
 * -INFINITY, and only then; NAN if there is none (given >= T) or no prompt to predict the first from (given < 1).
 * Right to five digits, however large the logits are and however small a probability is.
 * Text: "What the settings do". */
double ex_surprise(const float *z, const int *ids, int T, int V, int given);

/* One step with a cache (3 points). A head gets the query q (d), the key k (d) and the value v (d) of the newest
 * token. keys and values (room,d) hold those of tokens before it, in rows, in any order; *seen tokens were read so
 * far, in all. (Positions are not in these keys; a model that adds them cannot forget one token at a time.) The
 * new key and value are put into row *seen % room, over the oldest where the room is full, and *seen grows by one.
 * o (d) receives softmax(q·k/√d) v over all tokens that the rows now hold, the new one among them. Rows not yet
 * written may hold anything, NaN too. Scores may be as large as ±900. Right to four digits of the largest value;
 * room may be 1,000.
 * Returns how many tokens q attended to.
 * Text: "The cache"; the formula is chapter 11's. */
int ex_attend_next(const float *q, const float *k, const float *v, float *keys, float *values, int *seen, int room,
                   int d, float *o);

/* The cost of a text (2 points). How many multiplications does it take to write `count` tokens behind a prompt of
 * n, in one context? A model has `layers` layers of width C and a vocabulary of V. A position that is computed costs
 * 12 C² in every layer, and 2 C there for each key that it sees: its own and all before it. Logits, V C, are
 * computed once for every token written. Without the cache all positions so far are computed for every token
 * written; with it (`cached` is not 0), each only once. The last token written is not read any more.
 * Exact as long as the result is below 2^53; models may be as large as GPT-3. 0 for count = 0.
 * Text: "The cache". */
double ex_multiplications(int layers, int C, int V, int n, int count, int cached);

#endif
