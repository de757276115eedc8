/* gradcheck itself: it has to find a wrong gradient, and to bless a right one. */
#include "gradcheck.h"

#include <math.h>

#include "op.h"
#include "testing.h"

SUITE(gradcheck);

typedef struct {
    Tensor *x;
    int wrong;
} Model;

/* y = x³, whose backward is right, or 0.5 % off in one element, or forgets to add. */
static void cube_forward(Tensor *y)
{
    for (size_t i = 0; i < y->size; i++)
        y->data[i] = y->in[0]->data[i] * y->in[0]->data[i] * y->in[0]->data[i];
}

static void cube_backward(Tensor *y)
{
    Tensor *x = y->in[0];
    int wrong = *(int *)y->ctx, add = tape_grad(x) && wrong != 2;
    for (size_t i = 0; i < y->size; i++)
        tape_put(add, &x->grad[i],
                 3 * x->data[i] * x->data[i] * y->grad[i] * (wrong == 1 && i == 7 ? 1.005F : 1));
}

static const Op CUBE = {"cube", cube_forward, cube_backward};

static Tensor *loss(Tape *t, void *context)
{
    Model *m = context;
    Tensor *once = tape_record(t, &CUBE, m->x->ndim, m->x->shape, IN(m->x), &m->wrong, sizeof m->wrong);
    Tensor *twice = tape_record(t, &CUBE, m->x->ndim, m->x->shape, IN(m->x), &m->wrong, sizeof m->wrong);
    return op_sum(t, op_add(t, once, op_scale(t, twice, 0.5F)));
}

TEST(gradcheck, tells_wrong_from_right)
{
    gsl_rng *rng = testing_rng("gradcheck");
    for (int wrong = 0; wrong < 3; wrong++) {
        Params *p = params_new();
        Model m = {params_add(p, "x", init_normal(1), SHAPE(4, 3)), wrong};
        params_init(p, rng);
        m.x->data[7] = 2.5F; /* the largest, or nearly: its error weighs */
        float before[12];
        for (int i = 0; i < 12; i++)
            before[i] = m.x->data[i] = fmaxf(fminf(m.x->data[i], 2.5F), -2.5F);

        Gradcheck r = gradcheck_elements(p, loss, &m, 0.1);
        double along = 0; /* one direction may happen to be blind: the worst of ten */
        for (int i = 0; i < 10; i++)
            along = fmax(along, gradcheck_direction(p, loss, &m, 0.1, rng));
        cr_assert((r.worst > 1e-3) == (wrong > 0), "SEED=%lu: mistake %d: elements %g", testing_seed(), wrong,
                  r.worst);
        cr_assert(wrong == 1 || (along > 1e-3) == (wrong > 0), "SEED=%lu: mistake %d: direction %g",
                  testing_seed(), wrong, along);
        cr_assert(wrong != 1 || (r.element == 7 && !strcmp(r.where, "x")), "it points to %s[%zu]", r.where,
                  r.element);
        cr_assert(!memcmp(before, m.x->data, sizeof before), "the parameters were changed");
        cr_assert(!m.x->has_grad, "a gradient is left pending");
        params_free(p);
    }
    gsl_rng_free(rng);
}
