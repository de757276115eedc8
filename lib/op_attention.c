/* Scaled dot-product attention (Vaswani et al. 2017, eq. 1), all heads at once. For every head, of width d:
 *     S = Q Kᵀ/√d, causal: without what lies above the diagonal      P = softmax of S's rows      O = P V
 *     dP = dO Vᵀ    dS = P (dP - Σ_j dO O)    dQ = dS K/√d    dK = dSᵀ Q/√d    dV = Pᵀ dO
 * P, (T,T) for every head, is never kept. Blocks of its rows live in cache and are computed again in
 * backward from the logarithm of each row's sum (Dao et al. 2022, algorithms 1 and 4). */
#include <math.h>
#include <string.h>

#include "error.h"
#include "op.h"
#include "threads.h"
#include "tile.h"
#include "vec.h"

enum { BLOCK = 32 }; /* rows of P at a time; for a causal head, whole blocks above the diagonal are skipped */
enum { PARALLEL = 4096 };

typedef struct {
    int heads, causal;
    float *lse; /* (B, heads, T) */
} Attention;

/* One head of one sequence. Keys and values may be longer than the queries, which are their last n. */
typedef struct {
    int n, T, d, causal; /* n queries, T keys */
    size_t row, v_row;   /* from one position to the next in q, in v */
    const float *q, *v;
    const float *kt;     /* (d,T), already divided by √d */
    size_t kt_row;
    float *lse;
} Head;

static int reach(const Head *h, int i) { return h->causal ? h->T - h->n + i + 1 : h->T; } /* keys that query i sees */

/* Rows i … i + rows - 1 of S; returns how many keys they reach. */
static int scores(const Head *h, int i, int rows, float *S)
{
    int keys = reach(h, i + rows - 1);
    Tile q = {h->q + (size_t)i * h->row, h->row, 1};
    tile_product(rows, keys, h->d, q, h->kt, h->kt_row, S, (size_t)h->T, 0);
    return keys;
}

/* s = exp(s - shift) for the keys that are seen, 0 for the others. Whole vectors are quicker than the exact length. */
static void exp_row(float *s, float shift, int seen, int keys)
{
    enum { VECTOR = 16 };
    int whole = (seen + VECTOR - 1) / VECTOR * VECTOR;
    if (whole > keys)
        whole = keys;
    for (int j = seen; j < whole; j++)
        s[j] = shift;
    vec_exp_sum(s, s, shift, (size_t)whole);
    memset(s + seen, 0, (size_t)(keys - seen) * sizeof *s);
}

static void head_forward(const Head *h, float *o, size_t o_row, float *S)
{
    for (int i = 0; i < h->n; i += BLOCK) {
        int rows = h->n - i < BLOCK ? h->n - i : BLOCK, keys = scores(h, i, rows, S);
        float scale[BLOCK];
        for (int r = 0; r < rows; r++) {
            float *s = S + (size_t)r * (size_t)h->T;
            int seen = reach(h, i + r);
            float max = vec_max(s, (size_t)seen), sum = 0;
            exp_row(s, max, seen, keys);
#pragma omp simd reduction(+ : sum)
            for (int j = 0; j < keys; j++)
                sum += s[j];
            scale[r] = 1 / sum;
            if (h->lse)
                h->lse[i + r] = max + logf(sum);
        }
        tile_product(rows, h->d, keys, (Tile){S, (size_t)h->T, 1}, h->v, h->v_row, o + (size_t)i * o_row, o_row, 0);
        for (int r = 0; r < rows; r++)
            for (int j = 0; j < h->d; j++)
                o[(size_t)(i + r) * o_row + (size_t)j] *= scale[r];
    }
}

/* Head j of the batch's B·H: where its queries, keys and values begin. */
static Head head_of(const Tensor *y, int j, const float *kt)
{
    const Attention *c = y->ctx;
    int T = y->shape[1], C = y->shape[2], d = C / c->heads;
    size_t row = 3 * (size_t)C;
    const float *q = y->in[0]->data + (size_t)(j / c->heads) * (size_t)T * row + (size_t)(j % c->heads * d);
    return (Head){.n = T, .T = T, .d = d, .causal = c->causal, .row = row, .v_row = row, .q = q, .v = q + 2 * C,
                  .kt = kt, .kt_row = (size_t)T, .lse = c->lse + (size_t)j * (size_t)T};
}

static size_t output_at(const Tensor *y, int j) /* where head j begins in y */
{
    const Attention *c = y->ctx;
    size_t C = (size_t)y->shape[2];
    return (size_t)(j / c->heads) * (size_t)y->shape[1] * C + (size_t)(j % c->heads) * C / (size_t)c->heads;
}

