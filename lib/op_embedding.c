/* Rows of a table: y[i] = w[id[i]]; dw[v] = the sum of dy[i] over all i with id[i] = v. */
#include <string.h>

#include "error.h"
#include "op.h"

static void embedding_forward(Tensor *y)
{
    const Tensor *w = y->in[0];
    const int *id = y->ctx;
    size_t n = tensor_cols(w);
#pragma omp parallel for if (y->size > 1 << 16)
    for (size_t r = 0; r < tensor_rows(y); r++)
        memcpy(y->data + r * n, w->data + (size_t)id[r] * n, n * sizeof(float));
}

/* Where an output layer shares the table, its gradient has come first and nothing need be cleared. Threads share
 * the columns: ids repeat, and sums keep their order. */
static void embedding_backward(Tensor *y)
{
    enum { COLUMNS = 64 };
    Tensor *w = y->in[0];
    const int *id = y->ctx;
    size_t n = tensor_cols(w), rows = tensor_rows(y);
    if (!tape_grad(w))
        memset(w->grad, 0, w->size * sizeof(float));
#pragma omp parallel for if (y->size > 1 << 15)
    for (size_t from = 0; from < n; from += COLUMNS)
        for (size_t r = 0; r < rows; r++) {
            float *dw = w->grad + (size_t)id[r] * n;
            for (size_t i = from; i < n && i < from + COLUMNS; i++)
                dw[i] += y->grad[r * n + i];
        }
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
