/* ex_adapter: makes every element of ΔW, one after the other */
#include "17-lora.h"
#define ex_adapter right_answer
#include "solutions/17-lora.c"
#undef ex_adapter

int ex_adapter(const float *x, const float *a, const float *b, int N, int K, int M, int r, float alpha, float *h,
               float *y)
{
    if (N < 1 || K < 1 || M < 1 || r < 0)
        return -1;
    for (int i = 0; i < N && r > 0; i++)
        for (int j = 0; j < r; j++) {
            double sum = 0;
            for (int k = 0; k < K; k++)
                sum += (double)x[i * K + k] * (double)a[j * K + k];
            h[i * r + j] = (float)sum;
        }
    for (int i = 0; i < N && r > 0; i++)
        for (int m = 0; m < M; m++) {
            double sum = 0;
            for (int k = 0; k < K; k++) {
                double w = 0;
                for (int j = 0; j < r; j++)
                    w += (double)b[m * r + j] * (double)a[j * K + k];
                sum += (double)x[i * K + k] * w;
            }
            y[i * M + m] += (float)((double)alpha / r * sum);
        }
    return 0;
}
