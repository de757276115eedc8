/* Chapter 19: the trunk pruned: single weights, and whole heads and neurons. See pruning.h. */
#include <gsl/gsl_math.h>
#include <stdio.h>
#include <stdlib.h>

#include "error.h"
#include "optim.h"
#include "pruning.h"
#include "units.h"

enum { BATCH = 8, TEXT = 24000, LEARN = 1000000 };
static const double RATE = 3e-4;

typedef struct {
    Trunk trunk;
    Corpus training, validation;
    int *ids, steps;
    size_t count, n; /* tokens to learn from, bytes to judge by */
    unsigned long seed;
} Lab;

static double bits(const Lab *lab, const Trunk *t) /* per byte of the books that were held out */
{
    return trunk_nats(t, lab->validation.text, lab->n) / M_LN2;
}

/* Some more steps of training, then bits per byte. m may be NULL; with a target the mask grows on the way. */
static double tune(const Lab *lab, const Trunk *t, Mask *m, double target)
{
    int T = t->gpt->config.context, *x = malloc((size_t)(2 * BATCH * T) * sizeof *x), *y = x + BATCH * T;
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    CHECK(x, "out of memory");
    gsl_rng_set(rng, lab->seed);
    Optim *o = optim_adam(t->params, (AdamConfig){0.9F, 0.99F, 1e-8F, .weight_decay = 0.1F, .decoupled = 1});
    Tape *tape = tape_new();
    Progress bar = progress_begin("tuning", lab->steps);
    for (int k = 0; k < lab->steps; k++) {
        if (target > 0 && k % GSL_MAX(1, lab->steps / 10) == 0)
            mask_magnitude(m, mask_gradual((double)k / lab->steps, target));
        corpus_batch(lab->ids, lab->count, BATCH, T, rng, x, y);
        tape_backward(tape, gpt_loss(tape, t->gpt, x, y, BATCH, T));
        optim_clip(t->params, 1);
        optim_step(o, (float)schedule_cosine(k, lab->steps / 8, lab->steps, RATE, 0));
        tape_reset(tape);
        if (m)
            mask_apply(m);
        progress_step(&bar, k + 1, NULL);
    }
    progress_end(&bar);
    tape_free(tape), optim_free(o), gsl_rng_free(rng), free(x);
    return bits(lab, t);
}

/* Seconds for the scores of `rows` windows of T tokens: the quickest of several. */
static double seconds(const Lab *lab, const Trunk *t, int rows, int T)
{
    double best = INFINITY;
    Tape *tape = tape_new();
    tape_inference(tape, 1);
    for (int i = 0; i < 10; i++) {
        double start = log_seconds();
        gpt_logits(tape, t->gpt, lab->ids, rows, T);
        best = GSL_MIN(best, log_seconds() - start);
        tape_reset(tape);
    }
    tape_free(tape);
    return best;
}

static void single_weights(Run *run, const Lab *lab)
{
    static const double degree[] = {0, 0.3, 0.5, 0.7, 0.8, 0.9, 1};
    const Trunk *t = &lab->trunk;
    float *all = params_copy(t->params);
    Mask m = mask_new(t->params);
    run_section("trunk");
    printf("%zu of %zu weights may go; bits per byte\n           at once   then %d steps   gradually in %d\n", m.size,
           params_size(t->params), lab->steps, lab->steps);
    for (size_t i = 0; i < sizeof degree / sizeof *degree; i++) {
        double s = degree[i];
        params_restore(t->params, all), mask_magnitude(&m, s), mask_apply(&m);
        double once = bits(lab, t), tuned = s < 0.01 || (s > 0.89 && s < 0.91) ? tune(lab, t, &m, 0) : 0, gradual;
        printf(tuned > 0 ? "%5.0f %% %11.2f %14.2f" : "%5.0f %% %11.2f", 100 * s, once, tuned);
        if (s < 0.01)
            run_summary(run, "trunk_dense", once, "bits"), run_summary(run, "trunk_dense_tuned", tuned, "bits");
        else if (tuned > 0) {
            params_restore(t->params, all), mask_nothing(&m);
            gradual = tune(lab, t, &m, s);
            printf(" %17.2f", gradual);
            run_summary(run, "trunk90_once", once, "bits"), run_summary(run, "trunk90_tuned", tuned, "bits");
            run_summary(run, "trunk90_gradual", gradual, "bits");
        }
        printf("\n");
    }
    params_restore(t->params, all);
    mask_free(&m), free(all);
}

static void whole_units(Run *run, const Lab *lab)
{
    const Trunk *t = &lab->trunk;
    int H = t->gpt->config.heads, N = t->gpt->block[0].fc.w->shape[0], T = t->gpt->config.context;
    double whole = 0, token = 0, tuned = 0;
    run_section("units");
    printf("heads  neurons   numbers   bits at once   then %d steps   a window\n", lab->steps);
    for (int row = 0; row < 4; row++) {
        int heads = row & 1 ? H / 2 : H, neurons = row & 2 ? N / 2 : N;
        Trunk s = units_remove(t, heads, neurons);
        double once = bits(lab, &s), time = seconds(lab, &s, 1, T), one = seconds(lab, &s, 1, 1);
        if (row == 0) /* nothing is gone yet */
            whole = time, token = one;
        printf("%5d %8d %9zu %14.2f", heads, neurons, params_size(s.params), once);
        if (row == 3) {
            tuned = tune(lab, &s, NULL, 0);
            run_summary(run, "units_speedup", whole / time, "times");
            run_summary(run, "units_speedup_token", token / one, "times");
            run_summary(run, "units_once", once, "bits"), run_summary(run, "units_tuned", tuned, "bits");
            printf(" %15.2f %8.1f ms\n", tuned, 1e3 * time);
        } else
            printf(" %24.1f ms\n", 1e3 * time);
        units_free(&s);
    }
}

void show_language(Run *run)
{
    Lab lab = {.steps = run->quick ? 8 : 40, .n = run->quick ? 2000 : TEXT, .seed = run->seed};
    char why[400];
    CHECK(trunk_load(run->quick, &lab.trunk, why, sizeof why) == 0 &&
          trunk_corpus(&lab.training, &lab.validation, why, sizeof why) == 0, "%s", why);
    lab.ids = bpe_encode(lab.trunk.bpe, lab.training.text, GSL_MIN(lab.training.n, LEARN), &lab.count);
    single_weights(run, &lab);
    whole_units(run, &lab);
    corpus_free(&lab.training), corpus_free(&lab.validation), trunk_free(&lab.trunk), free(lab.ids);
}
