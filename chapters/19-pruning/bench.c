/* Chapter 19: a product in dense, sparse and smaller form. See bench.h. */
#include "bench.h"

#include <gsl/gsl_math.h>
#include <gsl/gsl_spblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "op.h"

/* Without units: rows are the neurons of an MLP; where there are more columns, these are what earlier units wrote. */
static Tensor *smaller(Arena *a, int rows, int cols, double sparsity)
{
    int many = GSL_MAX(rows, cols), left = (int)lround(many * (1 - sparsity));
    Tensor *w = left == 0 ? NULL : rows > cols ? tensor_new(a, SHAPE(left, cols)) : tensor_new(a, SHAPE(rows, left));
    if (w)
        tensor_fill(w, 0.5f);
    return w;
}

static float *floats(Bench *b, int n)
{
    float *x = arena_take(b->memory, (size_t)n * sizeof *x);
    for (int i = 0; i < n; i++)
        x[i] = (float)(i % 7) - 3;
    return x;
}

Bench bench_new(int rows, int cols, double sparsity, gsl_rng *rng)
{
    Bench b = {.memory = arena_new(), .tape = tape_new(), .rows = rows, .cols = cols};
    tape_inference(b.tape, 1);
    for (int k = 0; k < COPIES; k++) {
        b.w[k] = tensor_new(b.memory, SHAPE(rows, cols));
        for (size_t i = 0; k == 0 && i < b.w[k]->size; i++)
            b.w[k]->data[i] = gsl_rng_uniform(rng) < sparsity ? 0 : 0.5f;
        if (k > 0)
            tensor_set(b.w[k], b.w[0]->data);
        b.fewer[k] = smaller(b.memory, rows, cols, sparsity);
        b.csr[k] = csr_from(b.memory, b.w[k]->data, rows, cols);
        b.gsl[k] = csr_in_gsl(&b.csr[k]);
    }
    b.x = floats(&b, TOGETHER * cols), b.x_columns = floats(&b, TOGETHER * cols);
    b.y = floats(&b, TOGETHER * rows), b.y_columns = floats(&b, TOGETHER * rows);
    b.x_double = gsl_vector_calloc((size_t)cols), b.y_double = gsl_vector_calloc((size_t)rows);
    for (int i = 0; i < cols; i++)
        gsl_vector_set(b.x_double, (size_t)i, (double)b.x[i]);
    return b;
}

void bench_free(Bench *b)
{
    for (int k = 0; k < COPIES; k++)
        gsl_spmatrix_free(b->gsl[k]);
    gsl_vector_free(b->x_double), gsl_vector_free(b->y_double);
    tape_free(b->tape), arena_free(b->memory);
}

/* ---- The products. */

static const float *linear(Bench *b, Tensor *w)
{
    Tensor x = {.data = b->x, .ndim = 2, .shape = {b->n, w->shape[1]}, .size = (size_t)(b->n * w->shape[1])};
    const float *y = op_linear(b->tape, &x, w, NULL)->data;
    tape_reset(b->tape);
    return y;
}
const float *bench_dense(Bench *b) { return linear(b, b->w[b->at]); }
const float *bench_smaller(Bench *b) { return b->fewer[0] ? linear(b, b->fewer[b->at]) : NULL; }

static void turn(const float *from, float *to, int rows, int cols) /* (rows,cols) -> (cols,rows) */
{
#pragma omp parallel for
    for (int c = 0; c < cols; c++)
        for (int r = 0; r < rows; r++)
            to[c * rows + r] = from[r * cols + c];
}

const float *bench_csr(Bench *b)
{
    const Csr *m = &b->csr[b->at];
    int few = m->rows < TOGETHER && m->start[m->rows] < m->cols; /* turning the inputs would take longer */
    if (b->n == 1 || few) {
        for (int i = 0; i < b->n; i++)
            csr_product(m, b->x + i * b->cols, b->y + i * b->rows);
        return b->y;
    }
    turn(b->x, b->x_columns, TOGETHER, b->cols);
    csr_product_many(m, b->x_columns, b->y_columns);
    turn(b->y_columns, b->y, b->rows, TOGETHER);
    return b->y;
}

const float *bench_gsl(Bench *b) /* one input; its product for many is of two sparse matrices */
{
    gsl_spblas_dgemv(CblasNoTrans, 1, b->gsl[b->at], b->x_double, 0, b->y_double);
    return NULL;
}

double bench_difference(Bench *b, int n)
{
    double most = 0;
    float *copy = malloc((size_t)(n * b->rows) * sizeof *copy);
    CHECK(copy, "out of memory");
    b->n = n;
    memcpy(copy, bench_dense(b), (size_t)(n * b->rows) * sizeof *copy);
    const float *y = bench_csr(b);
    for (int i = 0; i < n * b->rows; i++)
        most = GSL_MAX(most, fabs((double)(copy[i] - y[i])));
    bench_gsl(b);
    for (int i = 0; n == 1 && i < b->rows; i++)
        most = GSL_MAX(most, fabs((double)copy[i] - gsl_vector_get(b->y_double, (size_t)i)));
    free(copy);
    return most;
}
