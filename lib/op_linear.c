/* Matrix products, all through GSL's BLAS. */
#include <gsl/gsl_blas.h>
#include <string.h>

#include "error.h"
#include "op.h"
#include "vec.h"

enum { PARALLEL = 1 << 13 };

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

/* Y = X Wᵀ + b + R: dX = dY W, dW = dYᵀ X, db = Σ_rows dY, dR = dY. */
enum { X, W, BIAS, RESIDUAL }; /* inputs; the last two may be missing */

/* Z = b + R, to which the product is added: one pass over Z for both. */
static void lay_down(const Tensor *y, float *z)
{
    const float *b = y->in[BIAS]->data, *residual = y->nin > RESIDUAL ? y->in[RESIDUAL]->data : NULL;
    size_t rows = tensor_rows(y), n = tensor_cols(y);
#pragma omp parallel for if (y->size > PARALLEL)
    for (size_t r = 0; r < rows; r++)
        if (residual)
            for (size_t i = 0; i < n; i++)
                z[r * n + i] = b[i] + residual[r * n + i];
        else
            memcpy(z + r * n, b, n * sizeof *z);
}

static inline float dot(const float *a, const float *b, size_t n)
{
    float sum = 0;
#pragma omp simd reduction(+ : sum)
    for (size_t i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

/* One row z += W x, as in generation: W is read once, and nothing else takes time. Four of its rows at once, from
 * four places: a sum alone waits for its last addition, and memory answers several streams quicker than one. */
static void row_forward(const Tensor *w, const float *x, float *z)
{
    enum { AT_ONCE = 4 };
    size_t rows = tensor_rows(w), n = tensor_cols(w), fours = rows / AT_ONCE;
#pragma omp parallel for if (w->size > PARALLEL)
    for (size_t k = 0; k < fours; k++) {
        const float *a = w->data + k * n, *b = a + fours * n, *c = b + fours * n, *d = c + fours * n;
        float sa = 0, sb = 0, sc = 0, sd = 0;
#pragma omp simd reduction(+ : sa, sb, sc, sd)
        for (size_t i = 0; i < n; i++)
            sa += a[i] * x[i], sb += b[i] * x[i], sc += c[i] * x[i], sd += d[i] * x[i];
        z[k] += sa, z[fours + k] += sb, z[2 * fours + k] += sc, z[3 * fours + k] += sd;
    }
    for (size_t r = AT_ONCE * fours; r < rows; r++)
        z[r] += dot(w->data + r * n, x, n);
}

/* Z = X Wᵀ + b + R */
static void product_forward(const Tensor *y, float *z)
{
    gsl_matrix_float_view x = tensor_matrix(y->in[X]), w = tensor_matrix(y->in[W]);
    gsl_matrix_float_view z_view = gsl_matrix_float_view_array(z, tensor_rows(y), tensor_cols(y));
    int bias = y->nin > BIAS;
    if (bias)
        lay_down(y, z);
    if (tensor_rows(y) == 1) {
        if (!bias)
            memset(z, 0, y->size * sizeof *z);
        row_forward(y->in[W], y->in[X]->data, z);
        return;
    }
    gsl_blas_sgemm(CblasNoTrans, CblasTrans, 1, &x.matrix, &w.matrix, bias ? 1 : 0, &z_view.matrix);
}

static void linear_forward(Tensor *y) { product_forward(y, y->data); }

/* From dz, the gradient of the product before whatever was done to it; of X and W alone. */
static void product_backward(Tensor *y, float *dz)
{
    Tensor *x = y->in[X], *w = y->in[W];
    gsl_matrix_float_view x_view = tensor_matrix(x), w_view = tensor_matrix(w);
    gsl_matrix_float_view dz_view = gsl_matrix_float_view_array(dz, tensor_rows(y), tensor_cols(y));
    if (w->needs_grad) {
        float beta = (float)tape_grad(w);
        gsl_matrix_float_view dw = tensor_grad_matrix(w);
        gsl_blas_sgemm(CblasTrans, CblasNoTrans, 1, &dz_view.matrix, &x_view.matrix, beta, &dw.matrix);
    }
    if (x->needs_grad) {
        float beta = (float)tape_grad(x);
        gsl_matrix_float_view dx = tensor_grad_matrix(x);
        gsl_blas_sgemm(CblasNoTrans, CblasNoTrans, 1, &dz_view.matrix, &w_view.matrix, beta, &dx.matrix);
    }
}

static void linear_backward(Tensor *y)
{
    product_backward(y, y->grad);
    if (y->nin > BIAS && y->in[BIAS]->needs_grad)
        tape_put_rows(y->tape, y->in[BIAS], y->grad, tensor_rows(y));
    if (y->nin > RESIDUAL && y->in[RESIDUAL]->needs_grad)
        tape_pass_grad(y->in[RESIDUAL], y);
}

static const Op LINEAR = {"linear", linear_forward, linear_backward};

static Tensor *linear(Tape *t, const Op *op, Tensor *x, Tensor *w, Tensor *b, Tensor *residual)
{
    CHECK(x->ndim >= 1 && w->ndim == 2 && tensor_cols(x) == (size_t)w->shape[1],
          "op_linear: x %s with w %s; wants (…, K) and (M, K)", tensor_shape_text(x), tensor_shape_text(w));
    CHECK(!b || (b->ndim == 1 && b->shape[0] == w->shape[0]), "op_linear: w %s with bias %s; wants (M, K) and (M)",
          tensor_shape_text(w), tensor_shape_text(b));
    int shape[TENSOR_DIMS];
    memcpy(shape, x->shape, sizeof shape);
    shape[x->ndim - 1] = w->shape[0];
    int nin = residual ? 4 : b ? 3 : 2;
    return tape_record(t, op, x->ndim, shape, nin, (Tensor *[]){x, w, b, residual}, NULL, 0);
}

Tensor *op_linear(Tape *t, Tensor *x, Tensor *w, Tensor *b) { return linear(t, &LINEAR, x, w, b, NULL); }

Tensor *op_linear_residual(Tape *t, Tensor *x, Tensor *w, Tensor *b, Tensor *residual)
{
    CHECK(b, "op_linear_residual: there is no bias");
    CHECK(tensor_rows(residual) == tensor_rows(x) && tensor_cols(residual) == b->size,
          "op_linear_residual: x %s with bias %s and residual %s; wants (…, K), (M), (…, M)", tensor_shape_text(x),
          tensor_shape_text(b), tensor_shape_text(residual));
    return linear(t, &LINEAR, x, w, b, residual);
}

/* Y = gelu(Z), Z = X Wᵀ + b. gelu's slope takes Z's place; backward makes it dZ = slope dY, there too. */
static void linear_gelu_forward(Tensor *y)
{
    size_t rows = tensor_rows(y), n = tensor_cols(y);
    float *z = y->ctx = y->needs_grad ? tape_take(y->tape, y->size * sizeof(float)) : y->data;
    product_forward(y, z);
#pragma omp parallel for if (y->size > PARALLEL)
    for (size_t r = 0; r < rows; r++)
        vec_gelu(y->data + r * n, y->needs_grad ? z + r * n : NULL, z + r * n, n);
}

/* dZ and, while its rows are at hand, their sums: in groups, so that the number of threads changes nothing. */
static void linear_gelu_backward(Tensor *y)
{
    enum { GROUPS = 16 };
    float *dz = y->ctx;
    size_t rows = tensor_rows(y), n = tensor_cols(y);
    float *sums = tape_take(y->tape, GROUPS * n * sizeof *sums);
#pragma omp parallel for if (y->size > PARALLEL)
    for (size_t k = 0; k < GROUPS; k++) {
        float *restrict sum = memset(sums + k * n, 0, n * sizeof *sum);
        for (size_t at = rows * k / GROUPS * n; at < rows * (k + 1) / GROUPS * n; at += n)
            for (size_t i = 0; i < n; i++)
                sum[i] += dz[at + i] *= y->grad[at + i];
    }
    if (y->in[BIAS]->needs_grad)
        tape_put_rows(y->tape, y->in[BIAS], sums, GROUPS);
    product_backward(y, dz);
}

static const Op LINEAR_GELU = {"linear_gelu", linear_gelu_forward, linear_gelu_backward};

Tensor *op_linear_gelu(Tape *t, Tensor *x, Tensor *w, Tensor *b)
{
    CHECK(b, "op_linear_gelu: there is no bias");
    return linear(t, &LINEAR_GELU, x, w, b, NULL);
}
