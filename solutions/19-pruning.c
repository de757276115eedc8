/* 19-pruning.c: one worked answer. */
#include "19-pruning.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

//> solution-only
typedef struct {
    float size;
    int index;
} Sized;

static int by_size(const void *a, const void *b)
{
    const Sized *p = a, *q = b;
    if (p->size < q->size || p->size > q->size)
        return p->size < q->size ? -1 : 1;
    return p->index < q->index ? -1 : p->index > q->index;
}
//< solution-only

int ex_magnitude_mask(const float *w, int n, double sparsity, float *keep)
{
    //> yours: a threshold alone does not say which of equal weights go; what could be sorted instead?
    if (n < 1 || !(sparsity >= 0 && sparsity <= 1))
        return -1;
    Sized *order = malloc((size_t)n * sizeof *order);
    if (!order)
        return -1;
    for (int i = 0; i < n; i++)
        order[i] = (Sized){fabsf(w[i]), i};
    qsort(order, (size_t)n, sizeof *order, by_size);
    int gone = (int)lround(sparsity * n);
    for (int i = 0; i < n; i++)
        keep[order[i].index] = i < gone ? 0 : 1;
    free(order);
    return n - gone;
    //< yours: (void)w; (void)n; (void)sparsity; (void)keep; return -2;
}

void ex_masked_step(float *w, float *v, const float *g, const float *keep, int n, float rate, float momentum)
{
    //> yours: what is 0 times NaN?
    for (int i = 0; i < n; i++) {
        int stays = keep[i] != 0; /* chosen, not multiplied: 0 times NaN is NaN */
        v[i] = stays ? momentum * v[i] + g[i] : 0;
        w[i] = stays ? w[i] - rate * v[i] : 0;
    }
    //< yours: (void)w; (void)v; (void)g; (void)keep; (void)n; (void)rate; (void)momentum;
}

int ex_csr_product(const ExCsr *w, const float *x, int n, float *y)
{
    //> yours: first whether the matrix is sound, then the sums
    if (n < 1 || w->rows < 1 || w->cols < 1 || w->start[0] != 0)
        return -1;
    for (int r = 0; r < w->rows; r++)
        if (w->start[r + 1] < w->start[r])
            return -1;
    for (int k = 0; k < w->start[w->rows]; k++)
        if (w->col[k] < 0 || w->col[k] >= w->cols)
            return -1;
    for (int i = 0; i < n; i++, x += w->cols)
        for (int r = 0; r < w->rows; r++) {
            double sum = 0;
            for (int k = w->start[r]; k < w->start[r + 1]; k++)
                sum += (double)w->value[k] * (double)x[w->col[k]];
            *y++ = (float)sum;
        }
    return 0;
    //< yours: (void)w; (void)x; (void)n; (void)y; return -2;
}

int ex_remove_neurons(const float *w1, const float *b1, const float *w2, const float *b2, const float *mean,
                      const int *keep, int K, int H, int M, float *new1, float *c1, float *new2, float *c2)
{
    //> yours: rows of one matrix, columns of the other
    int left = 0;
    if (K < 1 || H < 1 || M < 1)
        return -1;
    for (int h = 0; h < H; h++)
        left += keep[h] != 0;
    if (left == 0)
        return -1;
    for (int m = 0; m < M; m++)
        c2[m] = b2[m];
    for (int h = 0, at = 0; h < H; h++) {
        for (int m = 0; m < M; m++) {
            if (keep[h])
                new2[m * left + at] = w2[m * H + h];
            else if (mean)
                c2[m] += w2[m * H + h] * mean[h];
        }
        if (keep[h]) {
            memcpy(new1 + at * K, w1 + h * K, (size_t)K * sizeof *new1);
            c1[at++] = b1[h];
        }
    }
    return left;
    //< yours: (void)w1; (void)b1; (void)w2; (void)b2; (void)mean; (void)keep; (void)K; (void)H; (void)M; (void)new1; (void)c1; (void)new2; (void)c2; return -2;
}
