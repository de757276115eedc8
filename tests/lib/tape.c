/* What a tape promises: which gradients exist, when they add up, and that nothing grows. */
#include "tape.h"

#include <math.h>
#include <string.h>

#include "model.h"
#include "optim.h"

SUITE(tape);

static Params *one_parameter(Tensor **w, float value)
{
    Params *p = params_new();
    *w = params_add(p, "w", init_constant(value), SHAPE(3));
    gsl_rng *rng = testing_rng("one");
    params_init(p, rng);
    gsl_rng_free(rng);
    return p;
}

TEST(tape, first_gradient_overwrites_later_ones_add)
{
    Tensor *w;
    Params *p = one_parameter(&w, 2);
    Tape *t = tape_new();
    tensor_fill(w, 2);
    for (int i = 0; i < 3; i++)
        w->grad[i] = NAN; /* left over from nowhere */
    Tensor *y = op_add(t, op_mul(t, w, w), op_scale(t, w, 10)); /* w² + 10 w: 2 w + 10 */
    tape_backward(t, op_sum(t, y));
    cr_assert(w->grad[0] == 14 && w->grad[2] == 14, "one step: %g", (double)w->grad[0]);
    tape_reset(t);
    tape_backward(t, op_sum(t, w)); /* pending gradients add: accumulation */
    cr_assert(w->grad[1] == 15, "a second micro-batch: %g", (double)w->grad[1]);
    params_drop_grads(p);
    tape_reset(t);
    tape_backward(t, op_sum(t, w));
    cr_assert(w->grad[1] == 1, "dropped gradients came back: %g", (double)w->grad[1]);
    tape_free(t);
    params_free(p);
}

TEST(tape, micro_batches_add_up_to_the_batch)
{
    Model m = model_new(testing_seed());
    m.dropout = 0; /* its masks differ between the two ways */
    Tape *t = tape_new();
    tape_backward(t, model_loss(t, &m, 0, MODEL_BATCH));
    static float whole[4][1024];
    for (int i = 0; i < params_count(m.params); i++)
        memcpy(whole[i], params_at(m.params, i)->grad, params_at(m.params, i)->size * sizeof(float));
    params_drop_grads(m.params);
    for (int from = 0; from < MODEL_BATCH; from += MODEL_BATCH / 2) {
        tape_reset(t);
        tape_backward(t, op_scale(t, model_loss(t, &m, from, MODEL_BATCH / 2), 0.5F));
    }
    for (int i = 0; i < params_count(m.params); i++) {
        const Tensor *x = params_at(m.params, i);
        for (size_t j = 0; j < x->size; j++)
            cr_assert(fabs((double)(x->grad[j] - whole[i][j])) < 1e-6, "SEED=%lu: %s[%zu]: %g, not %g",
                      testing_seed(), params_name(m.params, i), j, (double)x->grad[j], (double)whole[i][j]);
    }
    tape_free(t);
    model_free(&m);
}

/* Two parameters, of which a step uses one: the other keeps every bit, with any optimiser's memory of it. */
TEST(tape, untouched_and_frozen_parameters_stay)
{
    Params *p = params_new();
    Tensor *used = params_add(p, "used", init_normal(1), SHAPE(2, 3)),
           *idle = params_add(p, "idle", init_normal(1), SHAPE(2, 3));
    Tensor *frozen = params_add(p, "frozen", init_normal(1), SHAPE(2, 3));
    gsl_rng *rng = testing_rng("untouched");
    params_init(p, rng);
    gsl_rng_free(rng);
    Optim *o = optim_adam(p, (AdamConfig){0.9F, 0.999F, 1e-8F, 0.1F, 1});
    Tape *t = tape_new();
    frozen->needs_grad = 0;
    float before[2][6];
    for (int i = 0; i < 4; i++) {
        memcpy(before[0], idle->data, sizeof before[0]);
        memcpy(before[1], frozen->data, sizeof before[1]);
        Tensor *y = op_mul(t, used, frozen);
        if (i % 2 == 0) /* in even steps it is used: its moments are not zero in odd ones */
            y = op_add(t, y, idle);
        tape_backward(t, op_sum(t, y));
        cr_assert(!frozen->has_grad && idle->has_grad == (i % 2 == 0));
        optim_step(o, 0.1F);
        cr_assert(!memcmp(before[1], frozen->data, sizeof before[1]), "step %d changed a frozen parameter",
                  i);
        cr_assert((memcmp(before[0], idle->data, sizeof before[0]) != 0) == (i % 2 == 0),
                  "step %d: the idle parameter", i);
        cr_assert(!used->has_grad && !idle->has_grad, "step %d left gradients pending", i);
        tape_reset(t);
    }
    cr_assert(optim_steps(o) == 4);
    tape_free(t);
    optim_free(o);
    params_free(p);
}

