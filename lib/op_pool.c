/* Max-pooling: y[b,c,i,j] = max of x over a window; its gradient goes to the winner. */
#include <math.h>

#include "error.h"
#include "op.h"
#include "threads.h"

typedef struct {
    int size, stride;
    int *winner; /* for each output the index of its maximum within the input plane */
} Pool;

static int window_max(const float *x, int width, int size)
{
    int best = 0;
    for (int i = 0; i < size; i++)
        for (int j = 0; j < size; j++)
            if (x[i * width + j] > x[best] || isnan(x[i * width + j])) /* NaN wins, so that it shows */
                best = i * width + j;
    return best;
}

static void planes_forward(void *context, Range range)
{
    Tensor *y = context;
    const Tensor *x = y->in[0];
    const Pool *p = y->ctx;
    int height = y->shape[2], width = y->shape[3], in_width = x->shape[3], in_plane = x->shape[2] * in_width;
    for (size_t k = range.from; k < range.to; k++)
        for (int i = 0; i < height; i++)
            for (int j = 0; j < width; j++) {
                int from = i * p->stride * in_width + j * p->stride;
                const float *plane = x->data + k * (size_t)in_plane;
                int at = from + window_max(plane + from, in_width, p->size);
                size_t out = (k * (size_t)height + (size_t)i) * (size_t)width + (size_t)j;
                p->winner[out] = at;
                y->data[out] = plane[at];
            }
}

static void pool_forward(Tensor *y)
{
    threads_share((size_t)(y->shape[0] * y->shape[1]), y->in[0]->size > 1 << 16, planes_forward, y);
}

static void pool_backward(Tensor *y)
{
    Tensor *x = y->in[0];
    const Pool *p = y->ctx;
    size_t in_plane = (size_t)x->shape[2] * (size_t)x->shape[3], out_plane = (size_t)y->shape[2] * (size_t)y->shape[3];
    if (!tape_grad(x))
        for (size_t i = 0; i < x->size; i++)
            x->grad[i] = 0;
    for (size_t i = 0; i < y->size; i++)
        x->grad[i / out_plane * in_plane + (size_t)p->winner[i]] += y->grad[i];
}

static const Op MAXPOOL = {"maxpool2d", pool_forward, pool_backward};

Tensor *op_maxpool2d(Tape *t, Tensor *x, int size, int stride)
{
    CHECK(x->ndim == 4 && size >= 1 && stride >= 1 && size <= x->shape[2] && size <= x->shape[3],
          "op_maxpool2d: windows of %d every %d over %s", size, stride, tensor_shape_text(x));
    int shape[4] = {x->shape[0], x->shape[1], (x->shape[2] - size) / stride + 1, (x->shape[3] - size) / stride + 1};
    size_t outputs = (size_t)shape[0] * (size_t)shape[1] * (size_t)shape[2] * (size_t)shape[3];
    Pool ctx = {.size = size, .stride = stride, .winner = tape_take(t, outputs * sizeof(int))};
    return tape_record(t, &MAXPOOL, 4, shape, IN(x), &ctx, sizeof ctx);
}