/* Some of the heads, each thread with room of its own. */
typedef struct {
    Tensor *y;
    float *room;
    size_t each;
    int add;
} Heads;

static float *room_for_threads(Tape *t, size_t each)
{
    return tape_take(t, (size_t)threads_most() * each * sizeof(float));
}

static void heads_forward(void *context, Range range)
{
    const Heads *c = context;
    int T = c->y->shape[1], C = c->y->shape[2], d = C / ((Attention *)c->y->ctx)->heads;
    float *kt = c->room + (size_t)range.number * c->each, *S = kt + T * d;
    for (size_t j = range.from; j < range.to; j++) {
        Head h = head_of(c->y, (int)j, kt);
        tile_transpose(T, d, h.q + C, h.row, kt, h.kt_row, 1 / sqrtf((float)d));
        head_forward(&h, c->y->data + output_at(c->y, (int)j), (size_t)C, S);
    }
}

static void attention_forward(Tensor *y)
{
    int heads = ((Attention *)y->ctx)->heads, T = y->shape[1], d = y->shape[2] / heads;
    Heads c = {.y = y, .each = (size_t)T * (size_t)(d + BLOCK)};
    c.room = room_for_threads(y->tape, c.each);
    threads_share((size_t)(y->shape[0] * heads), y->size > PARALLEL, heads_forward, &c);
}

/* P and dS of `rows` rows from i on, as in the formulas above. */
static void rows_backward(const Head *h, int i, int rows, const float *o, const float *dy, size_t o_row, int keys,
                          float *P, float *dP)
{
    float root = 1 / sqrtf((float)h->d);
    for (int r = 0; r < rows; r++) {
        float *p = P + (size_t)r * (size_t)h->T, *dp = dP + (size_t)r * (size_t)h->T, dot = 0;
        exp_row(p, h->lse[i + r], reach(h, i + r), keys);
#pragma omp simd reduction(+ : dot)
        for (int j = 0; j < h->d; j++)
            dot += dy[(size_t)r * o_row + (size_t)j] * o[(size_t)r * o_row + (size_t)j];
        for (int j = 0; j < keys; j++)
            dp[j] = root * p[j] * (dp[j] - dot);
    }
}

/* From the last block to the first: the last reaches every key, so that it can overwrite and the others add. */
static void head_backward(const Head *h, const float *vt, const float *o, const float *dy, size_t o_row, float *dq,
                          int add, float *P, float *dP)
{
    size_t T = (size_t)h->T, row = h->row;
    const float *k = h->q + o_row;
    float *dk = dq + o_row, *dv = dk + o_row;
    for (int i = (h->n - 1) / BLOCK * BLOCK; i >= 0; i -= BLOCK) {
        int rows = h->n - i < BLOCK ? h->n - i : BLOCK, keys = scores(h, i, rows, P);
        int more = add || i + BLOCK < h->n;
        const float *oi = o + (size_t)i * o_row, *dyi = dy + (size_t)i * o_row;
        tile_product(rows, keys, h->d, (Tile){dyi, o_row, 1}, vt, T, dP, T, 0);
        rows_backward(h, i, rows, oi, dyi, o_row, keys, P, dP);
        tile_product(rows, h->d, keys, (Tile){dP, T, 1}, k, row, dq + (size_t)i * row, row, add);
        tile_product(keys, h->d, rows, (Tile){dP, 1, T}, h->q + (size_t)i * row, row, dk, row, more);
        tile_product(keys, h->d, rows, (Tile){P, 1, T}, dyi, o_row, dv, row, more);
    }
}

static void heads_backward(void *context, Range range)
{
    const Heads *c = context;
    const Tensor *y = c->y, *x = y->in[0];
    int T = y->shape[1], C = y->shape[2], d = C / ((Attention *)y->ctx)->heads;
    float *kt = c->room + (size_t)range.number * c->each, *vt = kt + T * d, *P = vt + T * d, *dP = P + T * BLOCK;
    for (size_t j = range.from; j < range.to; j++) {
        Head h = head_of(y, (int)j, kt);
        tile_transpose(T, d, h.q + C, h.row, kt, h.kt_row, 1 / sqrtf((float)d));
        tile_transpose(T, d, h.v, h.v_row, vt, (size_t)T, 1);
        size_t at = output_at(y, (int)j);
        head_backward(&h, vt, y->data + at, y->grad + at, (size_t)C, x->grad + (h.q - x->data), c->add, P, dP);
    }
}

