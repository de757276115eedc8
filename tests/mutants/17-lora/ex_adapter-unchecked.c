/* ex_adapter: takes any sizes */
#include "17-lora.h"
#define ex_adapter right_answer
#include "solutions/17-lora.c"
#undef ex_adapter

int ex_adapter(const float *x, const float *a, const float *b, int N, int K, int M, int r, float alpha, float *h,
               float *y)
{
    for (int i = 0; i < N && r > 0; i++, x += K, h += r, y += M) {
        for (int j = 0; j < r; j++) {
            double sum = 0;
            for (int k = 0; k < K; k++)
                sum += (double)x[k] * (double)a[j * K + k];
            h[j] = (float)sum;
        }
        for (int m = 0; m < M; m++) {
            double sum = 0;
            for (int j = 0; j < r; j++)
                sum += (double)h[j] * (double)b[m * r + j];
            y[m] += (float)((double)alpha / r * sum);
        }
    }
    return 0;
}
