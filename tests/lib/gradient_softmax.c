/* Gradients of softmax and of the cross-entropy behind it. */
#include <stdlib.h>

#include "gradient.h"

SUITE(gradient_softmax);

static Tensor *softmax(Tape *t, Tensor *const in[], const void *c) { return (void)c, op_softmax(t, in[0]); }

static Tensor *xent(Tape *t, Tensor *const in[], const void *target)
{
    return op_softmax_xent(t, in[0], target);
}

static void random_shape(Gradient *g, gsl_rng *rng, int i)
{
    g->in[0].ndim = 1 + i % 4;
    for (int d = 0; d < g->in[0].ndim; d++)
        g->in[0].shape[d] = any(rng, 1, g->in[0].ndim == 2 ? 12 : 3);
    /* One class alone has probability 1 and no gradient: at least two. */
    g->in[0].shape[g->in[0].ndim - 1] = any(rng, 2, 21);
    if (i == 9)
        g->in[0].ndim = 2, g->in[0].shape[0] = 70, g->in[0].shape[1] = 100; /* passes the limit for threads */
}

TEST(gradient_softmax, softmax)
{
    gsl_rng *rng = testing_rng("softmax");
    for (int i = 0; i < 10; i++) {
        Gradient g = {.name = "softmax", .apply = softmax, .nin = 1, .h = H_SMOOTH};
        random_shape(&g, rng, i);
        gradient_check(&g, rng);
    }
    gsl_rng_free(rng);
}

/* About `ignored` in ten rows do not count. */
static void xent_with(const char *name, int ignored)
{
    gsl_rng *rng = testing_rng(name);
    for (int i = 0; i < 10; i++) {
        Gradient g = {.name = name, .apply = xent, .nin = 1, .h = 2.5 * H_SMOOTH};
        random_shape(&g, rng, i);
        size_t rows = 1;
        int last = g.in[0].ndim - 1, classes = g.in[0].shape[last];
        for (int d = 0; d < last; d++)
            rows *= (size_t)g.in[0].shape[d];
        int *target = malloc(rows * sizeof *target);
        for (size_t r = 0; r < rows; r++)
            target[r] = r && any(rng, 0, 9) < ignored ? TARGET_IGNORE : any(rng, 0, classes - 1);
        g.context = target;
        gradient_check(&g, rng);
        free(target);
    }
    gsl_rng_free(rng);
}

TEST(gradient_softmax, xent) { xent_with("softmax_xent", 0); }
TEST(gradient_softmax, xent_ignoring_rows) { xent_with("softmax_xent ignoring rows", 6); }

/* Ignored rows get a gradient of exactly nothing, and so do all where none counts. */
TEST(gradient_softmax, ignored_rows_get_zeros)
{
    gsl_rng *rng = testing_rng("ignored rows");
    for (int all = 0; all < 2; all++) {
        Tape *t = tape_new();
        Tensor *x = tape_input(t, SHAPE(3, 5));
        x->needs_grad = 1;
        fill_normal(rng, x);
        Tensor *loss = op_softmax_xent(t, x, (int[]){TARGET_IGNORE, all ? TARGET_IGNORE : 2, TARGET_IGNORE});
        tape_backward(t, loss);
        for (int i = 0; i < 15; i++)
            cr_assert((x->grad[i] == 0) == (all || i / 5 != 1), "SEED=%lu: gradient %d is %g", testing_seed(),
                      i, (double)x->grad[i]);
        cr_assert(!all || tensor_item(loss) == 0, "the mean over no row is %g", (double)tensor_item(loss));
        tape_free(t);
    }
    gsl_rng_free(rng);
}
