/* ex_merge: sets *merged before it looks */
#include "17-lora.h"
#define ex_merge right_answer
#include "solutions/17-lora.c"
#undef ex_merge

int ex_merge(float *w, const float *a, const float *b, int M, int K, int r, float alpha, int in, int *merged)
{
    int before = *merged;
    *merged = in;
    if (M < 1 || K < 1 || r < 0 || in == before)
        return -1;
    for (int m = 0; m < M && r > 0; m++)
        for (int k = 0; k < K; k++) {
            double sum = 0;
            for (int j = 0; j < r; j++)
                sum += (double)b[m * r + j] * (double)a[j * K + k];
            sum *= (double)alpha / r;
            w[m * K + k] = (float)((double)w[m * K + k] + (in ? sum : -sum));
        }
    *merged = in;
    return 0;
}
