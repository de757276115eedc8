/* ex_adapter_backward: leaves dx */
#include "17-lora.h"
#define ex_adapter_backward right_answer
#include "solutions/17-lora.c"
#undef ex_adapter_backward

int ex_adapter_backward(const float *x, const float *h, const float *a, const float *b, const float *dy, int N, int K,
                        int M, int r, float alpha, float *da, float *db, float *dx)
{
    if (N < 1 || K < 1 || M < 1 || r < 0)
        return -1;
    for (int i = 0; i < N; i++, x += K, dy += M, dx = dx ? dx + K : NULL)
        for (int j = 0; j < r; j++) {
            double factor = (double)alpha / r, dh = 0;
            for (int m = 0; m < M; m++)
                dh += factor * (double)dy[m] * (double)b[m * r + j];
            for (int m = 0; m < M && db; m++)
                db[m * r + j] += (float)(factor * (double)dy[m] * (double)h[i * r + j]);
            for (int k = 0; k < K && da; k++)
                da[j * K + k] += (float)(dh * (double)x[k]);
            for (int k = 0; k < K && dx; k++)
                dx[k] += 0 * (float)(dh * (double)a[j * K + k]);
        }
    return 0;
}
