/* Softmax over the last dimension, row by row:
 *   y_i = e^{x_i - m} / Σ_j e^{x_j - m},  m = max_j x_j
 *   dx_i = y_i (dy_i - Σ_j y_j dy_j) */
#include "op.h"
#include "vec.h"

static void softmax_forward(Tensor *y)
{
    const Tensor *x = y->in[0];
    size_t n = tensor_cols(y);
#pragma omp parallel for if (y->size > 4096)
    for (size_t r = 0; r < tensor_rows(y); r++) {
        const float *xr = x->data + r * n;
        float *yr = y->data + r * n;
        float scale = 1 / vec_exp_sum(yr, xr, vec_max(xr, n), n);
        for (size_t i = 0; i < n; i++)
            yr[i] *= scale;
    }
}

static void softmax_backward(Tensor *y)
{
    Tensor *x = y->in[0];
    size_t n = tensor_cols(y);
    int add = tape_grad(x);
#pragma omp parallel for if (y->size > 4096)
    for (size_t r = 0; r < tensor_rows(y); r++) {
        const float *yr = y->data + r * n, *dy = y->grad + r * n;
        float dot = 0;
#pragma omp simd reduction(+ : dot)
        for (size_t i = 0; i < n; i++)
            dot += yr[i] * dy[i];
        for (size_t i = 0; i < n; i++)
            tape_put(add, &x->grad[r * n + i], yr[i] * (dy[i] - dot));
    }
}

static const Op SOFTMAX = {"softmax", softmax_forward, softmax_backward};

Tensor *op_softmax(Tape *t, Tensor *x) { return tape_record(t, &SOFTMAX, x->ndim, x->shape, IN(x), NULL, 0); }
