/* ex_layer_norm: the mean of squares less the square of the mean, in float */
#include "12-transformer.h"
#define ex_layer_norm right_answer
#include "solutions/12-transformer.c"
#undef ex_layer_norm

void ex_layer_norm(const float *x, const float *gain, const float *bias, float *y, int n, int C)
{
    for (int i = 0; i < n; i++, x += C, y += C) {
        float sum = 0, squares = 0;
        for (int c = 0; c < C; c++)
            sum += x[c], squares += x[c] * x[c];
        float mean = sum / (float)C, variance = squares / (float)C - mean * mean;
        for (int c = 0; c < C; c++)
            y[c] = gain[c] * (x[c] - mean) / sqrtf(variance + 1e-5f) + bias[c];
    }
}
