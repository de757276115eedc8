/* 12-transformer.h: exercises of chapter 12, in the order of its text.
 * Allowed calls: math.h, stdlib.h, string.h.
 * These functions may call each other. What you allocate you free. C has no M_PI: π is acos(-1).
 *
 * Matrices are row-major: x (n,C) has its element (i,c) at x[i * C + c]. */
#ifndef EX_12_TRANSFORMER_H
#define EX_12_TRANSFORMER_H

#include <stdint.h>

/* Layer norm (3 points). Every row of x (n,C), by itself: y = gain (x - mean) / √(variance + 1e-5) + bias, where
 * mean and variance are those of the row's C numbers (the variance is the mean square of x - mean, over C), and
 * gain (C) and bias (C) belong to the columns. n and C are at least 1, and all numbers finite and of size below
 * 1e15. y - bias is right to about three digits, also where all numbers of a row lie around 10,000 and differ by 1
 * only, or as close together as floats can be. y (n,C) and x may be the same array.
 * Text: "The block". */
void ex_layer_norm(const float *x, const float *gain, const float *bias, float *y, int n, int C);

/* GELU (2 points). Returns x/2 (1 + tanh u), u = √(2/π) (x + 0.044715 x³), and writes its slope, the derivative by
 * x, to *slope; both right within 1e-9. For every double: from |x| = 30 on, also where x³ is infinite, and for
 * x = ±INFINITY, value and slope are the limits: 0 and 0 on the left (-0 will do, and all within 1e-12), x exactly
 * and 1 on the right. NaN gives NaN, twice.
 * Text: "The block". */
double ex_gelu(double x, double *slope);

/* Which outputs can depend on which inputs (3 points)? In layer l position i attends to position j if
 * sees[(l * T + i) * T + j] is 1; else it is 0. A position may see any other, or none. Layer 0 comes first. If
 * residual is not 0, each layer adds its result to the stream, so that what a position knew it still knows; else
 * the result replaces the stream, and the position may lose even its own. Writes reach[i * T + j] = 1 where
 * output i, behind the last layer, can depend on input j, and 0 elsewhere, for any T. reach (T,T) overlaps
 * nothing. Norms and MLPs look at a single position.
 * Returns 0; or -1, leaving reach as it was, for layers < 0 or T < 1, or if memory runs out. With 0 layers,
 * output i is input i.
 * Text: "Who can know what". */
int ex_reach(const int *sees, int *reach, int layers, int T, int residual);

/* Counting (2 points). The parameters of a GPT as in the text: a vocabulary of V tokens, a context of T positions,
 * L blocks, H heads, width C, an MLP of 4 C numbers, a bias in every linear layer but the output. If tied is not 0,
 * the output's weights are the token embedding's; else they are V C numbers more. Exact to the last digit, for V, T
 * and C up to 1,000,000 and L up to 1,000.
 * Returns -1 for V, T, H or C < 1, L < 0, and where H does not divide C.
 * Text: "Counting". */
int64_t ex_parameters(int V, int T, int L, int H, int C, int tied);

#endif
