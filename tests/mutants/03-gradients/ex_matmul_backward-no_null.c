/* ex_matmul_backward: writes to NULL */
#include "03-gradients.h"
#define ex_matmul_backward right_answer
#include "solutions/03-gradients.c"
#undef ex_matmul_backward

void ex_matmul_backward(const float *a, const float *b, const float *dy, float *da, float *db, int n, int k, int m)
{
    for (int i = 0; i < n; i++)
        for (int p = 0; p < k; p++)
            for (int j = 0; j < m; j++) {
                da[i * k + p] += dy[i * m + j] * b[p * m + j];
                db[p * m + j] += a[i * k + p] * dy[i * m + j];
            }
}
