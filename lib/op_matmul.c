/* The product of two matrices, through GSL's BLAS. */
#include <gsl/gsl_blas.h>

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
