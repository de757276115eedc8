#include "int8.h"

#include <gsl/gsl_blas.h>
#include <math.h>
#include <string.h>

#include "error.h"

enum {
    MOST = INT8_MOST,
    PARALLEL = 1 << 15,
    FEW = 32, /* rows of x up to which w is read once, in int8; more are the business of a BLAS */
    BLOCK = 1 << 20 /* numbers of w, about, that are made float at a time: few starts of threads, little memory */
};

/* ---- Rounding. Comparisons are written so that a NaN is held within the bounds as well. */

static inline float largest(const float *x, size_t n)
{
    float most = 0;
#pragma omp simd reduction(max : most)
    for (size_t i = 0; i < n; i++)
        most = fabsf(x[i]) > most ? fabsf(x[i]) : most;
    return most;
}

/* x/scale to the nearest whole number; what lies beyond ±most is held there. */
static inline float whole(float x, float scale, float most)
{
    float q = rintf(x / scale);
    return q >= -most ? (q <= most ? q : most) : -most;
}

float int8_round(const float *x, int8_t *q, size_t n)
{
    float scale = largest(x, n) / MOST;
    if (scale > 0)
        for (size_t i = 0; i < n; i++)
            q[i] = (int8_t)whole(x[i], scale, MOST);
    else
        memset(q, 0, n);
    return scale;
}

float int8_round_wide(const float *x, int16_t *q, size_t n)
{
    size_t steps = INT32_MAX / (MOST * n);
    float most = steps < INT16_MAX ? (float)steps : (float)INT16_MAX, scale = largest(x, n) / most;
    if (scale > 0)
        for (size_t i = 0; i < n; i++)
            q[i] = (int16_t)whole(x[i], scale, most);
    else
        memset(q, 0, n * sizeof *q);
    return scale;
}

void int8_restore(const Int8Matrix *w, size_t row, float *to)
{
    size_t n = (size_t)w->cols;
    for (size_t i = 0; i < n; i++)
        to[i] = w->scale[row] * (float)w->q[row * n + i];
}

Int8Matrix int8_matrix(Arena *a, int rows, int cols)
{
    CHECK(rows >= 1 && cols >= 1, "int8: a matrix of %d by %d", rows, cols);
    return (Int8Matrix){rows, cols, arena_take(a, (size_t)rows * (size_t)cols),
                        arena_take(a, (size_t)rows * sizeof(float))};
}

void int8_round_rows(Int8Matrix *m, const Tensor *w)
{
    size_t rows = (size_t)m->rows, n = (size_t)m->cols;
    CHECK(tensor_rows(w) == rows && tensor_cols(w) == n, "int8_round_rows: %s into (%d, %d)", tensor_shape_text(w),
          m->rows, m->cols);
#pragma omp parallel for if (w->size > PARALLEL)
    for (size_t r = 0; r < rows; r++)
        m->scale[r] = int8_round(w->data + r * n, m->q + r * n, n);
}

/* ---- The product. */

typedef struct {
    const Int8Matrix *w;
    const float *b;
} Product;

static inline void product(const Product *p, size_t r, int32_t sum, float scale, float *y)
{
    y[r] = p->w->scale[r] * scale * (float)sum + (p->b ? p->b[r] : 0);
}

/* Four rows of w, each `apart` from the one before, with x: places of memory that are read at once, and sums that
 * do not wait for one another, as the steps of a single one do. */
static inline void four_rows(const Product *p, size_t r, size_t apart, const int16_t *x, float scale, float *y)
{
    size_t n = (size_t)p->w->cols;
    const int8_t *a = p->w->q + r * n, *b = a + apart * n, *c = b + apart * n, *d = c + apart * n;
    int32_t sa = 0, sb = 0, sc = 0, sd = 0;
    for (size_t i = 0; i < n; i++) {
        sa += a[i] * x[i];
        sb += b[i] * x[i];
        sc += c[i] * x[i];
        sd += d[i] * x[i];
    }
    product(p, r, sa, scale, y);
    product(p, r + apart, sb, scale, y);
    product(p, r + 2 * apart, sc, scale, y);
    product(p, r + 3 * apart, sd, scale, y);
}

