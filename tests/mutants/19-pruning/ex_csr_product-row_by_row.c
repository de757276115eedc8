/* ex_csr_product: looks at a row's columns before it has looked at all of start */
#include "19-pruning.h"
#define ex_csr_product right_answer
#include "solutions/19-pruning.c"
#undef ex_csr_product

int ex_csr_product(const ExCsr *w, const float *x, int n, float *y)
{
    if (n < 1 || w->rows < 1 || w->cols < 1 || w->start[0] != 0)
        return -1;
    for (int r = 0; r < w->rows; r++) {
        if (w->start[r + 1] < w->start[r])
            return -1;
        for (int k = w->start[r]; k < w->start[r + 1]; k++)
            if (w->col[k] < 0 || w->col[k] >= w->cols)
                return -1;
    }
    for (int i = 0; i < n; i++, x += w->cols)
        for (int r = 0; r < w->rows; r++) {
            double sum = 0;
            for (int k = w->start[r]; k < w->start[r + 1]; k++)
                sum += (double)w->value[k] * (double)x[w->col[k]];
            *y++ = (float)sum;
        }
    return 0;
}
