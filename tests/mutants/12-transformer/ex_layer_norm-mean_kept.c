/* ex_layer_norm: the mean is not set to 0 for the next row */
#include "12-transformer.h"
#define ex_layer_norm right_answer
#include "solutions/12-transformer.c"
#undef ex_layer_norm

void ex_layer_norm(const float *x, const float *gain, const float *bias, float *y, int n, int C)
{
    double mean = 0;
    for (int i = 0; i < n; i++, x += C, y += C) {
        double variance = 0;
        for (int c = 0; c < C; c++)
            mean += (double)x[c] / C;
        for (int c = 0; c < C; c++)
            variance += ((double)x[c] - mean) * ((double)x[c] - mean) / C;
        for (int c = 0; c < C; c++)
            y[c] = (float)((double)gain[c] * ((double)x[c] - mean) / sqrt(variance + 1e-5) + (double)bias[c]);
    }
}
