/* ex_layer_norm: normalises each column */
#include "12-transformer.h"
#define ex_layer_norm right_answer
#include "solutions/12-transformer.c"
#undef ex_layer_norm

void ex_layer_norm(const float *x, const float *gain, const float *bias, float *y, int n, int C)
{
    for (int c = 0; c < C; c++) {
        double mean = 0, variance = 0;
        for (int i = 0; i < n; i++)
            mean += (double)x[i * C + c] / n;
        for (int i = 0; i < n; i++)
            variance += ((double)x[i * C + c] - mean) * ((double)x[i * C + c] - mean) / n;
        for (int i = 0; i < n; i++)
            y[i * C + c] = (float)((double)gain[c] * ((double)x[i * C + c] - mean) / sqrt(variance + 1e-5) + (double)bias[c]);
    }
}
