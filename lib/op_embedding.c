/* Rows of a table: y[i] = w[id[i]]; dw[v] = the sum of dy[i] over all i with id[i] = v. */
#include <string.h>

#include "error.h"
#include "op.h"
#include "threads.h"

enum { PARALLEL = 1 << 15 };

static void rows_forward(void *context, Range range)
{
    Tensor *y = context;
    const float *w = y->in[0]->data;
    const int *id = y->ctx;
    size_t n = tensor_cols(y);
    for (size_t r = range.from; r < range.to; r++)
        memcpy(y->data + r * n, w + (size_t)id[r] * n, n * sizeof *w);
}

static void embedding_forward(Tensor *y) { threads_share(tensor_rows(y), y->size > 2 * PARALLEL, rows_forward, y); }

/* Threads share the columns: ids repeat, and sums keep their order. */
static void columns_backward(void *context, Range range)
{
    const Tensor *y = context;
    const int *id = y->ctx;
    size_t n = tensor_cols(y), rows = tensor_rows(y);
    for (size_t r = 0; r < rows; r++) {
        float *dw = y->in[0]->grad + (size_t)id[r] * n;
        for (size_t i = range.from; i < range.to; i++)
            dw[i] += y->grad[r * n + i];
    }
}

/* Where an output layer shares the table, its gradient has come first and nothing need be cleared. */
static void embedding_backward(Tensor *y)
{
    Tensor *w = y->in[0];
    if (!tape_grad(w))
        memset(w->grad, 0, w->size * sizeof(float));
    threads_share(tensor_cols(w), y->size > PARALLEL, columns_backward, y);
}

static const Op EMBEDDING = {"embedding", embedding_forward, embedding_backward};

Tensor *op_embedding(Tape *t, Tensor *w, const int *id, int ndim, const int shape[])
{
    CHECK(w->ndim == 2, "op_embedding: w is %s; wants (V, C)", tensor_shape_text(w));
    CHECK(ndim < TENSOR_DIMS, "op_embedding: ids of %d dimensions; at most %d", ndim, TENSOR_DIMS - 1);
    int to[TENSOR_DIMS];
    size_t n = 1;
    for (int i = 0; i < ndim; i++)
        n *= (size_t)(to[i] = shape[i]);
    to[ndim] = w->shape[1];
    for (size_t i = 0; i < n; i++)
        CHECK(id[i] >= 0 && id[i] < w->shape[0], "op_embedding: id %d at place %zu; there are %d rows", id[i], i,
              w->shape[0]);
    return tape_record(t, &EMBEDDING, ndim + 1, to, IN(w), id, n * sizeof *id);
}
