/* ex_adapter_backward: makes dL/dΔW first */
#include "17-lora.h"
#define ex_adapter_backward right_answer
#include "solutions/17-lora.c"
#undef ex_adapter_backward

int ex_adapter_backward(const float *x, const float *h, const float *a, const float *b, const float *dy, int N, int K,
                        int M, int r, float alpha, float *da, float *db, float *dx)
{
    if (N < 1 || K < 1 || M < 1 || r < 0)
        return -1;
    double *dw = calloc((size_t)M * (size_t)K, sizeof *dw), factor = r ? (double)alpha / r : 0;
    if (!dw)
        return -1;
    for (int i = 0; i < N; i++)
        for (int m = 0; m < M; m++)
            for (int k = 0; k < K; k++)
                dw[m * K + k] += factor * (double)dy[i * M + m] * (double)x[i * K + k];
    for (int m = 0; m < M; m++)
        for (int k = 0; k < K; k++)
            for (int j = 0; j < r; j++) {
                if (db)
                    db[m * r + j] += (float)(dw[m * K + k] * (double)a[j * K + k]);
                if (da)
                    da[j * K + k] += (float)(dw[m * K + k] * (double)b[m * r + j]);
                for (int i = 0; i < N && dx; i++)
                    dx[i * K + k] += (float)(factor * (double)dy[i * M + m] * (double)b[m * r + j] * (double)a[j * K + k]);
            }
    free(dw);
    (void)h;
    return 0;
}
