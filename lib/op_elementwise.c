/* Element by element: y = f(a), y = f(a, b). Gradients are dy times f'. */
#include <math.h>
#include <string.h>

#include "error.h"
#include "op.h"
#include "threads.h"
#include "vec.h"

enum { PARALLEL = 1 << 16 }; /* fewer elements are quicker on one thread */

static Tensor *same(Tape *t, const Op *op, Tensor *x, const void *ctx, size_t size)
{
    return tape_record(t, op, x->ndim, x->shape, IN(x), ctx, size);
}

/* y = a + b, b repeated where a has more dimensions: da = dy, db = the sum of dy over the repetitions */
static void add_rows(void *context, Range range)
{
    Tensor *y = context;
    const float *a = y->in[0]->data, *b = y->in[1]->data;
    size_t n = y->in[1]->size;
    for (size_t r = range.from; r < range.to; r++)
        for (size_t i = 0; i < n; i++)
            y->data[r * n + i] = a[r * n + i] + b[i];
}

static void add_forward(Tensor *y) { threads_share(y->size / y->in[1]->size, y->size > PARALLEL, add_rows, y); }

static void add_backward(Tensor *y)
{
    Tensor *a = y->in[0], *b = y->in[1];
    if (b->needs_grad)
        tape_put_rows(y->tape, b, y->grad, y->size / b->size);
    if (a->needs_grad)
        tape_pass_grad(a, y);
}

static const Op ADD = {"add", add_forward, add_backward};

Tensor *op_add(Tape *t, Tensor *a, Tensor *b)
{
    int more = a->ndim - b->ndim;
    CHECK(more >= 0 && !memcmp(a->shape + more, b->shape, (size_t)b->ndim * sizeof *b->shape),
          "op_add: %s and %s: neither alike nor the second the last dimensions of the first", tensor_shape_text(a),
          tensor_shape_text(b));
    return tape_record(t, &ADD, a->ndim, a->shape, IN(a, b), NULL, 0);
}

/* y = a - b: da = dy, db = -dy */
static void sub_forward(Tensor *y)
{
    for (size_t i = 0; i < y->size; i++)
        y->data[i] = y->in[0]->data[i] - y->in[1]->data[i];
}

static void sub_backward(Tensor *y)
{
    for (int k = 0; k < 2; k++) {
        Tensor *x = y->in[k];
        if (!x->needs_grad)
            continue;
        int add = tape_grad(x);
        for (size_t i = 0; i < y->size; i++)
            tape_put(add, &x->grad[i], k ? -y->grad[i] : y->grad[i]);
    }
}

static const Op SUB = {"sub", sub_forward, sub_backward};

Tensor *op_sub(Tape *t, Tensor *a, Tensor *b)
{
    CHECK(tensor_same_shape(a, b), "op_sub: %s and %s differ", tensor_shape_text(a), tensor_shape_text(b));
    return tape_record(t, &SUB, a->ndim, a->shape, IN(a, b), NULL, 0);
}

/* y = a b: da = dy b, db = dy a */
static void mul_forward(Tensor *y)
{
    for (size_t i = 0; i < y->size; i++)
        y->data[i] = y->in[0]->data[i] * y->in[1]->data[i];
}

//> mul
static void mul_backward(Tensor *y)
{
    for (int k = 0; k < 2; k++) {
        Tensor *x = y->in[k], *other = y->in[1 - k];
        if (!x->needs_grad)
            continue;
        int add = tape_grad(x);
        for (size_t i = 0; i < y->size; i++)
            tape_put(add, &x->grad[i], y->grad[i] * other->data[i]);
    }
}
//< mul

static const Op MUL = {"mul", mul_forward, mul_backward};

Tensor *op_mul(Tape *t, Tensor *a, Tensor *b)
{
    CHECK(tensor_same_shape(a, b), "op_mul: %s and %s differ", tensor_shape_text(a), tensor_shape_text(b));
    return tape_record(t, &MUL, a->ndim, a->shape, IN(a, b), NULL, 0);
}

/* y = c x: dx = c dy */
static void scale_forward(Tensor *y)
{
    float c = *(float *)y->ctx;
    for (size_t i = 0; i < y->size; i++)
        y->data[i] = c * y->in[0]->data[i];
}

static void scale_backward(Tensor *y)
{
    Tensor *x = y->in[0];
    float c = *(float *)y->ctx;
    int add = tape_grad(x);
    for (size_t i = 0; i < y->size; i++)
        tape_put(add, &x->grad[i], c * y->grad[i]);
}

static const Op SCALE = {"scale", scale_forward, scale_backward};

