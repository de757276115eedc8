/* Convolution, image by image, over its patches. With stride s and padding p, row t = (c, u, v) of the
 * patch matrix P (K × N: K = C·h·w weights a filter, N = H'·W' outputs a plane) holds what weight t
 * meets:
 *   P[t][n]   = x[c][i·s + u - p][j·s + v - p]  (0 outside)          n = i·W' + j
 *   y[m][n]   = b[m] + Σ_t w[m][t] P[t][n]
 *   dw[m][t]  = Σ_{images} Σ_n dy[m][n] P[t][n],   db[m] = Σ dy[m][n]
 *   dP[t][n]  = Σ_m w[m][t] dy[m][n],  added up into dx where P came from
 * P of one image stays in the cache, so unlike im2col over the batch it costs no memory traffic, and
 * every inner loop is long, contiguous and aligned. Nine rows of P are used at a time: a 3×3 window. */
#include <math.h>
#include <string.h>

#include "error.h"
#include "op.h"
#include "threads.h"

/* Images are shared out in a fixed number of groups, each with its own sums, so that
 * results do not depend on the number of threads. */
enum { GROUPS = 16, BLOCK = 9 };

typedef struct {
    Conv conv;
    int B, C, H, W, M, h, v, OH, OW;
    size_t K, N, ld; /* ld: N rounded up to whole cache lines */
    float *patches;  /* (GROUPS, 2K + 1, ld): P, one plane of dy, dP */
} Ctx;

static int group_first(const Ctx *k, int group) { return (int)((long)k->B * group / GROUPS); }
static float *group_patches(const Ctx *k, int group) { return k->patches + (size_t)group * (2 * k->K + 1) * k->ld; }
static size_t plane(const Ctx *k, int b, int m) { return (size_t)(b * k->M + m) * k->N; }

/* The columns j of an output row whose input column j·s + v - p lies inside the image. */
static void inside(const Ctx *k, int v, int *from, int *to)
{
    int s = k->conv.stride, shift = k->conv.pad - v; /* 0 <= j s - shift < W */
    *from = shift > 0 ? (shift + s - 1) / s : 0;
    *to = k->W + shift > 0 ? (k->W + shift + s - 1) / s : 0;
    *from = *from < k->OW ? *from : k->OW;
    *to = *to < *from ? *from : *to < k->OW ? *to : k->OW;
}

/* Writes P of one image x, or adds dP to its dx: the same walk in both directions. */
static inline __attribute__((always_inline)) void walk(const Ctx *k, float *restrict P, float *restrict x, int back)
{
    int s = k->conv.stride;
    for (size_t t = 0; t < k->K; t++, P += k->ld) {
        int v = (int)t % k->v, u = (int)t / k->v % k->h, from, to;
        float *restrict channel = x + t / (size_t)(k->h * k->v) * (size_t)(k->H * k->W);
        inside(k, v, &from, &to);
        for (int i = 0; i < k->OH; i++) {
            float *restrict p = P + (ptrdiff_t)i * k->OW;
            int row = i * s + u - k->conv.pad;
            int in = row >= 0 && row < k->H;
            float *restrict xr = channel + (in ? (ptrdiff_t)row * k->W + v - k->conv.pad : 0);
            if (back) {
                for (int j = from; in && j < to; j++)
                    xr[j * s] += p[j];
                continue;
            }
            for (int j = 0; j < k->OW; j++)
                p[j] = in && j >= from && j < to ? xr[j * s] : 0;
        }
    }
}

/* y[n] = max(floor, start + Σ_{t < count} w[t] P[t][n]), start being y[n] itself if `more`. */
static inline __attribute__((always_inline)) void combine(float *restrict y, const float *restrict P, size_t ld,
                                                          const float *restrict w, size_t count, size_t n,
                                                          float start, int more, float floor)
{
#pragma omp simd
    for (size_t i = 0; i < n; i++) {
        float sum = more ? y[i] : start;
        for (size_t t = 0; t < count; t++)
            sum += w[t] * P[t * ld + i];
        y[i] = sum < floor ? floor : sum;
    }
}

