/* Attention over keys and values of int8: softmax(q kᵀ/√d) v; every row of k and of v has its own scale. */
#include <math.h>
#include <omp.h>
#include <string.h>

#include "error.h"
#include "int8.h"
#include "vec.h"

typedef struct {
    int heads, past;
    Int8Matrix *keys, *values;
} Cached;

/* One head of one query, at a position that sees 0 … seen - 1. Uses q (d) and p (seen). */
static void attend(const Cached *c, size_t head, const float *query, size_t seen, int16_t *q, float *p, float *o)
{
    const Int8Matrix *keys = c->keys, *values = c->values;
    size_t d = (size_t)keys->cols, heads = (size_t)c->heads;
    float root = int8_round_wide(query, q, d) / sqrtf((float)d);
    for (size_t j = 0, row = head; j < seen; j++, row += heads)
        p[j] = root * keys->scale[row] * (float)int8_dot(keys->q + row * d, q, d);
    float sum = vec_exp_sum(p, p, vec_max(p, seen), seen);
    memset(o, 0, d * sizeof *o);
    for (size_t j = 0, row = head; j < seen; j++, row += heads) {
        const int8_t *v = values->q + row * d;
        float weight = p[j] / sum * values->scale[row];
        for (size_t i = 0; i < d; i++)
            o[i] += weight * (float)v[i];
    }
}

static void check(const Tensor *qkv, int heads, const Int8Matrix *keys, const Int8Matrix *values, int past)
{
    int C = qkv->ndim == 3 ? qkv->shape[2] / 3 : 0, n = C ? qkv->shape[1] : 0;
    CHECK(C >= 1 && qkv->shape[0] == 1 && qkv->shape[2] == 3 * C && heads >= 1 && C % heads == 0 &&
              keys->cols == C / heads && values->cols == C / heads && keys->rows == values->rows &&
              keys->rows % heads == 0,
          "int8_attention: qkv %s, %d heads, keys (%d, %d), values (%d, %d); wants (1, n, 3C), H, and twice "
          "(room H, C/H)", tensor_shape_text(qkv), heads, keys->rows, keys->cols, values->rows, values->cols);
    CHECK(past >= 0 && past <= keys->rows / heads - n, "int8_attention: %d positions after %d; there is room for %d",
          n, past, keys->rows / heads);
}

/* A position's keys or values (heads,d) into the cache. */
static void put(const float *x, size_t heads, Int8Matrix *m, size_t position)
{
    size_t d = (size_t)m->cols;
    for (size_t h = 0, row = position * heads; h < heads; h++, row++)
        m->scale[row] = int8_round(x + h * d, m->q + row * d, d);
}

void int8_remember(const Tensor *qkv, int heads, Int8Matrix *keys, Int8Matrix *values, int past)
{
    check(qkv, heads, keys, values, past);
    size_t n = (size_t)qkv->shape[1], C = (size_t)qkv->shape[2] / 3;
    for (size_t i = 0; i < n; i++) {
        put(qkv->data + (3 * i + 1) * C, (size_t)heads, keys, (size_t)past + i);
        put(qkv->data + (3 * i + 2) * C, (size_t)heads, values, (size_t)past + i);
    }
}

static void attention_forward(Tensor *y)
{
    const Cached *c = y->ctx;
    const float *qkv = y->in[0]->data;
    size_t n = (size_t)y->shape[1], C = (size_t)y->shape[2], heads = (size_t)c->heads, d = C / heads;
    size_t past = (size_t)c->past, T = past + n, threads = (size_t)omp_get_max_threads();
    int16_t *q = tape_take(y->tape, threads * d * sizeof *q);
    float *p = tape_take(y->tape, threads * T * sizeof *p);
    int8_remember(y->in[0], c->heads, c->keys, c->values, c->past);
#pragma omp parallel for if (n * T * C > 1 << 18)
    for (size_t j = 0; j < n * heads; j++) {
        size_t i = j / heads, h = j % heads, thread = (size_t)omp_get_thread_num();
        attend(c, h, qkv + 3 * i * C + h * d, past + i + 1, q + thread * d, p + thread * T, y->data + i * C + h * d);
    }
}

static const Op ATTENTION = {"int8_attention", attention_forward, NULL};

Tensor *int8_attention(Tape *t, Tensor *qkv, int heads, Int8Matrix *keys, Int8Matrix *values, int past)
{
    CHECK(tape_is_inference(t), "int8_attention: the tape is recording; this is for inference");
    check(qkv, heads, keys, values, past);
    Cached ctx = {heads, past, keys, values};
    return tape_record(t, &ATTENTION, SHAPE(1, qkv->shape[1], qkv->shape[2] / 3), IN(qkv), &ctx, sizeof ctx);
}

void int8_keep(Tensor *qkv, int heads)
{
    size_t rows = tensor_rows(qkv), C = tensor_cols(qkv) / 3, d = C / (size_t)heads;
    CHECK(tensor_cols(qkv) == 3 * C && C >= 1 && C == d * (size_t)heads,
          "int8_keep: %d heads of qkv %s; wants (…, 3C)", heads, tensor_shape_text(qkv));
    int8_t *q = tape_take(qkv->tape, rows * d);
#pragma omp parallel for if (qkv->size > 16384)
    for (size_t r = 0; r < rows; r++)
        for (size_t at = C; at < 3 * C; at += d) {
            float *x = qkv->data + r * 3 * C + at, scale = int8_round(x, q + r * d, d);
            for (size_t i = 0; i < d; i++)
                x[i] = scale * (float)q[r * d + i];
        }
}
