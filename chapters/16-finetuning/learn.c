/* Chapter 16: learning, three ways. See learn.h. */
#include "learn.h"

#include <gsl/gsl_math.h>
#include <gsl/gsl_randist.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "optim.h"
#include "logistic.h"
#include "words.h"

static const double RATE = 7e-4;
enum { BATCH = 8, LEAST = 100, STRETCH = 2 * WINDOW }; /* steps at least; tokens that a mail gives a step */

/* Of a long mail another stretch each time, of whole windows: so all of it is read in the end, at a part of the price. */
static Example stretch(const Example *e, gsl_rng *rng)
{
    int windows = (e->n + WINDOW - 1) / WINDOW, most = STRETCH / WINDOW;
    int from = windows > most ? WINDOW * (int)gsl_rng_uniform_int(rng, (unsigned long)(windows - most) + 1) : 0;
    return (Example){e->ids + from, GSL_MIN(e->n - from, STRETCH), e->label};
}

static Example *examples_of(const Task *task, const int *mails, int n)
{
    Example *list = calloc((size_t)n + 1, sizeof *list);
    CHECK(list, "out of memory");
    for (int i = 0; i < n; i++)
        list[i] = task->mail[mails[i]];
    return list;
}

//> head
/* With the trunk as it is, a mail's vector never changes: so each is computed once, and what is left, to find the head's
 * numbers, is logistic regression. Half of its scores to spam, minus half to ham: p(spam) = 1/(1 + exp(-score)). */
static void head_first(const Classifier *c, const Task *task, const int *chosen, int n)
{
    int C = c->gpt->config.width;
    Example *list = examples_of(task, chosen, n);
    Rows r = rows_new(n, C, (size_t)(n * C));
    classifier_features(c, list, n, r.value);
    for (int i = 0; i < n * C; i++)
        r.col[i] = i % C;
    for (int i = 0; i < n; i++)
        r.start[i + 1] = (size_t)((i + 1) * C), r.label[i] = list[i].label;
    double *w = logistic_fit(&r, 1e-3);
    for (int k = 0; k < 2 * C; k++)
        c->head.w->data[k] = (float)(k < C ? -w[k] / 2 : w[k - C] / 2);
    c->head.b->data[0] = (float)(-w[C] / 2), c->head.b->data[1] = (float)(w[C] / 2);
    rows_free(&r), free(w), free(list);
}
//< head

/* Every mail `passes` times, in another order each time. */
static void learn_all(const Classifier *c, const Task *task, const Plan *plan, gsl_rng *rng)
{
    long epoch = (plan->labels + BATCH - 1) / BATCH, steps = GSL_MAX(LEAST, (long)(plan->passes * (double)epoch));
    int *order = malloc((size_t)plan->labels * sizeof *order);
    CHECK(order, "out of memory");
    memcpy(order, plan->chosen, (size_t)plan->labels * sizeof *order);
    Optim *o = optim_adam(c->params, (AdamConfig){0.9F, 0.99F, 1e-8F, .weight_decay = 0.01F, .decoupled = 1});
    Tape *tape = tape_new();
    Progress bar = progress_begin("learning", steps);
    for (long k = 0; k < steps && !(plan->look && plan->look(plan->context, c, k, steps)); k++) {
        int at = (int)(k % epoch) * BATCH, B = GSL_MIN(BATCH, plan->labels - at);
        Example batch[BATCH];
        if (at == 0)
            gsl_ran_shuffle(rng, order, (size_t)plan->labels, sizeof *order);
        for (int b = 0; b < B; b++)
            batch[b] = stretch(&task->mail[order[at + b]], rng);
        tape_backward(tape, classifier_loss(tape, c, batch, NULL, B));
        optim_clip(c->params, 1);
        optim_step(o, (float)schedule_cosine(k, steps / 10, steps, RATE, 0));
        tape_reset(tape);
        progress_step(&bar, k + 1, NULL);
    }
    progress_end(&bar);
    tape_free(tape), optim_free(o), free(order);
}

//> ways
Classifier learn(const Trunk *t, const Task *task, const Plan *plan)
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(rng, plan->seed);
    Classifier c = plan->way == SCRATCH ? classifier_new(t->gpt->config, 2, rng) : classifier_from(t, 2, rng);
    c.window = GSL_MIN(WINDOW, t->gpt->config.context);
    c.gpt->config.layers = LAYERS; /* the blocks above are not asked */
    head_first(&c, task, plan->chosen, plan->labels);
    if (plan->way != FROZEN)
        learn_all(&c, task, plan, rng);
    gsl_rng_free(rng);
    return c;
}
//< ways

Score learned_score(const Classifier *c, const Task *task, int part)
{
    int n = task->n[part];
    Example *list = examples_of(task, task->part[part], n);
    float *p = malloc(2 * (size_t)n * sizeof *p);
    double *score = malloc((size_t)n * sizeof *score);
    CHECK(p && score, "out of memory");
    classifier_probabilities(c, list, n, p);
    double loss = 0;
    for (int i = 0; i < n; i++) {
        score[i] = (double)(p[2 * i + 1] - p[2 * i]);
        loss -= log(GSL_MAX((double)p[2 * i + list[i].label], 1e-30)) / n;
    }
    Score s = task_score(task, part, score);
    s.loss = loss;
    free(list), free(p), free(score);
    return s;
}

Score way_score(const Trunk *t, const Task *task, const Plan *plan)
{
    if (plan->way == WORDS)
        return words_score(task, NULL, plan->chosen, plan->labels);
    Classifier c = learn(t, task, plan);
    Score s = learned_score(&c, task, SPAM_TEST);
    classifier_free(&c);
    return s;
}
