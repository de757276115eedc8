/* 12-transformer.c: one worked answer. */
#include "12-transformer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void ex_layer_norm(const float *x, const float *gain, const float *bias, float *y, int n, int C)
{
    //> yours: two passes over a row before the one that writes; how long may a float sum be?
    for (int i = 0; i < n; i++, x += C, y += C) {
        double mean = 0, variance = 0;
        for (int c = 0; c < C; c++)
            mean += (double)x[c] / C;
        for (int c = 0; c < C; c++) /* not E[x²] - mean²: around 10,000 that loses all digits */
            variance += ((double)x[c] - mean) * ((double)x[c] - mean) / C;
        for (int c = 0; c < C; c++)
            y[c] = (float)((double)gain[c] * ((double)x[c] - mean) / sqrt(variance + 1e-5) + (double)bias[c]);
    }
    //< yours: (void)x; (void)gain; (void)bias; (void)y; (void)n; (void)C;
}

double ex_gelu(double x, double *slope)
{
    //> yours: by the product rule; and what is 0 times infinity?
    if (fabs(x) > 100) { /* the tanh is ±1 long before, and its slope 0 */
        *slope = x > 0;
        return x > 0 ? x : 0;
    }
    double root = sqrt(2 / acos(-1)), h = tanh(root * (x + 0.044715 * x * x * x));
    *slope = 0.5 * (1 + h) + 0.5 * x * (1 - h * h) * root * (1 + 3 * 0.044715 * x * x);
    return 0.5 * x * (1 + h);
    //< yours: (void)x; (void)slope; return NAN;
}

int ex_reach(const int *sees, int *reach, int layers, int T, int residual)
{
    //> yours: what each position knows, layer after layer; a layer reads what the layer before it wrote
    size_t size = (size_t)T * (size_t)T * sizeof *reach;
    int *known = layers < 0 || T < 1 ? NULL : malloc(size);
    if (!known)
        return -1;
    for (int i = 0; i < T * T; i++)
        reach[i] = i / T == i % T;
    for (int l = 0; l < layers; l++, sees += T * T) {
        memcpy(known, reach, size);
        if (!residual)
            memset(reach, 0, size);
        for (int i = 0; i < T; i++)
            for (int k = 0; k < T; k++)
                for (int j = 0; sees[i * T + k] && j < T; j++)
                    reach[i * T + j] |= known[k * T + j];
    }
    free(known);
    return 0;
    //< yours: (void)sees; (void)reach; (void)layers; (void)T; (void)residual; return -2;
}

int64_t ex_parameters(int V, int T, int L, int H, int C, int tied)
{
    //> yours: matrices and their biases; an int ends at two billion
    if (V < 1 || T < 1 || L < 0 || H < 1 || C < 1 || C % H != 0)
        return -1;
    int64_t c = C, attention = 4 * c * c + 4 * c, mlp = 8 * c * c + 5 * c, norms = 4 * c;
    return ((tied ? 1 : 2) * (int64_t)V + T) * c + L * (attention + mlp + norms) + 2 * c;
    //< yours: (void)V; (void)T; (void)L; (void)H; (void)C; (void)tied; return -2;
}