static void attention_backward(Tensor *y)
{
    int heads = ((Attention *)y->ctx)->heads, T = y->shape[1], d = y->shape[2] / heads;
    Heads c = {.y = y, .each = 2 * (size_t)T * (size_t)(d + BLOCK), .add = tape_grad(y->in[0])};
    c.room = room_for_threads(y->tape, c.each);
    threads_share((size_t)(y->shape[0] * heads), y->size > PARALLEL, heads_backward, &c);
}

static const Op ATTENTION = {"attention", attention_forward, attention_backward};

static int width_of(const Tensor *qkv, int heads)
{
    int C = qkv->ndim == 3 ? qkv->shape[2] / 3 : 0;
    CHECK(C >= 1 && qkv->shape[2] == 3 * C, "op_attention: qkv is %s; wants (B, T, 3C)", tensor_shape_text(qkv));
    CHECK(heads >= 1 && C % heads == 0, "op_attention: %d heads do not divide a width of %d", heads, C);
    return C;
}

Tensor *op_attention(Tape *t, Tensor *qkv, int heads, int causal)
{
    int C = width_of(qkv, heads), B = qkv->shape[0], T = qkv->shape[1];
    Attention ctx = {heads, causal, tape_take(t, (size_t)B * (size_t)heads * (size_t)T * sizeof(float))};
    return tape_record(t, &ATTENTION, SHAPE(B, T, C), IN(qkv), &ctx, sizeof ctx);
}

/* ---- Generation: the keys of earlier positions are kept as kt, (C, room), their values as (room, C). */

typedef struct {
    int heads, past;
} Cached;

static void heads_cached(void *context, Range range)
{
    const Heads *a = context;
    const Tensor *y = a->y, *keys = y->in[1], *values = y->in[2];
    const Cached *c = y->ctx;
    int n = y->shape[1], C = y->shape[2], d = C / c->heads;
    for (size_t j = range.from; j < range.to; j++) {
        size_t at = j * (size_t)d, room = (size_t)keys->shape[1];
        Head h = {.n = n, .T = c->past + n, .d = d, .causal = 1, .row = 3 * (size_t)C, .v_row = (size_t)C,
                  .q = y->in[0]->data + at, .v = values->data + at, .kt = keys->data + at * room, .kt_row = room};
        head_forward(&h, y->data + at, (size_t)C, a->room + (size_t)range.number * a->each);
    }
}

static void cached_forward(Tensor *y)
{
    const Cached *c = y->ctx;
    const float *qkv = y->in[0]->data;
    Tensor *keys = y->in[1], *values = y->in[2];
    int n = y->shape[1], C = y->shape[2], d = C / c->heads;
    size_t T = (size_t)(c->past + n);
    tile_transpose(n, C, qkv + C, 3 * (size_t)C, keys->data + c->past, (size_t)keys->shape[1], 1 / sqrtf((float)d));
    for (int i = 0; i < n; i++)
        memcpy(values->data + (size_t)(c->past + i) * (size_t)C, qkv + ((size_t)i * 3 + 2) * (size_t)C,
               (size_t)C * sizeof *qkv);
    Heads a = {.y = y, .room = room_for_threads(y->tape, T * BLOCK), .each = T * BLOCK};
    threads_share((size_t)c->heads, T * (size_t)C > 4 * PARALLEL, heads_cached, &a);
}

static const Op CACHED = {"attention_cached", cached_forward, NULL};

Tensor *op_attention_cached(Tape *t, Tensor *qkv, int heads, Tensor *keys, Tensor *values, int past)
{
    int C = width_of(qkv, heads), n = qkv->shape[1];
    CHECK(tape_is_inference(t), "op_attention_cached: the tape is recording; this is for inference");
    CHECK(qkv->shape[0] == 1 && keys->ndim == 2 && values->ndim == 2 && keys->shape[0] == C && values->shape[1] == C &&
              keys->shape[1] >= values->shape[0],
          "op_attention_cached: qkv %s with keys %s and values %s; wants (1, n, 3C), (C, room or more), (room, C)",
          tensor_shape_text(qkv), tensor_shape_text(keys), tensor_shape_text(values));
    CHECK(past >= 0 && past <= values->shape[0] - n, "op_attention_cached: %d positions after %d; there is room for %d",
          n, past, values->shape[0]);
    Cached ctx = {heads, past};
    return tape_record(t, &CACHED, SHAPE(1, n, C), IN(qkv, keys, values), &ctx, sizeof ctx);
}
