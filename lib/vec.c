/* The one file compiled with -ffast-math: only then does gcc call the vector
 * versions of expf and tanhf in libmvec, and scalar expf costs more than half of
 * a small training step. Nothing here tests for NaN or infinity, which such a
 * compiler may assume away; whoever needs to test does it elsewhere. */
#include "vec.h"

#include <math.h>

void vec_exp(float *y, const float *x, size_t n)
{
#pragma omp simd
    for (size_t i = 0; i < n; i++)
        y[i] = expf(x[i]);
}

void vec_tanh(float *y, const float *x, size_t n)
{
#pragma omp simd
    for (size_t i = 0; i < n; i++)
        y[i] = tanhf(x[i]);
}

/* From e = exp(-|x|) <= 1, since this compiler divides by way of an approximate
 * reciprocal, for which 1/(1 + e^1000) is NaN. */
void vec_sigmoid(float *y, const float *x, size_t n)
{
#pragma omp simd
    for (size_t i = 0; i < n; i++) {
        float e = expf(-fabsf(x[i])), larger = 1 / (1 + e);
        y[i] = x[i] >= 0 ? larger : e * larger;
    }
}

/* 1/2 (1 + tanh u) is σ(2u), which costs one exponential. It stops at u = -40, where the result is 0 to
 * within 1e-33, because 1/(1 + infinity) is NaN for this compiler. */
void vec_gelu(float *y, float *slope, const float *x, size_t n)
{
    const float k = 0.79788456F, a = 0.044715F;
    if (slope) {
#pragma omp simd
        for (size_t i = 0; i < n; i++) {
            float v = x[i], u = k * v * (1 + a * v * v), e = expf(-2 * (u < -40 ? -40 : u)), s = 1 / (1 + e);
            slope[i] = s + 2 * k * v * (1 + 3 * a * v * v) * (e * s * s); /* e s is 1 - s with all its digits */
            y[i] = v * s;
        }
    } else {
#pragma omp simd
        for (size_t i = 0; i < n; i++) {
            float v = x[i], u = k * v * (1 + a * v * v);
            y[i] = v / (1 + expf(-2 * (u < -40 ? -40 : u)));
        }
    }
}

float vec_exp_sum(float *y, const float *x, float shift, size_t n)
{
    float sum = 0;
#pragma omp simd reduction(+ : sum)
    for (size_t i = 0; i < n; i++)
        sum += y[i] = expf(x[i] - shift);
    return sum;
}

float vec_sum_exp(const float *x, float shift, size_t n)
{
    float sum = 0;
#pragma omp simd reduction(+ : sum)
    for (size_t i = 0; i < n; i++)
        sum += expf(x[i] - shift);
    return sum;
}

void vec_scale_exp(float *y, const float *x, float shift, float scale, size_t n, int add)
{
    if (add) {
#pragma omp simd
        for (size_t i = 0; i < n; i++)
            y[i] += scale * expf(x[i] - shift);
    } else {
#pragma omp simd
        for (size_t i = 0; i < n; i++)
            y[i] = scale * expf(x[i] - shift);
    }
}

/* Read from far away, w is asked for a kilobyte before its turn: on some processors a tenth faster. */
void vec_four_dots(const float *w, size_t apart, const float *x, size_t n, float sum[4])
{
    enum { WIDE = 16, AHEAD = 256 };
    typedef float Wide __attribute__((vector_size(WIDE * sizeof(float)), aligned(sizeof(float)), may_alias));
    Wide s[4] = {{0}};
    size_t i = 0;
    for (; i + WIDE <= n; i += WIDE)
        for (size_t k = 0; k < 4; k++) {
            __builtin_prefetch(w + k * apart + i + AHEAD);
            s[k] += *(const Wide *)(w + k * apart + i) * *(const Wide *)(x + i);
        }
    for (size_t k = 0; k < 4; k++) {
        sum[k] = 0;
        for (size_t j = 0; j < WIDE; j++)
            sum[k] += s[k][j];
        for (size_t j = i; j < n; j++)
            sum[k] += w[k * apart + j] * x[j];
    }
}
