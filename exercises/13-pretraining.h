/* 13-pretraining.h: exercises of chapter 13, in the order of its text.
 * Allowed calls: math.h, string.h, gsl_rng_uniform_int.
 * These functions may call each other. Tokens and counts are as in the text: n tokens ids[0 … n-1].
 * C has no M_PI and no M_LN2: π is acos(-1), to all digits, and ln 2 is log(2). */
#ifndef EX_13_PRETRAINING_H
#define EX_13_PRETRAINING_H

#include <gsl/gsl_rng.h>
#include <stddef.h>

/* Batch sampler (3 points). Draws B windows: for each b = 0 … B-1, in this order, one place by a single call of
 * gsl_rng_uniform_int, each place equally probable where T tokens and the one behind them are inside ids. Row b
 * of x (B,T) receives the T tokens from there on, row b of y (B,T) the token that follows each of them.
 * Returns 0; or -1, having drawn and written nothing, for B < 1, T < 1, or n too small for one window (n may be 0).
 * Text: "A step". */
int ex_batch(const int *ids, size_t n, int B, int T, gsl_rng *rng, int *x, int *y);

/* Schedule (2 points). The learning rate of step 0, 1, 2, …, in three parts. The warm-up is always made to its end:
 * for step < warmup the rate is peak (step + 1) / warmup, so that no step is wasted on a rate of 0. Then, from
 * step = warmup to step = total, half a cosine leads from peak to floor; behind it the rate is floor, at once where
 * warmup >= total. warmup may be 0.
 * Text: "A step". */
double ex_schedule(long step, long warmup, long total, double peak, double floor);

/* Validation loss (3 points). The mean of -ln p over the tokens ids[1] … ids[n-1], each predicted exactly once, in
 * windows of T that lie side by side: the first predicts ids[1 … T] from ids[0 … T-1], the second ids[T+1 … 2T], and
 * so on; the last may be shorter. score(context, x, y, length) gives the *mean* of -ln p(y[i]) over one window
 * x[0 … length-1], 1 <= length <= T, with y[i] the token behind x[i]; it is called from left to right, and never
 * for other windows. Adds up in double. Returns NAN for n < 2 or T < 1 without calling it.
 * Text: "The whole of it". */
double ex_validation_loss(const int *ids, size_t n, int T,
                          double (*score)(void *context, const int *x, const int *y, int length), void *context);

/* Bits per byte (2 points). A text of `bytes` bytes was cut into tokens; its model needs `nats` per token on
 * average over `tokens` of them, and knows no token for `unknown` of the bytes, which it left out and
 * which cost 8 bits each. Returns the bits per byte of the whole text; NAN if bytes < 1, tokens < 0, unknown < 0 or
 * unknown > bytes, or if tokens > 0 and nats is negative or NaN. With tokens = 0, nats does not count, whatever it
 * is: only the unknown bytes cost. The counts may exceed 2^31 and are not compared otherwise (tokens may exceed bytes).
 * Text: "Bits per byte". */
double ex_bits_per_byte(double nats, long tokens, long bytes, long unknown);

#endif
