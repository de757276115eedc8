/* ex_layer_norm: divides by C - 1 */
#include "12-transformer.h"
#define ex_layer_norm right_answer
#include "solutions/12-transformer.c"
#undef ex_layer_norm

void ex_layer_norm(const float *x, const float *gain, const float *bias, float *y, int n, int C)
{
    for (int i = 0; i < n; i++, x += C, y += C) {
        double mean = 0, variance = 0;
        for (int c = 0; c < C; c++)
            mean += (double)x[c] / C;
        for (int c = 0; c < C; c++)
            variance += ((double)x[c] - mean) * ((double)x[c] - mean) / (C > 1 ? C - 1 : 1);
        for (int c = 0; c < C; c++)
            y[c] = (float)((double)gain[c] * ((double)x[c] - mean) / sqrt(variance + 1e-5) + (double)bias[c]);
    }
}