Tensor *op_scale(Tape *t, Tensor *x, float factor) { return same(t, &SCALE, x, &factor, sizeof factor); }

/* y = e^x: dx = y dy */
static void exp_forward(Tensor *y) { vec_exp(y->data, y->in[0]->data, y->size); }

static void exp_backward(Tensor *y)
{
    Tensor *x = y->in[0];
    int add = tape_grad(x);
    for (size_t i = 0; i < y->size; i++)
        tape_put(add, &x->grad[i], y->data[i] * y->grad[i]);
}

static const Op EXP = {"exp", exp_forward, exp_backward};

Tensor *op_exp(Tape *t, Tensor *x) { return same(t, &EXP, x, NULL, 0); }

/* y = tanh x: dx = (1 - y)(1 + y) dy, which keeps its digits where y is near 1 */
static void tanh_forward(Tensor *y) { vec_tanh(y->data, y->in[0]->data, y->size); }

static void tanh_backward(Tensor *y)
{
    Tensor *x = y->in[0];
    int add = tape_grad(x);
    for (size_t i = 0; i < y->size; i++)
        tape_put(add, &x->grad[i], (1 - y->data[i]) * (1 + y->data[i]) * y->grad[i]);
}

static const Op TANH = {"tanh", tanh_forward, tanh_backward};

Tensor *op_tanh(Tape *t, Tensor *x) { return same(t, &TANH, x, NULL, 0); }

/* y = 1/(1 + e^-x): dx = y (1 - y) dy */
static void sigmoid_forward(Tensor *y) { vec_sigmoid(y->data, y->in[0]->data, y->size); }

static void sigmoid_backward(Tensor *y)
{
    Tensor *x = y->in[0];
    int add = tape_grad(x);
    for (size_t i = 0; i < y->size; i++)
        tape_put(add, &x->grad[i], y->data[i] * (1 - y->data[i]) * y->grad[i]);
}

static const Op SIGMOID = {"sigmoid", sigmoid_forward, sigmoid_backward};

Tensor *op_sigmoid(Tape *t, Tensor *x) { return same(t, &SIGMOID, x, NULL, 0); }

/* y = max(0, x), written so that NaN stays NaN: dx = dy where y > 0 */
typedef struct {
    Tensor *y;
    int add;
} Some; /* elements */

static void relu_some(void *context, Range range)
{
    Tensor *y = ((Some *)context)->y;
    const float *x = y->in[0]->data;
    for (size_t i = range.from; i < range.to; i++)
        y->data[i] = x[i] < 0 ? 0 : x[i]; /* NaN stays */
}

static void relu_forward(Tensor *y) { threads_share(y->size, y->size > PARALLEL, relu_some, &(Some){.y = y}); }

static void relu_some_backward(void *context, Range range)
{
    const Some *c = context;
    const float *y = c->y->data, *dy = c->y->grad;
    float *dx = c->y->in[0]->grad;
    for (size_t i = range.from; i < range.to; i++)
        tape_put(c->add, &dx[i], y[i] > 0 ? dy[i] : 0);
}

static void relu_backward(Tensor *y)
{
    threads_share(y->size, y->size > PARALLEL, relu_some_backward, &(Some){y, tape_grad(y->in[0])});
}

static const Op RELU = {"relu", relu_forward, relu_backward};

Tensor *op_relu(Tape *t, Tensor *x) { return same(t, &RELU, x, NULL, 0); }

/* y = x σ(2u) and its slope, as in vec.h: dx = slope dy */
static void gelu_some(void *context, Range r)
{
    Tensor *y = ((Some *)context)->y;
    float *slope = y->ctx;
    vec_gelu(y->data + r.from, slope ? slope + r.from : NULL, y->in[0]->data + r.from, r.to - r.from);
}

static void gelu_forward(Tensor *y)
{
    y->ctx = y->needs_grad ? tape_take(y->tape, y->size * sizeof(float)) : NULL;
    threads_share(y->size, y->size > PARALLEL, gelu_some, &(Some){.y = y});
}

static void gelu_some_backward(void *context, Range range)
{
    const Some *c = context;
    const float *slope = c->y->ctx, *dy = c->y->grad;
    float *dx = c->y->in[0]->grad;
    for (size_t i = range.from; i < range.to; i++)
        tape_put(c->add, &dx[i], slope[i] * dy[i]);
}

static void gelu_backward(Tensor *y)
{
    threads_share(y->size, y->size > PARALLEL, gelu_some_backward, &(Some){y, tape_grad(y->in[0])});
}

static const Op GELU = {"gelu", gelu_forward, gelu_backward};

Tensor *op_gelu(Tape *t, Tensor *x) { return same(t, &GELU, x, NULL, 0); }
