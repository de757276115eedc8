/* Other shapes, and sums over all elements. */
#include "error.h"
#include "op.h"

/* y = x under another shape, and the same for the gradient. */
static void reshape_forward(Tensor *y) { (void)y; }

static void reshape_backward(Tensor *y) { tape_pass_grad(y->in[0], y); }

static const Op RESHAPE = {"reshape", reshape_forward, reshape_backward};

Tensor *op_reshape(Tape *t, Tensor *x, int ndim, const int shape[])
{
    return tape_record_view(t, &RESHAPE, ndim, shape, x);
}

Tensor *op_flatten(Tape *t, Tensor *x)
{
    CHECK(x->ndim >= 1, "op_flatten: a scalar has no rows");
    return op_reshape(t, x, SHAPE(x->shape[0], (int)(x->size / (size_t)x->shape[0])));
}

/* y = factor Σ x: dx = factor dy. The sum is taken in double: float32 loses what
 * is small beside a long sum. */
static void sum_forward(Tensor *y)
{
    const Tensor *x = y->in[0];
    double sum = 0;
    for (size_t i = 0; i < x->size; i++)
        sum += (double)x->data[i];
    y->data[0] = (float)(sum * *(double *)y->ctx);
}

static void sum_backward(Tensor *y)
{
    Tensor *x = y->in[0];
    float dy = y->grad[0] * (float)*(double *)y->ctx;
    int add = tape_grad(x);
    for (size_t i = 0; i < x->size; i++)
        tape_put(add, &x->grad[i], dy);
}

static const Op SUM = {"sum", sum_forward, sum_backward};

static Tensor *scaled_sum(Tape *t, Tensor *x, double factor)
{
    return tape_record(t, &SUM, 0, NULL, IN(x), &factor, sizeof factor);
}

Tensor *op_sum(Tape *t, Tensor *x) { return scaled_sum(t, x, 1); }
Tensor *op_mean(Tape *t, Tensor *x) { return scaled_sum(t, x, 1 / (double)x->size); }