static void forward_image(const Ctx *k, const Tensor *y, int b, const float *P)
{
    for (int m = 0; m < k->M; m++) {
        const float *w = y->in[1]->data + (size_t)m * k->K;
        float start = y->nin == 3 ? y->in[2]->data[m] : 0;
        for (size_t t = 0; t < k->K; t += BLOCK) {
            float *to = y->data + plane(k, b, m), floor = k->conv.relu && t + BLOCK >= k->K ? 0 : -INFINITY;
            const float *rows = P + t * k->ld;
            if (t + BLOCK > k->K)
                combine(to, rows, k->ld, w + t, k->K - t, k->N, start, t > 0, floor);
            else if (t)
                combine(to, rows, k->ld, w + t, BLOCK, k->N, 0, 1, floor);
            else
                combine(to, rows, k->ld, w, BLOCK, k->N, start, 0, floor);
        }
    }
}

static void groups_forward(void *context, Range range)
{
    Tensor *y = context;
    const Ctx *k = y->ctx;
    size_t image = (size_t)k->C * (size_t)(k->H * k->W);
    for (int g = (int)range.from; g < (int)range.to; g++)
        for (int b = group_first(k, g); b < group_first(k, g + 1); b++) {
            walk(k, group_patches(k, g), y->in[0]->data + (size_t)b * image, 0);
            forward_image(k, y, b, group_patches(k, g));
        }
}

static void conv_forward(Tensor *y) { threads_share(GROUPS, 1, groups_forward, y); }

/* live[n] = dy[n], but 0 where ReLU was off; returns Σ live. */
static float live_gradient(const Ctx *k, float *restrict live, const float *restrict dy, const float *restrict y)
{
    float sum = 0, dead = k->conv.relu ? 0 : -INFINITY;
#pragma omp simd reduction(+ : sum)
    for (size_t i = 0; i < k->N; i++) {
        float d = dy[i];
        live[i] = y[i] <= dead ? 0 : d;
        sum += live[i];
    }
    return sum;
}

/* dw[t] += Σ_n dy[n] P[t][n] for nine rows: nine sums in registers. */
static void dot_nine(float *restrict dw, const float *restrict dy, const float *restrict P, size_t ld, size_t n)
{
    float a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0, l = 0;
#pragma omp simd reduction(+ : a, b, c, d, e, f, g, h, l)
    for (size_t i = 0; i < n; i++) {
        const float *p = P + i;
        a += dy[i] * p[0], b += dy[i] * p[ld], c += dy[i] * p[2 * ld];
        d += dy[i] * p[3 * ld], e += dy[i] * p[4 * ld], f += dy[i] * p[5 * ld];
        g += dy[i] * p[6 * ld], h += dy[i] * p[7 * ld], l += dy[i] * p[8 * ld];
    }
    float sum[BLOCK] = {a, b, c, d, e, f, g, h, l};
    for (int t = 0; t < BLOCK; t++)
        dw[t] += sum[t];
}

static float dot(const float *restrict x, const float *restrict y, size_t n)
{
    float sum = 0;
#pragma omp simd reduction(+ : sum)
    for (size_t i = 0; i < n; i++)
        sum += x[i] * y[i];
    return sum;
}

/* dP[t][n] += w[t] dy[n] */
static void spread(const Ctx *k, float *restrict dP, const float *restrict dy, const float *restrict w)
{
    for (size_t t = 0; t < k->K; t++)
#pragma omp simd
        for (size_t i = 0; i < k->N; i++)
            dP[t * k->ld + i] += w[t] * dy[i];
}

/* What one image gives: to `sums`, (M,K) of dw then (M) of db, and to its own dx. */
static void backward_image(const Ctx *k, const Tensor *y, int b, float *P, float *sums)
{
    Tensor *x = y->in[0], *w = y->in[1];
    size_t image = (size_t)k->C * (size_t)(k->H * k->W), t;
    float *live = P + k->K * k->ld, *dP = live + k->ld;
    if (w->needs_grad)
        walk(k, P, x->data + (size_t)b * image, 0);
    if (x->needs_grad)
        memset(dP, 0, k->K * k->ld * sizeof *dP);
    for (int m = 0; m < k->M; m++) {
        float *dw = sums + (size_t)m * k->K;
        sums[(size_t)k->M * k->K + (size_t)m] +=
            live_gradient(k, live, y->grad + plane(k, b, m), y->data + plane(k, b, m));
        for (t = 0; w->needs_grad && t + BLOCK <= k->K; t += BLOCK)
            dot_nine(dw + t, live, P + t * k->ld, k->ld, k->N);
        for (; w->needs_grad && t < k->K; t++)
            dw[t] += dot(live, P + t * k->ld, k->N);
        if (x->needs_grad)
            spread(k, dP, live, w->data + (size_t)m * k->K);
    }
    if (x->needs_grad)
        walk(k, dP, x->grad + (size_t)b * image, 1);
}

