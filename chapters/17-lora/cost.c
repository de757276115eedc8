/* Chapter 17: what a step costs, in bytes and in time. See adapting.h. */
#include <gsl/gsl_math.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "adapting.h"
#include "optim.h"

enum { WAYS = 3, REPEATS = 12, MANY = BATCH, ONE = 1 };

typedef struct {
    double learns;                    /* numbers */
    double many, one;                 /* bytes on the tape, for so many mails */
    double forward, backward, update; /* s, the quickest of several */
} Cost;

/* Bytes on the tape after one step with n mails; its times, where they are quicker than before. */
static double step(Tape *tape, const Trial *t, Optim *o, const Example *list, int n, Cost *c)
{
    double start = log_seconds();
    Tensor *loss = classifier_loss(tape, &t->c, list, NULL, n);
    double forward = log_seconds();
    tape_backward(tape, loss);
    double backward = log_seconds(), used = (double)tape_used(tape);
    optim_step(o, 0); /* a rate of 0: all the work, and nothing moves */
    c->forward = fmin(c->forward, forward - start), c->backward = fmin(c->backward, backward - forward);
    c->update = fmin(c->update, log_seconds() - backward);
    tape_reset(tape);
    return used;
}

static Cost cost_of(const Task *task, int rank)
{
    Cost c = {.forward = INFINITY, .backward = INFINITY, .update = INFINITY}, unused = c;
    const Example *list = task->list[SPAM_TRAINING];
    Trial t = trial_new(task, rank, LORA_ALL, 1);
    Optim *o = optim_adam(t.learns, (AdamConfig){0.9F, 0.99F, 1e-8F, 0, 1});
    Tape *tape = tape_new();
    c.learns = (double)params_size(t.learns);
    c.one = step(tape, &t, o, list, ONE, &unused);
    for (int i = 0; i < REPEATS; i++)
        c.many = step(tape, &t, o, list, GSL_MIN(MANY, task->count[SPAM_TRAINING]), &c);
    tape_free(tape), optim_free(o), trial_free(&t);
    return c;
}

static void line(const char *what, const double value[WAYS], int digits, const char *unit)
{
    printf("%-34s", what);
    for (int i = 0; i < WAYS; i++)
        printf(" %*.*f%s", 12 - (int)strlen(unit), digits, value[i], unit);
    putchar('\n');
}

void show_cost(Run *run, const Task *task, int rank)
{
    const int way[WAYS] = {EVERYTHING, rank, 0};
    double v[10][WAYS], weights = 4e-6 * (double)params_size(task->trunk.params);
    for (int i = 0; i < WAYS; i++) {
        Cost c = cost_of(task, way[i]);
        double own = 4e-6 * c.learns;
        v[0][i] = c.learns, v[1][i] = own, v[2][i] = 2 * own, v[3][i] = 1e-6 * c.many, v[4][i] = 1e-6 * c.one;
        v[5][i] = weights + 3 * own + v[3][i], v[6][i] = weights + 3 * own + v[4][i];
        v[7][i] = 1e3 * c.forward, v[8][i] = 1e3 * c.backward, v[9][i] = 1e3 * c.update;
    }
    run_section("memory");
    printf("%-34s %12s %9s %2d %12s\n", "MB", "everything", "rank", rank, "head alone");
    line("numbers that learn", v[0], 0, "");
    line("weights of the model", (double[]){weights, weights, weights}, 1, "");
    line("gradients of what learns", v[1], 2, ""), line("two moments of each", v[2], 2, "");
    line("activations, 16 mails at once", v[3], 1, ""), line("  all together", v[5], 1, "");
    line("activations, a single mail", v[4], 1, ""), line("  all together", v[6], 1, "");
    run_section("time");
    printf("%-34s %12s %9s %2d %12s\n", "16 mails at once", "everything", "rank", rank, "head alone");
    line("forward", v[7], 1, " ms"), line("backward", v[8], 1, " ms"), line("update", v[9], 2, " ms");
    double all[WAYS];
    for (int i = 0; i < WAYS; i++)
        all[i] = v[7][i] + v[8][i] + v[9][i];
    line("a step", all, 1, " ms");
    run_summary(run, "optimiser_share", 100 * v[0][1] / v[0][0], "%");
    run_summary(run, "memory_share", 100 * v[5][1] / v[5][0], "%");
    run_summary(run, "memory_share_one", 100 * v[6][1] / v[6][0], "%");
    run_summary(run, "forward_share", 100 * v[7][1] / v[7][0], "%");
    run_summary(run, "backward_share", 100 * v[8][1] / v[8][0], "%");
    run_summary(run, "step_share", 100 * all[1] / all[0], "%");
}
