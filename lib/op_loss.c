/* Losses: one number for a whole batch. */
#include <math.h>
#include <string.h>

#include "error.h"
#include "op.h"
#include "threads.h"
#include "vec.h"

/* L = mean over counted rows of lse(x) - x[target],  lse(x) = m + ln Σ e^{x_i - m}
 * dx_i = (e^{x_i - lse} - [i = target]) dL / counted
 * The probabilities are computed again in backward: reading the logits once more
 * costs less than keeping a second array of their size. */
typedef struct {
    const int *target;
    float *lse; /* one per row */
    size_t counted;
    int add; /* there is a gradient already, to add to */
} Xent;

enum { PARALLEL = 4096 };

static void rows_forward(void *context, Range range)
{
    const Tensor *y = context, *x = y->in[0];
    const Xent *c = y->ctx;
    size_t n = tensor_cols(x);
    for (size_t r = range.from; r < range.to; r++) {
        const float *xr = x->data + r * n;
        float m = vec_max(xr, n);
        c->lse[r] = m + logf(vec_sum_exp(xr, m, n));
    }
}

static void xent_forward(Tensor *y)
{
    const Tensor *x = y->in[0];
    const Xent *c = y->ctx;
    size_t n = tensor_cols(x), rows = tensor_rows(x);
    threads_share(rows, x->size > PARALLEL, rows_forward, y);
    double sum = 0; /* in row order, so that the number of threads changes nothing */
    for (size_t r = 0; r < rows; r++)
        if (c->target[r] != TARGET_IGNORE)
            sum += (double)c->lse[r] - (double)x->data[r * n + (size_t)c->target[r]];
    y->data[0] = c->counted ? (float)(sum / (double)c->counted) : 0;
}

static void rows_backward(void *context, Range range)
{
    const Tensor *y = context, *x = y->in[0];
    const Xent *c = y->ctx;
    size_t n = tensor_cols(x);
    float scale = c->counted ? y->grad[0] / (float)c->counted : 0;
    for (size_t r = range.from; r < range.to; r++) {
        float *dx = x->grad + r * n;
        if (c->target[r] != TARGET_IGNORE) {
            vec_scale_exp(dx, x->data + r * n, c->lse[r], scale, n, c->add);
            dx[c->target[r]] -= scale;
        } else if (!c->add)
            memset(dx, 0, n * sizeof *dx);
    }
}

static void xent_backward(Tensor *y)
{
    Tensor *x = y->in[0];
    ((Xent *)y->ctx)->add = tape_grad(x);
    threads_share(tensor_rows(x), x->size > PARALLEL, rows_backward, y);
}

static const Op XENT = {"softmax_xent", xent_forward, xent_backward};

Tensor *op_softmax_xent(Tape *t, Tensor *logits, const int *target)
{
    CHECK(logits->ndim >= 1, "op_softmax_xent: logits are a scalar; wants (…, V)");
    size_t rows = tensor_rows(logits), counted = 0;
    int classes = (int)tensor_cols(logits);
    for (size_t r = 0; r < rows; r++) {
        CHECK(target[r] == TARGET_IGNORE || (target[r] >= 0 && target[r] < classes),
              "op_softmax_xent: target %d in row %zu; logits %s have classes 0 to %d", target[r], r,
              tensor_shape_text(logits), classes - 1);
        counted += target[r] != TARGET_IGNORE;
    }
    int *copy = memcpy(tape_take(t, rows * sizeof *copy), target, rows * sizeof *copy);
    Xent ctx = {.target = copy, .lse = tape_take(t, rows * sizeof(float)), .counted = counted};
    return tape_record(t, &XENT, 0, NULL, IN(logits), &ctx, sizeof ctx);
}

/* L = mean (x - y)²: dx = 2 (x - y) dL / n, dy = -dx */
static void mse_forward(Tensor *y)
{
    const Tensor *a = y->in[0], *b = y->in[1];
    double sum = 0;
    for (size_t i = 0; i < a->size; i++) {
        double d = (double)a->data[i] - (double)b->data[i];
        sum += d * d;
    }
    y->data[0] = (float)(sum / (double)a->size);
}

static void mse_backward(Tensor *y)
{
    const Tensor *a = y->in[0], *b = y->in[1];
    for (int k = 0; k < 2; k++) {
        Tensor *x = y->in[k];
        if (!x->needs_grad)
            continue;
        float scale = (k ? -2 : 2) * y->grad[0] / (float)x->size;
        int add = tape_grad(x);
        for (size_t i = 0; i < x->size; i++)
            tape_put(add, &x->grad[i], scale * (a->data[i] - b->data[i]));
    }
}

static const Op MSE = {"mse", mse_forward, mse_backward};

Tensor *op_mse(Tape *t, Tensor *x, Tensor *y)
{
    CHECK(tensor_same_shape(x, y), "op_mse: %s and %s differ", tensor_shape_text(x), tensor_shape_text(y));
    return tape_record(t, &MSE, 0, NULL, IN(x, y), NULL, 0);
}
