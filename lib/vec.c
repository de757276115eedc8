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

void vec_add_exp(float *y, const float *x, float shift, float scale, size_t n)
{
#pragma omp simd
    for (size_t i = 0; i < n; i++)
        y[i] += scale * expf(x[i] - shift);
}
