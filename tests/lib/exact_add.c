/* Addition with b repeated over the leading dimensions, element by element. */
#include <stdlib.h>

#include "exact.h"

SUITE(exact_add);

/* a of ndim dimensions, b of the last `last` of these. */
static void one(Exact *e, int ndim, const int shape[], int last)
{
    exact_begin(e, "add of the last %d of %d dimensions", last, ndim);
    Tensor *a = exact_input(e, 0, 1, ndim, shape), *b = exact_input(e, 0, 1, last, shape + ndim - last);
    Tensor *y = op_add(e->t, a, b);
    cr_assert(tensor_same_shape(y, a), "%s is %s", e->what, tensor_shape_text(y));
    const float *dy = exact_backward(e, y);
    double *want = calloc(2 * y->size + b->size, sizeof *want), *da = want + y->size, *db = da + y->size;
    for (size_t i = 0; i < y->size; i++) {
        want[i] = (double)(a->data[i] + b->data[i % b->size]);
        da[i] = (double)dy[i];
        db[i % b->size] += (double)dy[i];
    }
    exact_data(e, y, want, 0);
    exact_grad(e, "da", a, da, 1e-6);
    exact_grad(e, "db", b, db, y->size < 10000 ? 1e-5 : 2e-4); /* sums in float32 of up to 100,000 */
    free(want);
}

TEST(exact_add, repeated)
{
    Exact e = exact_new("exact add");
    for (int i = 0; i < 200; i++) {
        int shape[TENSOR_DIMS], ndim = any(e.rng, 1, 4);
        for (int d = 0; d < ndim; d++)
            shape[d] = any(e.rng, 1, ndim == 1 ? 70 : 12);
        one(&e, ndim, shape, any(e.rng, 1, ndim));
    }
    static const int large[] = {3, 130, 257, 7};
    for (int ndim = 1; ndim <= 4; ndim++)
        for (int last = 1; last <= ndim; last++)
            one(&e, ndim, large, last), one(&e, ndim, large + 4 - ndim, last);
    exact_free(&e);
}

/* Once as both sides: twice the gradient. */
TEST(exact_add, to_itself)
{
    Exact e = exact_new("exact add to itself");
    for (int i = 0; i < 20; i++) {
        int n = any(e.rng, 1, 100);
        exact_begin(&e, "x + x of %d", n);
        Tensor *x = exact_input(&e, 0, 1, SHAPE(n)), *y = op_add(e.t, x, x);
        const float *dy = exact_backward(&e, y);
        double want[100];
        for (int k = 0; k < n; k++)
            want[k] = 2 * (double)dy[k];
        exact_grad(&e, "dx", x, want, 1e-6);
    }
    exact_free(&e);
}