TEST(tape, inference_records_nothing)
{
    Model m = model_new(3);
    m.dropout = 0;
    Tape *t = tape_new();
    cr_assert(tape_inference(t, 1) == 0 && tape_is_inference(t));
    Tensor *loss = model_loss(t, &m, 0, MODEL_BATCH);
    float silent = tensor_item(loss);
    cr_assert(tape_length(t) == 0 && !loss->needs_grad, "%d operations were recorded", tape_length(t));
    CHECKED(tape_backward(t, loss), "depends on nothing that needs a gradient");
    cr_assert(tape_inference(t, 0) == 1 && !tape_is_inference(t));
    tape_reset(t);
    loss = model_loss(t, &m, 0, MODEL_BATCH);
    cr_assert(tape_length(t) == 5 && tape_at(t, 4) == loss && loss->needs_grad, "%d operations",
              tape_length(t));
    cr_assert(tensor_item(loss) == silent, "recording changed the result");
    CHECKED(tape_at(t, 5), "5 is not one of the tape's 5");
    CHECKED(tape_at(t, -1), "-1 is not one of");
    tape_free(t);
    model_free(&m);
}

/* What needs no gradient is not recorded, and gets no memory for one. */
TEST(tape, only_needed_gradients)
{
    Tensor *w;
    Params *p = one_parameter(&w, 2);
    Tape *t = tape_new();
    Tensor *x = tape_input(t, SHAPE(3));
    tensor_fill(x, 3);
    Tensor *constant = op_exp(t, x), *y = op_mul(t, constant, w);
    cr_assert(tape_length(t) == 1 && !constant->needs_grad && y->needs_grad);
    tape_backward(t, op_sum(t, y));
    cr_assert(!x->grad && !constant->grad && w->has_grad);
    tape_free(t);
    params_free(p);
}

TEST(tape, memory_stays)
{
    Model m = model_new(4);
    Optim *o = optim_sgd(m.params, 0.9F, 0);
    Tape *t = tape_new();
    size_t second = 0;
    for (int step = 1; step <= 1000; step++) {
        tape_backward(t, model_loss(t, &m, 0, MODEL_BATCH));
        optim_step(o, 0.01F);
        if (step == 2)
            second = tape_used(t);
        cr_assert(step < 3 || tape_used(t) == second, "%zu bytes in step 2, %zu in step %d", second, tape_used(t),
                  step);
        tape_reset(t);
    }
    cr_assert(second > 0);
    tape_free(t);
    optim_free(o);
    model_free(&m);
}

static void losses(float to[30])
{
    Model m = model_new(5);
    Optim *o = optim_adam(m.params, (AdamConfig){0.9F, 0.999F, 1e-8F, 0, 0});
    Tape *t = tape_new();
    tape_seed(t, 7, 0);
    for (int i = 0; i < 30; i++) {
        Tensor *loss = model_loss(t, &m, 0, MODEL_BATCH);
        to[i] = tensor_item(loss);
        tape_backward(t, loss);
        optim_step(o, 0.01F);
        tape_reset(t);
    }
    tape_free(t);
    optim_free(o);
    model_free(&m);
}

TEST(tape, same_seed_same_losses)
{
    float first[30], second[30];
    losses(first);
    losses(second);
    cr_assert(!memcmp(first, second, sizeof first), "two runs differ");
    cr_assert(first[29] < 0.5F * first[0], "thirty steps brought the loss from %g to %g", (double)first[0],
              (double)first[29]);
}

TEST(tape, the_loss_is_one_number)
{
    Tensor *w;
    Params *p = one_parameter(&w, 1);
    Tape *t = tape_new();
    CHECKED(tape_backward(t, op_scale(t, w, 2)), "(3), not a single number");
    tape_free(t);
    params_free(p);
}

/* Gradients in between share memory unless they are to be kept, and either way the parameters' are the same. */
TEST(tape, keep_grads)
{
    float grad[2][40];
    for (int keep = 0; keep < 2; keep++) {
        Tape *t = tape_new();
        tape_keep_grads(t, keep);
        Tensor *x = tape_input(t, SHAPE(40)), *y[3];
        for (int i = 0; i < 40; i++)
            x->data[i] = (float)i / 40;
        x->needs_grad = 1;
        y[0] = op_tanh(t, x);
        y[1] = op_reshape(t, op_add(t, y[0], op_exp(t, y[0])), SHAPE(8, 5));
        y[2] = op_add(t, op_flatten(t, y[1]), y[1]);
        tape_backward(t, op_sum(t, op_mul(t, y[2], y[2])));
        memcpy(grad[keep], x->grad, sizeof grad[0]);
        for (int i = 0; i < 3; i++)
            cr_assert(keep ? y[i]->grad != NULL : y[i]->grad == NULL, "kept: %d, result %d", keep, i);
        if (keep) /* y1 comes in twice, and so does its gradient, 2 y2 */
            for (int i = 0; i < 40; i++)
                cr_assert(fabs((double)(y[1]->grad[i] - 4 * y[2]->data[i])) < 1e-5);
        tape_free(t);
    }
    cr_assert(!memcmp(grad[0], grad[1], sizeof grad[0]));
}
