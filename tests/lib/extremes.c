/* Huge, infinite and missing numbers: what must stay finite does, and NaN is never swallowed. */
#include <float.h>
#include <math.h>

#include "op.h"
#include "testing.h"

SUITE(extremes);

static Tape *t;
static void begin(void) { t = tape_new(); }
static void end(void) { tape_free(t); }

#define EXTREME(name) TEST(extremes, name, .init = begin, .fini = end)

static Tensor *row(int n, const float values[])
{
    Tensor *x = tape_input(t, SHAPE(1, n));
    tensor_set(x, values);
    x->needs_grad = 1;
    return x;
}

static int near(float a, double b) { return fabs((double)a - b) <= 1e-5; }

EXTREME(softmax_of_large_logits)
{
    const float *y = op_softmax(t, row(3, (float[]){1e4F, 1e4F - 1, -1e4F}))->data;
    cr_assert(near(y[0], 1 / (1 + exp(-1))) && near(y[1], exp(-1) / (1 + exp(-1))) && y[2] == 0);
    y = op_softmax(t, row(2, (float[]){3e38F, -3e38F}))->data;
    cr_assert(near(y[0], 1) && y[1] == 0, "%g %g", (double)y[0], (double)y[1]);
    y = op_softmax(t, row(5, (float[]){-1e4F, -1e4F, -1e4F, -1e4F, -1e4F}))->data;
    for (int i = 0; i < 5; i++)
        cr_assert(near(y[i], 0.2));
    y = op_softmax(t, row(1, (float[]){-7}))->data;
    cr_assert(near(y[0], 1));
}

/* Masked entries: probability exactly 0, at any place of a vector. */
EXTREME(softmax_with_minus_infinity)
{
    for (int n = 2; n <= 40; n++)
        for (int open = 0; open < n; open += 3) {
            float values[40];
            for (int i = 0; i < n; i++)
                values[i] = i == open || i == open + 1 ? 0.5F : -INFINITY;
            Tensor *x = row(n, values), *y = op_softmax(t, x);
            int alive = open + 1 < n ? 2 : 1;
            for (int i = 0; i < n; i++)
                cr_assert(values[i] < 0 ? y->data[i] == 0 : near(y->data[i], 1.0 / alive), "%d of %d: %g", i,
                          n, (double)y->data[i]);
            tape_backward(t, op_sum(t, op_mul(t, y, y)));
            for (int i = 0; i < n; i++)
                cr_assert(near(x->grad[i], 0), "gradient %d of %d: %g", i, n, (double)x->grad[i]);
            tape_reset(t);
        }
}

EXTREME(cross_entropy)
{
    Tensor *x = row(3, (float[]){1e4F, 0, -1e4F}), *loss = op_softmax_xent(t, x, (int[]){1});
    cr_assert(tensor_item(loss) == 1e4F);
    tape_backward(t, loss);
    cr_assert(near(x->grad[0], 1) && near(x->grad[1], -1) && x->grad[2] == 0);
    cr_assert(tensor_item(op_softmax_xent(t, row(3, (float[]){1e4F, 0, -1e4F}), (int[]){0})) == 0);

    float masked[] = {0.5F, -INFINITY, 0.5F, -INFINITY};
    x = row(4, masked);
    cr_assert(near(tensor_item(op_softmax_xent(t, x, (int[]){2})), log(2)));
    cr_assert(tensor_item(op_softmax_xent(t, x, (int[]){1})) == INFINITY,
              "the impossible has an infinite loss");
    cr_assert(near(tensor_item(op_softmax_xent(t, row(1000, (float[1000]){0}), (int[]){7})), log(1000)));
    masked[0] = NAN;
    cr_assert(isnan(tensor_item(op_softmax_xent(t, row(4, masked), (int[]){2}))));
}

/* NaN at any place comes out again, and nowhere else. */
static void nan_passes(const char *name, Tensor *(*op)(Tape *, Tensor *))
{
    for (int place = 0; place < 19; place++) {
        float values[19];
        for (int i = 0; i < 19; i++)
            values[i] = i == place ? NAN : 0.25F * (float)(i - 9);
        Tensor *y = op(t, row(19, values));
        for (int i = 0; i < 19; i++)
            cr_assert(!isnan(y->data[i]) == (i != place), "%s: element %d of NaN at %d is %g", name, i, place,
                      (double)y->data[i]);
    }
}

EXTREME(nan_is_not_swallowed)
{
    nan_passes("relu", op_relu);
    nan_passes("exp", op_exp);
    nan_passes("tanh", op_tanh);
    nan_passes("sigmoid", op_sigmoid);
    for (int i = 0; i < 4; i++) {
        float values[] = {1, 2, 3, 4};
        values[i] = NAN;
        const float *y = op_softmax(t, row(4, values))->data;
        for (int j = 0; j < 4; j++)
            cr_assert(isnan(y[j]), "softmax with NaN at %d: %g at %d", i, (double)y[j], j);
        cr_assert(isnan(tensor_item(op_mean(t, row(4, values)))));
        cr_assert(isnan(tensor_item(op_mse(t, row(4, values), row(4, (float[]){0, 0, 0, 0})))));

        Tensor *x = op_reshape(t, row(4, values), SHAPE(1, 1, 2, 2));
        cr_assert(isnan(op_maxpool2d(t, x, 2, 2)->data[0]), "max-pooling drops NaN at %d", i);
        Tensor *w = op_reshape(t, row(1, (float[]){0.5F}), SHAPE(1, 1, 1, 1));
        for (int relu = 0; relu < 2; relu++)
            cr_assert(isnan(op_conv2d(t, x, w, NULL, (Conv){.stride = 1, .relu = relu})->data[i]),
                      "conv2d with relu %d", relu);
    }
}

/* At the kink itself, by convention. */
EXTREME(kinks)
{
    Tensor *x = row(3, (float[]){0, -0.0F, 1});
    tape_backward(t, op_sum(t, op_relu(t, x)));
    cr_assert(x->grad[0] == 0 && x->grad[1] == 0 && x->grad[2] == 1, "relu's gradient at 0 is 0");
    x = tape_input(t, SHAPE(1, 1, 2, 3));
    tensor_set(x, (float[]){1, 5, 5, 5, 2, 3});
    x->needs_grad = 1;
    Tensor *y = op_maxpool2d(t, x, 2, 1);
    tape_backward(t, op_sum(t, y));
    cr_assert(x->grad[1] == 2 && x->grad[2] == 0 && x->grad[3] == 0,
              "of equal maxima the first takes the gradient");
    x = row(2, (float[]){-INFINITY, -INFINITY});
    cr_assert(op_maxpool2d(t, op_reshape(t, x, SHAPE(1, 1, 1, 2)), 1, 1)->data[0] == -INFINITY);
}

/* Means of many equal numbers: float32 sums would drift. */
EXTREME(long_sums)
{
    Tensor *x = tape_input(t, SHAPE(3000, 1000));
    tensor_fill(x, 0.1F);
    cr_assert(fabs((double)tensor_item(op_mean(t, x)) - 0.1) < 1e-7 &&
              fabs((double)tensor_item(op_sum(t, x)) - 3e5) < 0.1);
}