static void few_rows(const Tensor *x, const Product *p, Tensor *y)
{
    size_t n = tensor_rows(x), K = tensor_cols(x), M = (size_t)p->w->rows, part = M / 4;
    int16_t *q = tape_take(y->tape, x->size * sizeof *q);
    float scale[FEW];
    for (size_t i = 0; i < n; i++)
        scale[i] = int8_round_wide(x->data + i * K, q + i * K, K);
#pragma omp parallel for if (M * K > PARALLEL)
    for (size_t k = 0; k < part; k++)
        for (size_t i = 0; i < n; i++)
            four_rows(p, k, part, q + i * K, scale[i], y->data + i * M);
    for (size_t r = 4 * part; r < M; r++)
        for (size_t i = 0; i < n; i++)
            product(p, r, int8_dot(p->w->q + r * K, q + i * K, K), scale[i], y->data + i * M);
}

static void many_rows(const Tensor *x, const Product *p, Tensor *y)
{
    size_t n = tensor_rows(x), K = tensor_cols(x), M = (size_t)p->w->rows;
    size_t most = BLOCK / K + 1;
    float *w = tape_take(y->tape, (most < M ? most : M) * K * sizeof *w);
    gsl_matrix_float_view X = tensor_matrix(x);
    for (size_t i = 0; i < n; i++)
        if (p->b)
            memcpy(y->data + i * M, p->b, M * sizeof *p->b);
    for (size_t first = 0; first < M; first += most) {
        size_t rows = M - first < most ? M - first : most;
#pragma omp parallel for if (rows * K > PARALLEL)
        for (size_t r = 0; r < rows; r++)
            int8_restore(p->w, first + r, w + r * K);
        gsl_matrix_float_view W = gsl_matrix_float_view_array(w, rows, K);
        gsl_matrix_float_view Y = gsl_matrix_float_view_array_with_tda(y->data + first, n, rows, M);
        gsl_blas_sgemm(CblasNoTrans, CblasTrans, 1, &X.matrix, &W.matrix, p->b ? 1 : 0, &Y.matrix);
    }
}

static void linear_forward(Tensor *y)
{
    (tensor_rows(y) <= FEW ? few_rows : many_rows)(y->in[0], y->ctx, y);
}

static const Op LINEAR = {"int8_linear", linear_forward, NULL};

Tensor *int8_linear(Tape *t, Tensor *x, const Int8Matrix *w, const Tensor *b)
{
    CHECK(tape_is_inference(t), "int8_linear: the tape is recording; this is for inference");
    CHECK(x->ndim >= 1 && tensor_cols(x) == (size_t)w->cols && w->cols <= INT32_MAX / MOST,
          "int8_linear: x %s with w (%d, %d); wants (…, K) and (M, K)", tensor_shape_text(x), w->rows, w->cols);
    CHECK(!b || (b->ndim == 1 && b->shape[0] == w->rows), "int8_linear: w (%d, %d) with bias %s; wants (M, K) and (M)",
          w->rows, w->cols, tensor_shape_text(b));
    int shape[TENSOR_DIMS];
    memcpy(shape, x->shape, sizeof shape);
    shape[x->ndim - 1] = w->rows;
    Product ctx = {w, b ? b->data : NULL};
    return tape_record(t, &LINEAR, x->ndim, shape, IN(x), &ctx, sizeof ctx);
}

/* ---- Embedding. */

Tensor *int8_embedding(Tape *t, const Int8Matrix *w, const int *id, int ndim, const int shape[])
{
    CHECK(tape_is_inference(t), "int8_embedding: the tape is recording; this is for inference");
    CHECK(ndim < TENSOR_DIMS, "int8_embedding: ids of %d dimensions", ndim);
    int full[TENSOR_DIMS];
    for (int i = 0; i < ndim; i++)
        full[i] = shape[i];
    full[ndim] = w->cols;
    Tensor *y = tape_input(t, ndim + 1, full);
    size_t n = tensor_rows(y);
    for (size_t i = 0; i < n; i++) {
        CHECK(id[i] >= 0 && id[i] < w->rows, "int8_embedding: id %d at place %zu; there are %d rows", id[i], i,
              w->rows);
        int8_restore(w, (size_t)id[i], y->data + i * (size_t)w->cols);
    }
    return y;
}
