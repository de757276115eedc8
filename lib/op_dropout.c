/* Dropout (Srivastava et al. 2014), scaled while training: y = m x / (1 - p), m ~ Bernoulli(1 - p);
 * dx = m dy / (1 - p). The mask is never stored: it is a function of the tape's
 * (seed, step, operation) and the element's index, and backward computes it again. */
#include <gsl/gsl_math.h>

#include "error.h"
#include "op.h"
#include "philox.h"
#include "threads.h"

typedef struct {
    TapeKey key;
    float p;
} Dropout;

enum { LANES = 16, CHUNK = 4 * LANES }; /* counters side by side, for SIMD; each is good for four elements */

/* The numbers of elements CHUNK·chunk … CHUNK·chunk + CHUNK - 1. */
static void draw(const Dropout *d, size_t chunk, uint32_t word[CHUNK])
{
#pragma omp simd
    for (uint32_t k = 0; k < LANES; k++) {
        Philox r = philox(d->key.seed, (Philox){{(uint32_t)chunk * LANES + k, d->key.op, (uint32_t)d->key.step,
                                                 (uint32_t)(d->key.step >> 32)}});
        for (uint32_t i = 0; i < 4; i++)
            word[4 * k + i] = r.word[i];
    }
}

typedef struct {
    const Dropout *d;
    float *to;
    const float *from;
    size_t size;
    int add;
} Apply;

static void chunks(void *context, Range range)
{
    const Apply *a = context;
    float scale = 1 / (1 - a->d->p);
    uint32_t drop_below = (uint32_t)((double)a->d->p * 4294967296.0);
    for (size_t chunk = range.from; chunk < range.to; chunk++) {
        uint32_t word[CHUNK];
        size_t at = chunk * CHUNK, n = GSL_MIN((size_t)CHUNK, a->size - at);
        draw(a->d, chunk, word);
        for (size_t i = 0; i < n; i++)
            tape_put(a->add, &a->to[at + i], word[i] < drop_below ? 0 : scale * a->from[at + i]);
    }
}

/* to[i] (+)= m_i from[i] / (1 - p) */
static void apply(const Dropout *d, float *to, const float *from, size_t size, int add)
{
    threads_share((size + CHUNK - 1) / CHUNK, size > 1 << 14, chunks, &(Apply){d, to, from, size, add});
}

static void dropout_forward(Tensor *y) { apply(y->ctx, y->data, y->in[0]->data, y->size, 0); }

static void dropout_backward(Tensor *y)
{
    Tensor *x = y->in[0];
    int add = tape_grad(x);
    apply(y->ctx, x->grad, y->grad, y->size, add);
}

static const Op DROPOUT = {"dropout", dropout_forward, dropout_backward};

Tensor *op_dropout(Tape *t, Tensor *x, float p)
{
    CHECK(p >= 0 && p < 1, "op_dropout: p = %g; wants 0 <= p < 1", (double)p);
    if (tape_is_inference(t) || p == 0)
        return x;
    Dropout ctx = {.key = tape_key(t), .p = p};
    return tape_record(t, &DROPOUT, x->ndim, x->shape, IN(x), &ctx, sizeof ctx);
}
