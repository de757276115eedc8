/* ex_layer_norm: the mean of squares less the square of the mean, in double */
#include "12-transformer.h"
#define ex_layer_norm right_answer
#include "solutions/12-transformer.c"
#undef ex_layer_norm

void ex_layer_norm(const float *x, const float *gain, const float *bias, float *y, int n, int C)
{
    for (int i = 0; i < n; i++, x += C, y += C) {
        double sum = 0, squares = 0;
        for (int c = 0; c < C; c++)
            sum += (double)x[c], squares += (double)x[c] * (double)x[c];
        double mean = sum / C, variance = fmax(squares / C - mean * mean, 0);
        for (int c = 0; c < C; c++)
            y[c] = (float)((double)gain[c] * ((double)x[c] - mean) / sqrt(variance + 1e-5) + (double)bias[c]);
    }
}
