/* A reshaped tensor shares its data, and its gradient changes hands: the sums must come out nevertheless. */
#include "gradient.h"

SUITE(reshape);

/* x is used twice beside its reshaped self: before, after, and under two other shapes. */
static Tensor *used_before(Tape *t, Tensor *const in[], const void *c)
{
    (void)c;
    Tensor *early = op_exp(t, in[0]), *y = op_reshape(t, in[0], SHAPE(3, 4));
    return op_add(t, op_mul(t, y, y), op_reshape(t, early, SHAPE(3, 4)));
}

static Tensor *used_after(Tape *t, Tensor *const in[], const void *c)
{
    (void)c;
    Tensor *y = op_reshape(t, in[0], SHAPE(3, 4)), *late = op_exp(t, in[0]);
    return op_add(t, op_mul(t, y, y), op_reshape(t, late, SHAPE(3, 4)));
}

static Tensor *two_shapes(Tape *t, Tensor *const in[], const void *c)
{
    (void)c;
    Tensor *a = op_reshape(t, in[0], SHAPE(3, 4)), *b = op_reshape(t, in[0], SHAPE(4, 3));
    return op_matmul(t, a, b);
}

/* The same where x is no parameter but was computed, so that it has no gradient memory of its own yet. */
static Tensor *computed(Tape *t, Tensor *const in[], const void *which)
{
    Tensor *x = op_scale(t, in[0], 2);
    Apply *const list[] = {used_before, used_after};
    return list[*(const int *)which](t, &x, NULL);
}

static Tensor *of_each_other(Tape *t, Tensor *const in[], const void *c)
{
    (void)c;
    Tensor *x = op_tanh(t, in[0]), *a = op_reshape(t, x, SHAPE(12)), *b = op_reshape(t, a, SHAPE(6, 2)),
           *d = op_flatten(t, b);
    Tensor *sum = op_add(t, op_mul(t, a, a), op_reshape(t, op_mul(t, b, d), SHAPE(12)));
    return op_add(t, sum, op_reshape(t, op_exp(t, x), SHAPE(12)));
}

static void check(const char *name, Apply *apply, const void *context)
{
    gsl_rng *rng = testing_rng(name);
    Gradient g = {
        .name = name, .apply = apply, .context = context, .nin = 1, .in = {{2, {2, 6}}}, .h = H_SMOOTH};
    gradient_check(&g, rng);
    gsl_rng_free(rng);
}

TEST(reshape, shared_gradients)
{
    check("used before", used_before, NULL);
    check("used after", used_after, NULL);
    check("two shapes", two_shapes, NULL);
    check("computed, used before", computed, &(int){0});
    check("computed, used after", computed, &(int){1});
    check("shapes of shapes", of_each_other, NULL);
}

TEST(reshape, data_are_shared)
{
    Tape *t = tape_new();
    Tensor *x = tape_input(t, SHAPE(2, 3));
    tensor_set(x, (float[]){1, 2, 3, 4, 5, 6});
    Tensor *y = op_reshape(t, x, SHAPE(3, 2)), *f = op_flatten(t, op_reshape(t, x, SHAPE(1, 2, 3)));
    cr_assert(y->data == x->data && f->data == x->data && f->ndim == 2 && f->shape[0] == 1 &&
              f->shape[1] == 6);
    tape_free(t);
}

/* Any value used twice by one operation. */
static Tensor *twice(Tape *t, Tensor *const in[], const void *which)
{
    Tensor *x = in[0];
    switch (*(const int *)which) {
    case 0: return op_add(t, x, x);
    case 1: return op_mul(t, x, x);
    case 2: return op_matmul(t, x, x);
    case 3: return op_linear(t, x, x, NULL);
    case 4: return op_sub(t, op_scale(t, x, 3), x);
    case 5: return op_mse(t, op_mul(t, x, x), x);
    default: return op_mul(t, op_softmax(t, x), op_tanh(t, x));
    }
}

TEST(reshape, a_value_used_twice)
{
    gsl_rng *rng = testing_rng("twice");
    for (int which = 0; which < 7; which++) {
        Gradient g = {.name = "a value used twice",
                      .apply = twice,
                      .context = &which,
                      .nin = 1,
                      .in = {{2, {5, 5}}},
                      .h = H_SMOOTH};
        gradient_check(&g, rng);
    }
    gsl_rng_free(rng);
}
