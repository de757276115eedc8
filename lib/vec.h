/* vec.h (level 1): exp, tanh and the like over arrays, eight or sixteen at a time. */
#ifndef VEC_H
#define VEC_H

#include <stddef.h>

/* y[i] = f(x[i]) to about 1e-6 relative; y may be x. Infinities behave as in <math.h>;
 * NaN stays NaN. */
void vec_exp(float *y, const float *x, size_t n);
void vec_tanh(float *y, const float *x, size_t n);
void vec_sigmoid(float *y, const float *x, size_t n);

/* y[i] = exp(x[i] - shift); returns Σ y[i]. */
float vec_exp_sum(float *y, const float *x, float shift, size_t n);

/* Σ exp(x[i] - shift), without keeping the terms. */
float vec_sum_exp(const float *x, float shift, size_t n);

/* y[i] += scale exp(x[i] - shift). */
void vec_add_exp(float *y, const float *x, float shift, float scale, size_t n);

#endif
