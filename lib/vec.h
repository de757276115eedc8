/* vec.h (level 1): exp, tanh and the like over arrays, eight or sixteen at a time; products of rows. */
#ifndef VEC_H
#define VEC_H

#include <stddef.h>

/* y[i] = f(x[i]) to about 1e-6 relative; y may be x. Infinities behave as in <math.h>;
 * NaN stays NaN. */
void vec_exp(float *y, const float *x, size_t n);
void vec_tanh(float *y, const float *x, size_t n);
void vec_sigmoid(float *y, const float *x, size_t n);

/* GPT-2's gelu (Hendrycks & Gimpel 2016, section 2), y = x/2 (1 + tanh u), u = √(2/π) (x + 0.044715 x³), and
 * its slope dy/dx from the same exponential. Finite x; slope may be NULL or x. */
void vec_gelu(float *y, float *slope, const float *x, size_t n);

/* The largest of n >= 1 numbers, infinities included; NaNs may or may not count. Not in
 * vec.c, whose compiler flags would take -infinity for the lowest finite number. */
static inline float vec_max(const float *x, size_t n)
{
    float max = x[0];
#pragma omp simd reduction(max : max)
    for (size_t i = 1; i < n; i++)
        max = x[i] > max ? x[i] : max;
    return max;
}

/* sum[k] = Σ_i w[k apart + i] x[i] for k = 0 … 3: four rows of a matrix, best from four places far apart, for one
 * sum alone waits for its last addition, and memory answers several streams quicker than one. */
void vec_four_dots(const float *w, size_t apart, const float *x, size_t n, float sum[4]);

/* y[i] = exp(x[i] - shift); returns Σ y[i]. */
float vec_exp_sum(float *y, const float *x, float shift, size_t n);

/* Σ exp(x[i] - shift), without keeping the terms. */
float vec_sum_exp(const float *x, float shift, size_t n);

/* y[i] = scale exp(x[i] - shift), added to what y[i] was if add. */
void vec_scale_exp(float *y, const float *x, float shift, float scale, size_t n, int add);

#endif
