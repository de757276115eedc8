/* Matrix products, all through GSL's BLAS. */
#include <gsl/gsl_blas.h>
#include <string.h>

#include "error.h"
#include "op.h"

/* Y = A B: dA = dY Bᵀ, dB = Aᵀ dY */
static void matmul_forward(Tensor *y)
{
    gsl_matrix_float_view A = tensor_matrix(y->in[0]), B = tensor_matrix(y->in[1]), Y = tensor_matrix(y);
    gsl_blas_sgemm(CblasNoTrans, CblasNoTrans, 1, &A.matrix, &B.matrix, 0, &Y.matrix);
}

static void matmul_backward(Tensor *y)
{
    Tensor *a = y->in[0], *b = y->in[1];
    gsl_matrix_float_view A = tensor_matrix(a), B = tensor_matrix(b), dY = tensor_grad_matrix(y);
    if (a->needs_grad) {
        float beta = (float)tape_grad(a);
        gsl_matrix_float_view dA = tensor_grad_matrix(a);
        gsl_blas_sgemm(CblasNoTrans, CblasTrans, 1, &dY.matrix, &B.matrix, beta, &dA.matrix);
    }
    if (b->needs_grad) {
        float beta = (float)tape_grad(b);
        gsl_matrix_float_view dB = tensor_grad_matrix(b);
        gsl_blas_sgemm(CblasTrans, CblasNoTrans, 1, &A.matrix, &dY.matrix, beta, &dB.matrix);
    }
}

static const Op MATMUL = {"matmul", matmul_forward, matmul_backward};

Tensor *op_matmul(Tape *t, Tensor *a, Tensor *b)
{
    CHECK(a->ndim == 2 && b->ndim == 2 && a->shape[1] == b->shape[0],
          "op_matmul: %s times %s; wants (N, K) and (K, M)", tensor_shape_text(a), tensor_shape_text(b));
    return tape_record(t, &MATMUL, SHAPE(a->shape[0], b->shape[1]), IN(a, b), NULL, 0);
}

/* Y = X Wᵀ + b: dX = dY W, dW = dYᵀ X, db = Σ_rows dY. The bias is laid down first
 * and the product added to it, which saves a pass over Y. */
static void linear_forward(Tensor *y)
{
    gsl_matrix_float_view X = tensor_matrix(y->in[0]), W = tensor_matrix(y->in[1]), Y = tensor_matrix(y);
    if (y->nin == 3)
        for (size_t r = 0; r < tensor_rows(y); r++)
            memcpy(y->data + r * tensor_cols(y), y->in[2]->data, tensor_cols(y) * sizeof(float));
    gsl_blas_sgemm(CblasNoTrans, CblasTrans, 1, &X.matrix, &W.matrix, y->nin == 3, &Y.matrix);
}

static void linear_backward(Tensor *y)
{
    Tensor *x = y->in[0], *w = y->in[1];
    gsl_matrix_float_view X = tensor_matrix(x), W = tensor_matrix(w), dY = tensor_grad_matrix(y);
    if (w->needs_grad) {
        float beta = (float)tape_grad(w);
        gsl_matrix_float_view dW = tensor_grad_matrix(w);
        gsl_blas_sgemm(CblasTrans, CblasNoTrans, 1, &dY.matrix, &X.matrix, beta, &dW.matrix);
    }
    if (y->nin == 3 && y->in[2]->needs_grad)
        tape_put_rows(y->in[2], y->grad, tensor_rows(y));
    if (x->needs_grad) {
        float beta = (float)tape_grad(x);
        gsl_matrix_float_view dX = tensor_grad_matrix(x);
        gsl_blas_sgemm(CblasNoTrans, CblasNoTrans, 1, &dY.matrix, &W.matrix, beta, &dX.matrix);
    }
}

static const Op LINEAR = {"linear", linear_forward, linear_backward};

Tensor *op_linear(Tape *t, Tensor *x, Tensor *w, Tensor *b)
{
    CHECK(x->ndim >= 1 && w->ndim == 2 && tensor_cols(x) == (size_t)w->shape[1],
          "op_linear: x %s with w %s; wants (…, K) and (M, K)", tensor_shape_text(x), tensor_shape_text(w));
    CHECK(!b || (b->ndim == 1 && b->shape[0] == w->shape[0]), "op_linear: w %s with bias %s; wants (M, K) and (M)",
          tensor_shape_text(w), tensor_shape_text(b));
    int shape[TENSOR_DIMS];
    memcpy(shape, x->shape, sizeof shape);
    shape[x->ndim - 1] = w->shape[0];
    return tape_record(t, &LINEAR, x->ndim, shape, b ? 3 : 2, (Tensor *[]){x, w, b}, NULL, 0);
}
