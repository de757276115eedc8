/* ex_adapter: the factor in h instead of y */
#include "17-lora.h"
#define ex_adapter right_answer
#include "solutions/17-lora.c"
#undef ex_adapter

int ex_adapter(const float *x, const float *a, const float *b, int N, int K, int M, int r, float alpha, float *h,
               float *y)
{
    if (N < 1 || K < 1 || M < 1 || r < 0)
        return -1;
    for (int i = 0; i < N && r > 0; i++, x += K, h += r, y += M) {
        for (int j = 0; j < r; j++) {
            double sum = 0;
            for (int k = 0; k < K; k++)
                sum += (double)x[k] * (double)a[j * K + k];
            h[j] = (float)((double)alpha / r * sum);
        }
        for (int m = 0; m < M; m++) {
            double sum = 0;
            for (int j = 0; j < r; j++)
                sum += (double)h[j] * (double)b[m * r + j];
            y[m] += (float)(sum);
        }
    }
    return 0;
}
