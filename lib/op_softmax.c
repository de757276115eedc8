/* Softmax over the last dimension, row by row:
 *   y_i = e^{x_i - m} / Σ_j e^{x_j - m},  m = max_j x_j
 *   dx_i = y_i (dy_i - Σ_j y_j dy_j) */
#include "op.h"
#include "threads.h"
#include "vec.h"

enum { PARALLEL = 4096 };

static void rows_forward(void *context, Range range)
{
    Tensor *y = context;
    size_t n = tensor_cols(y);
    for (size_t r = range.from; r < range.to; r++) {
        const float *xr = y->in[0]->data + r * n;
        float *yr = y->data + r * n;
        float scale = 1 / vec_exp_sum(yr, xr, vec_max(xr, n), n);
        for (size_t i = 0; i < n; i++)
            yr[i] *= scale;
    }
}

static void softmax_forward(Tensor *y) { threads_share(tensor_rows(y), y->size > PARALLEL, rows_forward, y); }

typedef struct {
    const Tensor *y;
    int add;
} Backward;

static void rows_backward(void *context, Range range)
{
    const Backward *c = context;
    const Tensor *y = c->y;
    size_t n = tensor_cols(y);
    for (size_t r = range.from; r < range.to; r++) {
        const float *yr = y->data + r * n, *dy = y->grad + r * n;
        float dot = 0;
#pragma omp simd reduction(+ : dot)
        for (size_t i = 0; i < n; i++)
            dot += yr[i] * dy[i];
        for (size_t i = 0; i < n; i++)
            tape_put(c->add, &y->in[0]->grad[r * n + i], yr[i] * (dy[i] - dot));
    }
}

static void softmax_backward(Tensor *y)
{
    threads_share(tensor_rows(y), y->size > PARALLEL, rows_backward, &(Backward){y, tape_grad(y->in[0])});
}

static const Op SOFTMAX = {"softmax", softmax_forward, softmax_backward};

Tensor *op_softmax(Tape *t, Tensor *x) { return tape_record(t, &SOFTMAX, x->ndim, x->shape, IN(x), NULL, 0); }
