/* Optimisers where the reference numbers do not reach: minima, late starters, clipping, schedules. */
#include "optim.h"

#include <math.h>
#include <string.h>

#include "op.h"
#include "testing.h"

SUITE(optim);

static Optim *make(Params *p, int which)
{
    switch (which) {
    case 0: return optim_sgd(p, 0, 0);
    case 1: return optim_sgd(p, 0.9F, 0);
    case 2: return optim_sgd(p, 0.9F, 1);
    case 3: return optim_rmsprop(p, 0.9F, 1e-8F);
    default: return optim_adam(p, (AdamConfig){0.9F, 0.999F, 1e-8F, 0, which % 2});
    }
}

static const char *const names[] = {"sgd", "momentum", "nesterov", "rmsprop", "adam", "adamw"};

/* Each of them finds the minimum of a bowl. */
TEST(optim, all_descend)
{
    for (int which = 0; which < 6; which++) {
        gsl_rng *rng = testing_rng("optim");
        Params *p = params_new();
        Tensor *w = params_add(p, "w", init_normal(1), SHAPE(4, 5));
        params_init(p, rng);
        float goal[20];
        for (int i = 0; i < 20; i++)
            goal[i] = (float)(2 * gsl_rng_uniform(rng) - 1);
        Optim *o = make(p, which);
        Tape *t = tape_new();
        double loss = 0;
        for (int step = 0; step < 2000; step++, tape_reset(t)) {
            Tensor *to = tape_input(t, SHAPE(4, 5));
            tensor_set(to, goal);
            Tensor *l = op_scale(t, op_mse(t, w, to), 10);
            loss = (double)tensor_item(l);
            tape_backward(t, l);
            optim_step(o, (float)schedule_cosine(step, 100, 2000, which < 3 ? 0.05 : 0.02, 0));
        }
        cr_assert(loss < 1e-6, "SEED=%lu: %s ends at %g", testing_seed(), names[which], loss);
        cr_assert(optim_steps(o) == 2000);
        tape_free(t), optim_free(o), params_free(p), gsl_rng_free(rng);
    }
}

/* Bias correction counts a parameter's own updates: Adam's first step has length lr whenever it comes. */
TEST(optim, a_late_parameter_starts_fresh)
{
    Params *p = params_new();
    Tensor *early = params_add(p, "early", init_constant(1), SHAPE(3)),
           *late = params_add(p, "late", init_constant(1), SHAPE(3));
    params_init(p, NULL);
    Optim *o = make(p, 4);
    for (int step = 0; step < 50; step++) {
        for (int i = 0; i < 3; i++)
            early->grad[i] = 1, late->grad[i] = 3;
        early->has_grad = 1, late->has_grad = step == 49;
        optim_step(o, 0.01F);
    }
    cr_assert(fabs((double)late->data[0] - 0.99) < 1e-5 && fabs((double)early->data[0] - 0.5) < 1e-4,
              "%g and %g", (double)late->data[0], (double)early->data[0]);
    optim_free(o);
    params_free(p);
}

/* Decay pulls matrices, leaves vectors. */
TEST(optim, decay_spares_vectors)
{
    for (int decoupled = 0; decoupled < 2; decoupled++) {
        Params *p = params_new();
        Tensor *m = params_add(p, "m", init_constant(1), SHAPE(2, 2)),
               *v = params_add(p, "v", init_constant(1), SHAPE(4));
        params_init(p, NULL);
        Optim *o = optim_adam(p, (AdamConfig){0.9F, 0.999F, 1e-8F, 0.5F, decoupled});
        memset(m->grad, 0, 4 * sizeof(float)), memset(v->grad, 0, 4 * sizeof(float));
        m->has_grad = v->has_grad = 1;
        optim_step(o, 0.1F);
        cr_assert(v->data[0] == 1 && m->data[0] < 0.96F, "%g and %g", (double)v->data[0], (double)m->data[0]);
        optim_free(o);
        params_free(p);
    }
}

TEST(optim, clipping_counts_pending_gradients_only)
{
    Params *p = params_new();
    Tensor *a = params_add(p, "a", init_constant(0), SHAPE(2)),
           *b = params_add(p, "b", init_constant(0), SHAPE(2));
    params_init(p, NULL);
    a->grad[0] = 3, a->grad[1] = 4, b->grad[0] = b->grad[1] = 100;
    a->has_grad = 1;
    cr_assert(fabs(optim_clip(p, 10) - 5) < 1e-6 && a->grad[0] == 3, "below the limit nothing changes");
    cr_assert(fabs(optim_clip(p, 1) - 5) < 1e-6 && fabsf(a->grad[1] - 0.8F) < 1e-6F && b->grad[0] == 100);
    params_drop_grads(p);
    cr_assert(optim_clip(p, 1) == 0);
    params_free(p);
}

TEST(optim, schedules)
{
    cr_assert(fabs(schedule_cosine(0, 10, 100, 1, 0.1) - 0.1) < 1e-12 &&
              schedule_cosine(9, 10, 100, 1, 0.1) == 1);
    cr_assert(fabs(schedule_cosine(55, 10, 100, 1, 0.1) - 0.55) < 1e-12 &&
              schedule_cosine(100, 10, 100, 1, 0.1) == 0.1);
    cr_assert(schedule_cosine(100000, 10, 100, 1, 0.1) == 0.1 && schedule_cosine(0, 0, 1, 1, 0) == 1);
    for (long step = 10; step < 99; step++)
        cr_assert(schedule_cosine(step + 1, 10, 100, 1, 0.1) < schedule_cosine(step, 10, 100, 1, 0.1));
    cr_assert(schedule_steps(0, 3, 8, 0.5) == 8 && schedule_steps(2, 3, 8, 0.5) == 8 &&
              schedule_steps(3, 3, 8, 0.5) == 4);
    cr_assert(schedule_steps(8, 3, 8, 0.5) == 2);
}
