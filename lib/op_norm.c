/* Layer norm (Ba, Kiros, Hinton 2016, eq. 4), over every row:
 *     n = (x - mean)/√(variance + ε)      y = gain n + bias
 *     dx = (h - mean(h) - n mean(h n))/√(variance + ε),  h = gain dy;   dgain = Σ_rows dy n,  dbias = Σ_rows dy */
#include <math.h>
#include <string.h>

#include "error.h"
#include "op.h"
#include "threads.h"

static const float EPSILON = 1e-5F; /* as in GPT-2 */

/* Rows in groups, whose sums are then added in order: the number of threads changes nothing. */
enum { GROUPS = 16, PARALLEL = 1 << 14 };

typedef struct {
    float *mean, *scale; /* one per row; scale = 1/√(variance + ε) */
} Norm;

static void rows_forward(void *context, Range range)
{
    Tensor *y = context;
    const Tensor *x = y->in[0];
    const float *gain = y->in[1]->data, *bias = y->in[2]->data;
    const Norm *c = y->ctx;
    size_t n = tensor_cols(x);
    for (size_t r = range.from; r < range.to; r++) {
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

static void norm_forward(Tensor *y) { threads_share(tensor_rows(y), y->size > PARALLEL, rows_forward, y); }

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

typedef struct {
    const Tensor *y;
    float *sums; /* GROUPS rows for dbias, then for dgain */
    int add;
} Groups;

static void groups_backward(void *context, Range range)
{
    const Groups *g = context;
    const Tensor *y = g->y, *x = y->in[0];
    const Norm *c = y->ctx;
    size_t rows = tensor_rows(x), n = tensor_cols(x);
    for (size_t k = range.from; k < range.to; k++) {
        float *dbias = g->sums + k * n, *dgain = g->sums + (GROUPS + k) * n;
        memset(dbias, 0, n * sizeof *dbias);
        memset(dgain, 0, n * sizeof *dgain);
        for (size_t r = rows * k / GROUPS; r < rows * (k + 1) / GROUPS; r++)
            row_backward(n, x->data + r * n, c->mean[r], c->scale[r], y->in[1]->data, y->grad + r * n, dgain, dbias,
                         x->needs_grad ? x->grad + r * n : NULL, g->add);
    }
}

static void norm_backward(Tensor *y)
{
    Tensor *x = y->in[0], *gain = y->in[1], *bias = y->in[2];
    size_t n = tensor_cols(x);
    Groups g = {y, tape_take(y->tape, GROUPS * 2 * n * sizeof *g.sums), x->needs_grad && tape_grad(x)};
    threads_share(GROUPS, x->size > PARALLEL, groups_backward, &g);
    if (bias->needs_grad)
        tape_put_rows(y->tape, bias, g.sums, GROUPS);
    if (gain->needs_grad)
        tape_put_rows(y->tape, gain, g.sums + GROUPS * n, GROUPS);
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