typedef struct {
    Tensor *y;
    float *sums; /* GROUPS times, of dw and then db */
    size_t size;
} Sums;

static void groups_backward(void *context, Range range)
{
    const Sums *c = context;
    const Ctx *k = c->y->ctx;
    for (int g = (int)range.from; g < (int)range.to; g++)
        for (int b = group_first(k, g); b < group_first(k, g + 1); b++)
            backward_image(k, c->y, b, group_patches(k, g), c->sums + (size_t)g * c->size);
}

static void conv_backward(Tensor *y)
{
    const Ctx *k = y->ctx;
    for (int i = 0; i < y->nin; i++)
        if (y->in[i]->needs_grad && !tape_grad(y->in[i]))
            memset(y->in[i]->grad, 0, y->in[i]->size * sizeof(float));

    size_t weights = (size_t)k->M * k->K, size = weights + (size_t)k->M;
    float *sums = tape_take(y->tape, GROUPS * size * sizeof *sums);
    memset(sums, 0, GROUPS * size * sizeof *sums);
    threads_share(GROUPS, 1, groups_backward, &(Sums){y, sums, size});
    for (int g = 0; g < GROUPS; g++, sums += size) {
        for (size_t i = 0; y->in[1]->needs_grad && i < weights; i++)
            y->in[1]->grad[i] += sums[i];
        for (int m = 0; y->nin == 3 && y->in[2]->needs_grad && m < k->M; m++)
            y->in[2]->grad[m] += sums[weights + (size_t)m];
    }
}

static const Op CONV2D = {"conv2d", conv_forward, conv_backward};

Tensor *op_conv2d(Tape *t, Tensor *x, Tensor *w, Tensor *b, Conv conv)
{
    CHECK(x->ndim == 4 && w->ndim == 4 && x->shape[1] == w->shape[1],
          "op_conv2d: x %s with w %s; wants (B, C, H, W) and (M, C, h, w)", tensor_shape_text(x), tensor_shape_text(w));
    CHECK(!b || (b->ndim == 1 && b->shape[0] == w->shape[0]), "op_conv2d: w %s with bias %s; wants (M, …) and (M)",
          tensor_shape_text(w), tensor_shape_text(b));
    CHECK(conv.stride >= 1 && conv.pad >= 0, "op_conv2d: stride %d, padding %d", conv.stride, conv.pad);
    Ctx k = {.conv = conv, .B = x->shape[0], .C = x->shape[1], .H = x->shape[2], .W = x->shape[3],
             .M = w->shape[0], .h = w->shape[2], .v = w->shape[3]};
    CHECK(k.h <= k.H + 2 * conv.pad && k.v <= k.W + 2 * conv.pad,
          "op_conv2d: the window of w %s is larger than x %s with its padding", tensor_shape_text(w),
          tensor_shape_text(x));
    k.OH = (k.H + 2 * conv.pad - k.h) / conv.stride + 1;
    k.OW = (k.W + 2 * conv.pad - k.v) / conv.stride + 1;
    k.K = (size_t)(k.C * k.h * k.v);
    k.N = (size_t)k.OH * (size_t)k.OW;
    k.ld = (k.N + 15) / 16 * 16;
    k.patches = tape_take(t, GROUPS * (2 * k.K + 1) * k.ld * sizeof(float));
    return tape_record(t, &CONV2D, SHAPE(k.B, k.M, k.OH, k.OW), b ? 3 : 2, (Tensor *[]){x, w, b}, &k, sizeof k);
}
