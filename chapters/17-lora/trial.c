/* Chapter 17: one fine-tuning, of everything or of adapters. See adapting.h. */
#include <gsl/gsl_math.h>
#include <math.h>
#include <stdlib.h>

#include "adapting.h"
#include "error.h"
#include "optim.h"

static const float ALPHA = 16;

Trial trial_new(const Task *task, int rank, int where, unsigned long seed)
{
    Trial t = {.rank = rank};
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(rng, seed);
    if (rank == EVERYTHING) {
        t.c = classifier_from(&task->trunk, 2, rng); /* a copy */
        t.learns = t.c.params;
    } else {
        //> new
        t.learns = params_new();
        t.c = (Classifier){.params = t.learns, .gpt = task->trunk.gpt, .window = TOKENS};
        t.c.head = linear_new_normal(t.learns, "head", task->features, 2, 0);
        t.lora = lora_new(t.learns, t.c.gpt, (LoraConfig){rank, ALPHA, where});
        params_init(t.learns, rng);
        //< new
    }
    gsl_rng_free(rng);
    return t;
}

void trial_free(Trial *t)
{
    if (t->rank == EVERYTHING)
        classifier_free(&t->c);
    else
        lora_free(t->lora), params_free(t->learns);
}

/* Of 5e-4, 1e-3 and 2e-3, and of 3e-3, 6e-3, 1e-2 and 2e-2, those with which validation mails cost least (when 128 tokens
 * of each were read); the head's was not tuned. */
static double rate(int rank) { return rank == EVERYTHING ? 1e-3 : rank > 0 ? 3e-3 : 1e-2; }

void trial_train(Trial *t, const Task *task, double passes, unsigned long seed)
{
    int n = task->count[SPAM_TRAINING], B = GSL_MIN(BATCH, n), a_pass = n / B;
    long steps = lround(passes * a_pass);
    int *order = malloc((size_t)n * sizeof *order);
    Optim *o = optim_adam(t->learns, (AdamConfig){0.9F, 0.99F, 1e-8F, 0, 1});
    Tape *tape = tape_new();
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(rng, seed);
    CHECK(order, "out of memory");
    Progress bar = progress_begin(t->lora ? "adapters" : "everything", steps);
    for (long k = 0; k < steps; k++) {
        if (k % a_pass == 0)
            task_shuffle(task, order, rng);
        tape_backward(tape, classifier_loss(tape, &t->c, task->list[SPAM_TRAINING], order + k % a_pass * B, B));
        optim_clip(t->learns, 1);
        optim_step(o, (float)schedule_cosine(k, steps / 20 + 1, steps, rate(t->rank), 0));
        tape_reset(tape);
        progress_step(&bar, k + 1, NULL);
    }
    progress_end(&bar);
    free(order), optim_free(o), tape_free(tape), gsl_rng_free(rng);
}

double trial_right(const Classifier *c, const Task *task)
{
    int n = task->count[SPAM_TEST], right = 0;
    const Example *list = task->list[SPAM_TEST];
    float *p = malloc((2 * (size_t)n + 1) * sizeof *p);
    CHECK(p, "out of memory");
    classifier_probabilities(c, list, n, p);
    for (int i = 0; i < n; i++)
        right += (p[2 * i + 1] > p[2 * i]) == list[i].label;
    free(p);
    return 100.0 * right / GSL_MAX(n, 1);
}

double trial_share(const Trial *t, const Task *task)
{
    size_t head = t->c.head.w->size + t->c.head.b->size, all = params_size(task->trunk.params) + head;
    return 100 * (double)params_size(t->learns) / (double)all;
}
