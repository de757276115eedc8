/* Linear layers, whose products go through GSL's BLAS. */
#include <gsl/gsl_blas.h>
#include <string.h>

#include "error.h"
#include "op.h"
#include "threads.h"
#include "vec.h"

enum { PARALLEL = 1 << 13 };

/* Y = X Wᵀ + b + R: dX = dY W, dW = dYᵀ X, db = Σ_rows dY, dR = dY. */
enum { X, W }; /* inputs; the others may be missing */

typedef struct {
    int bias, residual, a; /* where among the inputs they are; 0: there is none. After an adapter's a comes its b */
    float scale, *u;       /* of the adapter, and x aᵀ, (rows, r) */
    float *slope;          /* of gelu, (rows, M) */
} Parts;

typedef struct {
    const Tensor *y;
    float *z; /* (rows, M): the product, or its gradient */
    float *sums;
} Rows;

/* Z ← Z + b + R, while what the product wrote last is in cache still. */
static void add_rows(void *context, Range range)
{
    const Rows *c = context;
    const Tensor *y = c->y;
    const Parts *p = y->ctx;
    const float *b = y->in[p->bias]->data, *residual = p->residual ? y->in[p->residual]->data : NULL;
    size_t n = tensor_cols(y);
    float *z = c->z;
    for (size_t r = range.from; r < range.to; r++)
        if (residual)
            for (size_t i = 0; i < n; i++)
                z[r * n + i] += b[i] + residual[r * n + i];
        else
            for (size_t i = 0; i < n; i++)
                z[r * n + i] += b[i];
}

/* One row z = W x, as in generation: W is read once, and nothing else takes time. */
static void fours_forward(void *context, Range range)
{
    const Rows *c = context;
    const float *w = c->y->in[W]->data, *x = c->y->in[X]->data;
    size_t n = tensor_cols(c->y->in[W]), fours = tensor_cols(c->y) / 4;
    for (size_t k = range.from; k < range.to; k++) {
        float sum[4];
        vec_four_dots(w + k * n, fours * n, x, n, sum);
        for (size_t i = 0; i < 4; i++)
            c->z[i * fours + k] = sum[i];
    }
}

static void row_forward(const Tensor *y, float *z)
{
    const Tensor *w = y->in[W];
    size_t rows = tensor_rows(w), n = tensor_cols(w), fours = rows / 4;
    threads_share(fours, w->size > PARALLEL, fours_forward, &(Rows){.y = y, .z = z});
    for (size_t r = 4 * fours; r < rows; r++) {
        float sum[4];
        vec_four_dots(w->data + r * n, 0, y->in[X]->data, n, sum);
        z[r] = sum[0];
    }
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
//< adapter

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

/* Z = X Wᵀ */
static void product_forward(const Tensor *y, float *z)
{
    gsl_matrix_float_view x = tensor_matrix(y->in[X]), w = tensor_matrix(y->in[W]);
    gsl_matrix_float_view z_view = gsl_matrix_float_view_array(z, tensor_rows(y), tensor_cols(y));
    if (tensor_rows(y) == 1)
        row_forward(y, z);
    else
        gsl_blas_sgemm(CblasNoTrans, CblasTrans, 1, &x.matrix, &w.matrix, 0, &z_view.matrix);
    adapter_forward(y, z);
}

static void linear_forward(Tensor *y)
{
    product_forward(y, y->data);
    if (((Parts *)y->ctx)->bias)
        threads_share(tensor_rows(y), y->size > PARALLEL, add_rows, &(Rows){.y = y, .z = y->data});
}

/* From dz, the gradient of the product before whatever was done to it; of X and W alone. */
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
    if (p->bias && y->in[p->bias]->needs_grad)
        tape_put_rows(y->tape, y->in[p->bias], y->grad, tensor_rows(y));
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
static void gelu_rows(void *context, Range r)
{
    const Rows *c = context;
    const float *b = c->y->in[((Parts *)c->y->ctx)->bias]->data;
    size_t n = tensor_cols(c->y), at = r.from * n;
    for (; at < r.to * n; at += n) {
        for (size_t i = 0; i < n; i++)
            c->z[at + i] += b[i];
        vec_gelu(c->y->data + at, c->y->needs_grad ? c->z + at : NULL, c->z + at, n);
    }
}

static void linear_gelu_forward(Tensor *y)
{
    float *z = y->needs_grad ? tape_take(y->tape, y->size * sizeof(float)) : y->data;
    ((Parts *)y->ctx)->slope = z;
    product_forward(y, z);
    threads_share(tensor_rows(y), y->size > PARALLEL, gelu_rows, &(Rows){.y = y, .z = z});
}

/* dZ and, while its rows are at hand, their sums: in groups, so that the number of threads changes nothing. */
enum { GROUPS = 16 };

static void gelu_groups(void *context, Range range)
{
    const Rows *c = context;
    const float *dy = c->y->grad;
    size_t rows = tensor_rows(c->y), n = tensor_cols(c->y);
    for (size_t k = range.from; k < range.to; k++) {
        float *restrict dz = c->z, *restrict sum = memset(c->sums + k * n, 0, n * sizeof *sum);
        for (size_t at = rows * k / GROUPS * n; at < rows * (k + 1) / GROUPS * n; at += n)
            for (size_t i = 0; i < n; i++)
                sum[i] += dz[at + i] *= dy[at + i];
    }
}

static void linear_gelu_backward(Tensor *y)
{
    const Parts *p = y->ctx;
    float *sums = tape_take(y->tape, GROUPS * tensor_cols(y) * sizeof *sums);
    threads_share(GROUPS, y->size > PARALLEL, gelu_groups, &(Rows){y, p->slope, sums});
    if (y->in[p->bias]->needs_grad)
        tape_put_rows(y->tape, y->in[p->bias], sums, GROUPS);
    product_backward(y, p->slope);
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
