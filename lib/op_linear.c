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
enum { X, W }; /* inputs; the others may be missing */

typedef struct {
    int bias, residual, a; /* where among the inputs they are; 0: there is none. After an adapter's a comes its b */
    float scale, *u;       /* of the adapter, and x aᵀ, (rows, r) */
    float *slope;          /* of gelu, (rows, M) */
} Parts;

/* Z = b + R, to which the product is added: one pass over Z for both. */
static void lay_down(const Tensor *y, float *z)
{
    const Parts *p = y->ctx;
    const float *b = y->in[p->bias]->data, *residual = p->residual ? y->in[p->residual]->data : NULL;
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

//> adapter
/* Z ← Z + s U Bᵀ, U = X Aᵀ of r columns: B A, as large as W, is not needed. */
static void adapter_forward(const Tensor *y, float *z)
{
    Parts *p = y->ctx;
    if (!p->a)
        return;
    const Tensor *a = y->in[p->a], *b = y->in[p->a + 1];
    size_t rows = tensor_rows(y), r = tensor_rows(a);
    p->u = tape_take(y->tape, rows * r * sizeof *p->u);
    gsl_matrix_float_view X_ = tensor_matrix(y->in[X]), A = tensor_matrix(a), B = tensor_matrix(b);
    gsl_matrix_float_view U = gsl_matrix_float_view_array(p->u, rows, r);
    gsl_matrix_float_view Z = gsl_matrix_float_view_array(z, rows, tensor_cols(y));
    gsl_blas_sgemm(CblasNoTrans, CblasTrans, 1, &X_.matrix, &A.matrix, 0, &U.matrix);
    gsl_blas_sgemm(CblasNoTrans, CblasTrans, p->scale, &U.matrix, &B.matrix, 1, &Z.matrix);
}

/* dU = s dZ B; dA = dUᵀ X, dB = s dZᵀ U, and dX gets dU A more. */
static void adapter_backward(const Tensor *y, float *dz)
{
    const Parts *p = y->ctx;
    Tensor *x = y->in[X], *a = y->in[p->a], *b = y->in[p->a + 1];
    size_t rows = tensor_rows(y), r = tensor_rows(a);
    gsl_matrix_float_view X_ = tensor_matrix(x), A = tensor_matrix(a), B = tensor_matrix(b);
    gsl_matrix_float_view U = gsl_matrix_float_view_array(p->u, rows, r);
    gsl_matrix_float_view dZ = gsl_matrix_float_view_array(dz, rows, tensor_cols(y));
    if (b->needs_grad) {
        float beta = (float)tape_grad(b);
        gsl_matrix_float_view dB = tensor_grad_matrix(b);
        gsl_blas_sgemm(CblasTrans, CblasNoTrans, p->scale, &dZ.matrix, &U.matrix, beta, &dB.matrix);
    }
    gsl_blas_sgemm(CblasNoTrans, CblasNoTrans, p->scale, &dZ.matrix, &B.matrix, 0, &U.matrix); /* dU, in U's place */
    if (a->needs_grad) {
        float beta = (float)tape_grad(a);
        gsl_matrix_float_view dA = tensor_grad_matrix(a);
        gsl_blas_sgemm(CblasTrans, CblasNoTrans, 1, &U.matrix, &X_.matrix, beta, &dA.matrix);
    }
    if (x->needs_grad) {
        float beta = (float)tape_grad(x);
        gsl_matrix_float_view dX = tensor_grad_matrix(x);
        gsl_blas_sgemm(CblasNoTrans, CblasNoTrans, 1, &U.matrix, &A.matrix, beta, &dX.matrix);
    }
}
//< adapter

/* Z = X Wᵀ + b + R */
static void product_forward(const Tensor *y, float *z)
{
    gsl_matrix_float_view x = tensor_matrix(y->in[X]), w = tensor_matrix(y->in[W]);
    gsl_matrix_float_view z_view = gsl_matrix_float_view_array(z, tensor_rows(y), tensor_cols(y));
    int bias = ((Parts *)y->ctx)->bias;
    if (bias)
        lay_down(y, z);
    if (tensor_rows(y) == 1) {
        if (!bias)
            memset(z, 0, y->size * sizeof *z);
        row_forward(y->in[W], y->in[X]->data, z);
    } else {
        gsl_blas_sgemm(CblasNoTrans, CblasTrans, 1, &x.matrix, &w.matrix, bias ? 1 : 0, &z_view.matrix);
    }
    adapter_forward(y, z);
}

static void linear_forward(Tensor *y) { product_forward(y, y->data); }

/* From dz, the gradient of the product before whatever was done to it. */
static void product_backward(Tensor *y, float *dz)
{
    const Parts *p = y->ctx;
    Tensor *x = y->in[X], *w = y->in[W];
    gsl_matrix_float_view x_view = tensor_matrix(x), w_view = tensor_matrix(w);
    gsl_matrix_float_view dz_view = gsl_matrix_float_view_array(dz, tensor_rows(y), tensor_cols(y));
    if (w->needs_grad) {
        float beta = (float)tape_grad(w);
        gsl_matrix_float_view dw = tensor_grad_matrix(w);
        gsl_blas_sgemm(CblasTrans, CblasNoTrans, 1, &dz_view.matrix, &x_view.matrix, beta, &dw.matrix);
    }
    if (p->bias && y->in[p->bias]->needs_grad)
        tape_put_rows(y->tape, y->in[p->bias], dz, tensor_rows(y));
    if (p->a)
        adapter_backward(y, dz);
    if (x->needs_grad) {
        float beta = (float)tape_grad(x);
        gsl_matrix_float_view dx = tensor_grad_matrix(x);
        gsl_blas_sgemm(CblasNoTrans, CblasNoTrans, 1, &dz_view.matrix, &w_view.matrix, beta, &dx.matrix);
    }
}

static void linear_backward(Tensor *y)
{
    product_backward(y, y->grad);
    const Parts *p = y->ctx;
    if (p->residual && y->in[p->residual]->needs_grad)
        tape_pass_grad(y->in[p->residual], y);
}

static const Op LINEAR = {"linear", linear_forward, linear_backward};

static Tensor *linear(Tape *t, const Op *op, Tensor *x, Tensor *w, Tensor *b, Tensor *residual, const Adapter *d)
{
    CHECK(x->ndim >= 1 && w->ndim == 2 && tensor_cols(x) == (size_t)w->shape[1],
          "op_linear: x %s with w %s; wants (…, K) and (M, K)", tensor_shape_text(x), tensor_shape_text(w));
    CHECK(!b || (b->ndim == 1 && b->shape[0] == w->shape[0]), "op_linear: w %s with bias %s; wants (M, K) and (M)",
          tensor_shape_text(w), tensor_shape_text(b));
    int shape[TENSOR_DIMS];
    memcpy(shape, x->shape, sizeof shape);
    shape[x->ndim - 1] = w->shape[0];
    Parts p = {.scale = d ? d->scale : 0};
    Tensor *in[6] = {x, w};
    int nin = 2;
    if (b)
        in[p.bias = nin++] = b;
    if (residual)
        in[p.residual = nin++] = residual;
    if (d)
        in[p.a = nin++] = d->a, in[nin++] = d->b;
    return tape_record(t, op, x->ndim, shape, nin, in, &p, sizeof p);
}

Tensor *op_linear(Tape *t, Tensor *x, Tensor *w, Tensor *b) { return linear(t, &LINEAR, x, w, b, NULL, NULL); }

static void check_residual(Tensor *x, Tensor *b, Tensor *residual)
{
    CHECK(b, "op_linear_residual: there is no bias");
    CHECK(tensor_rows(residual) == tensor_rows(x) && tensor_cols(residual) == b->size,
          "op_linear_residual: x %s with bias %s and residual %s; wants (…, K), (M), (…, M)", tensor_shape_text(x),
          tensor_shape_text(b), tensor_shape_text(residual));
}

Tensor *op_linear_residual(Tape *t, Tensor *x, Tensor *w, Tensor *b, Tensor *residual)
{
    check_residual(x, b, residual);
    return linear(t, &LINEAR, x, w, b, residual, NULL);
}

/* Y = gelu(Z), Z = X Wᵀ + b. gelu's slope takes Z's place; backward makes it dZ = slope dY, there too. */
static void linear_gelu_forward(Tensor *y)
{
    size_t rows = tensor_rows(y), n = tensor_cols(y);
    float *z = y->needs_grad ? tape_take(y->tape, y->size * sizeof(float)) : y->data;
    ((Parts *)y->ctx)->slope = z;
    product_forward(y, z);
#pragma omp parallel for if (y->size > PARALLEL)
    for (size_t r = 0; r < rows; r++)
        vec_gelu(y->data + r * n, y->needs_grad ? z + r * n : NULL, z + r * n, n);
}

static void linear_gelu_backward(Tensor *y)
{
    float *dz = ((Parts *)y->ctx)->slope;
#pragma omp parallel for simd if (y->size > PARALLEL)
    for (size_t i = 0; i < y->size; i++)
        dz[i] *= y->grad[i];
    product_backward(y, dz);
}

static const Op LINEAR_GELU = {"linear_gelu", linear_gelu_forward, linear_gelu_backward};

Tensor *op_linear_gelu(Tape *t, Tensor *x, Tensor *w, Tensor *b)
{
    CHECK(b, "op_linear_gelu: there is no bias");
    return linear(t, &LINEAR_GELU, x, w, b, NULL, NULL);
}

static void check_adapter(const Tensor *w, const Adapter *d)
{
    CHECK(w->ndim == 2 && d->a->ndim == 2 && d->b->ndim == 2 && d->a->shape[1] == w->shape[1] &&
              d->b->shape[0] == w->shape[0] && d->a->shape[0] == d->b->shape[1],
          "op_linear_adapted: w %s with a %s and b %s; wants (M, K), (r, K), (M, r)", tensor_shape_text(w),
          tensor_shape_text(d->a), tensor_shape_text(d->b));
}

Tensor *op_linear_adapted(Tape *t, Tensor *x, Tensor *w, Tensor *b, Tensor *residual, const Adapter *d)
{
    check_adapter(w, d);
    if (residual)
        check_residual(x, b, residual);
    return linear(t, &LINEAR, x, w, b, residual, d);
}

Tensor *op_linear_gelu_adapted(Tape *t, Tensor *x, Tensor *w, Tensor *b, const Adapter *d)
{
    CHECK(b, "op_linear_gelu: there is no bias");
    check_adapter(w, d);
    return linear(t, &LINEAR_GELU, x, w, b, NULL, d);
}
