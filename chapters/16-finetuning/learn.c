/* Chapter 16: learning, three ways. See learn.h. */
#include "learn.h"

#include <gsl/gsl_math.h>
#include <gsl/gsl_randist.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "optim.h"
#include "words.h"

static const double RATE = 1e-3;
enum { BATCH = 8, LEAST = 100, STRETCH = 2 * WINDOW }; /* steps at least; tokens that a mail gives a step */

//> stretch
/* Of a long mail another stretch each time, of whole windows: so all of it is read in the end, at a part of the price. */
static Example stretch(const Example *e, gsl_rng *rng)
{
    int windows = (e->n + WINDOW - 1) / WINDOW, most = STRETCH / WINDOW;
    int from = windows > most ? WINDOW * (int)gsl_rng_uniform_int(rng, (unsigned long)(windows - most) + 1) : 0;
    return (Example){e->ids + from, GSL_MIN(e->n - from, STRETCH), e->label};
}
//< stretch

//> ways
Classifier learn(const Trunk *t, const Task *task, const Plan *plan)
{
    long epoch = (plan->labels + BATCH - 1) / BATCH, steps = GSL_MAX(LEAST, (long)(plan->passes * (double)epoch));
    int *order = malloc((size_t)plan->labels * sizeof *order);
    CHECK(order, "out of memory");
    memcpy(order, plan->chosen, (size_t)plan->labels * sizeof *order);
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(rng, plan->seed);
    Classifier c = plan->way == SCRATCH ? classifier_new(t->gpt->config, 2, rng) : classifier_from(t, 2, rng);
    c.window = WINDOW;
    classifier_freeze(&c, plan->way == FROZEN);
    Optim *o = optim_adam(c.params, (AdamConfig){0.9F, 0.99F, 1e-8F, .weight_decay = 0.01F, .decoupled = 1});
    Tape *tape = tape_new();
    Progress bar = progress_begin("learning", steps);
    for (long k = 0; k < steps && !(plan->look && plan->look(plan->context, &c, k, steps)); k++) {
        int at = (int)(k % epoch) * BATCH, B = GSL_MIN(BATCH, plan->labels - at);
        Example batch[BATCH];
        if (at == 0)
            gsl_ran_shuffle(rng, order, (size_t)plan->labels, sizeof *order);
        for (int b = 0; b < B; b++)
            batch[b] = stretch(&task->mail[order[at + b]], rng);
        tape_backward(tape, classifier_loss(tape, &c, batch, NULL, B));
        optim_clip(c.params, 1);
        optim_step(o, (float)schedule_cosine(k, steps / 10, steps, RATE, 0)); /* of the frozen, nothing is touched */
        tape_reset(tape);
        progress_step(&bar, k + 1, NULL);
    }
    progress_end(&bar);
    tape_free(tape), optim_free(o), gsl_rng_free(rng), free(order);
    return c;
}
//< ways

static Example *examples_of(const Task *task, const int *mails, int n)
{
    Example *list = calloc((size_t)n + 1, sizeof *list);
    CHECK(list, "out of memory");
    for (int i = 0; i < n; i++)
        list[i] = task->mail[mails[i]];
    return list;
}

Score learned_score(const Classifier *c, const Task *task, int part)
{
    int n = task->n[part];
    Example *list = examples_of(task, task->part[part], n);
    float *p = malloc(2 * (size_t)n * sizeof *p);
    double *score = malloc((size_t)n * sizeof *score);
    CHECK(p && score, "out of memory");
    classifier_probabilities(c, list, n, p);
    for (int i = 0; i < n; i++)
        score[i] = (double)(p[2 * i + 1] - p[2 * i]);
    Score s = task_score(task, part, score);
    free(list), free(p), free(score);
    return s;
}

void task_features(const Trunk *t, const Task *task, const int *mails, int n, float *features)
{
    size_t C = (size_t)t->gpt->config.width;
    Classifier c = {t->params, t->gpt, {0}, WINDOW};
    Example *list = examples_of(task, mails, n);
    float *rows = malloc(((size_t)n + 1) * C * sizeof *rows);
    CHECK(rows, "out of memory");
    classifier_features(&c, list, n, rows);
    for (int i = 0; i < n; i++)
        memcpy(features + (size_t)mails[i] * C, rows + (size_t)i * C, C * sizeof *rows);
    free(list), free(rows);
}

typedef struct {
    const float *features;
    int width;
} Features;

static Rows rows_of_features(const void *context, const int *mails, int n)
{
    const Features *f = context;
    size_t C = (size_t)f->width;
    Rows r = rows_new(n, f->width, (size_t)n * C);
    for (size_t i = 0; i < (size_t)n; i++) {
        for (size_t k = 0; k < C; k++)
            r.col[i * C + k] = (int)k, r.value[i * C + k] = f->features[(size_t)mails[i] * C + k];
        r.start[i + 1] = (i + 1) * C;
    }
    return r;
}

Score way_score(const Trunk *t, const Task *task, const float *features, const Plan *plan)
{
    Features f = {features, t->gpt->config.width};
    if (plan->way == FROZEN)
        return rows_score(task, rows_of_features, &f, plan->chosen, plan->labels);
    if (plan->way == WORDS)
        return words_score(task, NULL, plan->chosen, plan->labels);
    Classifier c = learn(t, task, plan);
    Score s = learned_score(&c, task, SPAM_TEST);
    classifier_free(&c);
    return s;
}
