/* Chapter 19: matrices that are mostly 0. See sparse.h. */
#include "sparse.h"

#include <string.h>

Csr csr_from(Arena *a, const float *w, int rows, int cols)
{
    int n = 0, size = rows * cols;
    for (int i = 0; i < size; i++)
        n += w[i] != 0;
    Csr m = {rows, cols, arena_take(a, ((size_t)rows + 1) * sizeof(int)),
             arena_take(a, (size_t)n * sizeof(int)), arena_take(a, (size_t)n * sizeof(float))};
    m.start[0] = n = 0;
    for (int r = 0; r < rows; m.start[++r] = n)
        for (int c = 0; c < cols; c++)
            if (w[r * cols + c] != 0)
                m.col[n] = c, m.value[n++] = w[r * cols + c];
    return m;
}

double csr_bytes(const Csr *m) { return 4.0 * (m->rows + 1) + 8.0 * m->start[m->rows]; }

gsl_spmatrix *csr_in_gsl(const Csr *m)
{
    size_t n = (size_t)m->start[m->rows];
    gsl_spmatrix *s = gsl_spmatrix_alloc_nzmax((size_t)m->rows, (size_t)m->cols, n, GSL_SPMATRIX_CSR);
    s->nz = n;
    memcpy(s->p, m->start, ((size_t)m->rows + 1) * sizeof *s->p);
    memcpy(s->i, m->col, n * sizeof *s->i);
    for (size_t k = 0; k < n; k++)
        s->data[k] = (double)m->value[k];
    return s;
}

//> product
void csr_product(const Csr *m, const float *x, float *y)
{
#pragma omp parallel for
    for (int r = 0; r < m->rows; r++) {
        float sum = 0;
#pragma omp simd reduction(+ : sum)
        for (int k = m->start[r]; k < m->start[r + 1]; k++)
            sum += m->value[k] * x[m->col[k]]; /* x is read here and there */
        y[r] = sum;
    }
}
//< product

/* 16 floats in one register; of each number read, all of a row's TOGETHER products are made. */
typedef float Wide __attribute__((vector_size(64)));
enum { WIDES = TOGETHER / 16 };

void csr_product_many(const Csr *m, const float *x, float *y)
{
    const Wide *from = (const Wide *)(const void *)x;
    Wide *to = (Wide *)(void *)y;
#pragma omp parallel for
    for (int r = 0; r < m->rows; r++) {
        Wide a = {0}, b = {0}, c = {0}, d = {0};
        for (int k = m->start[r]; k < m->start[r + 1]; k++) {
            const Wide *w = from + WIDES * (long)m->col[k];
            a += m->value[k] * w[0], b += m->value[k] * w[1], c += m->value[k] * w[2], d += m->value[k] * w[3];
        }
        to[WIDES * r] = a, to[WIDES * r + 1] = b, to[WIDES * r + 2] = c, to[WIDES * r + 3] = d;
    }
}
