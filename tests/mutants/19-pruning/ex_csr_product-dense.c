/* ex_csr_product: makes the matrix dense first */
#include "19-pruning.h"
#define ex_csr_product right_answer
#include "solutions/19-pruning.c"
#undef ex_csr_product

int ex_csr_product(const ExCsr *w, const float *x, int n, float *y)
{
    if (n < 1 || w->rows < 1 || w->cols < 1 || w->start[0] != 0)
        return -1;
    for (int r = 0; r < w->rows; r++)
        if (w->start[r + 1] < w->start[r])
            return -1;
    for (int k = 0; k < w->start[w->rows]; k++)
        if (w->col[k] < 0 || w->col[k] >= w->cols)
            return -1;
    float *dense = calloc((size_t)w->rows * (size_t)w->cols, sizeof *dense);
    for (int r = 0; r < w->rows; r++)
        for (int k = w->start[r]; k < w->start[r + 1]; k++)
            dense[r * w->cols + w->col[k]] += w->value[k];
    for (int i = 0; i < n; i++)
        for (int r = 0; r < w->rows; r++) {
            double sum = 0;
            for (int c = 0; c < w->cols; c++)
                sum += (double)dense[r * w->cols + c] * (double)x[i * w->cols + c];
            y[i * w->rows + r] = (float)sum;
        }
    free(dense);
    return 0;
}
