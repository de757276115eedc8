/* Layer norm (Ba, Kiros, Hinton 2016, eq. 4), over every row:
 *     n = (x - mean)/√(variance + ε)      y = gain n + bias
 *     dx = (h - mean(h) - n mean(h n))/√(variance + ε),  h = gain dy;   dgain = Σ_rows dy n,  dbias = Σ_rows dy */
#include <math.h>
#include <string.h>

#include "error.h"
#include "op.h"

static const float EPSILON = 1e-5F; /* as in GPT-2 */

/* Rows in groups, whose sums are then added in order: the number of threads changes nothing. */
enum { GROUPS = 16, PARALLEL = 1 << 14 };

typedef struct {
    float *mean, *scale; /* one per row; scale = 1/√(variance + ε) */
} Norm;

static void norm_forward(Tensor *y)
{
    const Tensor *x = y->in[0];
    const float *gain = y->in[1]->data, *bias = y->in[2]->data;
    const Norm *c = y->ctx;
    size_t rows = tensor_rows(x), n = tensor_cols(x);
#pragma omp parallel for if (x->size > PARALLEL)
    for (size_t r = 0; r < rows; r++) {
        const float *xr = x->data + r * n;
        float *yr = y->data + r * n, sum = 0, squares = 0;
#pragma omp simd reduction(+ : sum)
        for (size_t i = 0; i < n; i++)
            sum += xr[i];
        float mean = sum / (float)n;
#pragma omp simd reduction(+ : squares)
        for (size_t i = 0; i < n; i++)
            squares += (xr[i] - mean) * (xr[i] - mean);
        float scale = 1 / sqrtf(squares / (float)n + EPSILON);
        for (size_t i = 0; i < n; i++)
            yr[i] = (xr[i] - mean) * scale * gain[i] + bias[i];
        c->mean[r] = mean, c->scale[r] = scale;
    }
}

/* One row; dgain and dbias are this group's sums. */
static void row_backward(size_t n, const float *x, float mean, float scale, const float *gain, const float *dy,
                         float *restrict dgain, float *restrict dbias, float *dx, int add)
{
    float sum = 0, dot = 0;
#pragma omp simd reduction(+ : sum, dot)
    for (size_t i = 0; i < n; i++) {
        float h = gain[i] * dy[i], normal = (x[i] - mean) * scale;
        sum += h;
        dot += h * normal;
        dgain[i] += dy[i] * normal;
        dbias[i] += dy[i];
    }
    if (!dx)
        return;
    sum /= (float)n, dot /= (float)n;
    for (size_t i = 0; i < n; i++)
        tape_put(add, &dx[i], (gain[i] * dy[i] - sum - (x[i] - mean) * scale * dot) * scale);
}

static void norm_backward(Tensor *y)
{
    Tensor *x = y->in[0], *gain = y->in[1], *bias = y->in[2];
    const Norm *c = y->ctx;
    size_t rows = tensor_rows(x), n = tensor_cols(x);
    int add = x->needs_grad && tape_grad(x);
    float *sums = tape_take(y->tape, GROUPS * 2 * n * sizeof *sums); /* GROUPS rows for dbias, then for dgain */
#pragma omp parallel for if (x->size > PARALLEL)
    for (size_t k = 0; k < GROUPS; k++) {
        float *dbias = sums + k * n, *dgain = sums + (GROUPS + k) * n;
        memset(dbias, 0, n * sizeof *dbias);
        memset(dgain, 0, n * sizeof *dgain);
        for (size_t r = rows * k / GROUPS; r < rows * (k + 1) / GROUPS; r++)
            row_backward(n, x->data + r * n, c->mean[r], c->scale[r], gain->data, y->grad + r * n, dgain, dbias,
                         x->needs_grad ? x->grad + r * n : NULL, add);
    }
    if (bias->needs_grad)
        tape_put_rows(y->tape, bias, sums, GROUPS);
    if (gain->needs_grad)
        tape_put_rows(y->tape, gain, sums + GROUPS * n, GROUPS);
}

static const Op LAYER_NORM = {"layer_norm", norm_forward, norm_backward};

Tensor *op_layer_norm(Tape *t, Tensor *x, Tensor *gain, Tensor *bias)
{
    CHECK(x->ndim >= 1 && gain->ndim == 1 && gain->size == tensor_cols(x) && tensor_same_shape(bias, gain),
          "op_layer_norm: x %s with gain %s and bias %s; wants (…, C), (C), (C)", tensor_shape_text(x),
          tensor_shape_text(gain), tensor_shape_text(bias));
    size_t bytes = tensor_rows(x) * sizeof(float);
    Norm ctx = {tape_take(t, bytes), tape_take(t, bytes)};
    return tape_record(t, &LAYER_NORM, x->ndim, x->shape, IN(x, gain, bias), &ctx, sizeof ctx);
}
