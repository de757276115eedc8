#define _POSIX_C_SOURCE 200809L
/* Chapter 16: what makes a filter look better than it is. See finetuning.h. */
#include <gsl/gsl_math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "finetuning.h"
#include "mail.h"
#include "words.h"

/* The headers of every mail as the rival's text: what no reader sees. With `name`, only the lines of that header. */
static char **headers(const Task *t, const char *name)
{
    char why[300], **text = malloc((size_t)t->spam.count * sizeof *text);
    CHECK(text, "out of memory");
    for (int i = 0; i < t->spam.count; i++) {
        Corpus c;
        CHECK(corpus_read(t->spam.mail[i].path, &c, why, sizeof why) == 0, "%s", why);
        if (name)
            text[i] = mail_header(c.text, c.n, name).s;
        else
            text[i] = strndup(c.text, mail_head(c.text, c.n));
        CHECK(text[i], "out of memory");
        corpus_free(&c);
    }
    return text;
}

static void free_all(const Task *t, char **text)
{
    for (int i = 0; i < t->spam.count; i++)
        free(text[i]);
    free(text);
}

void show_leaks(Run *run, const Task *task, Score honest)
{
    char **whole = headers(task, NULL), **received = headers(task, "Received");
    int *train = task->part[SPAM_TRAINING], n = task->n[SPAM_TRAINING], ham = 0;
    for (int i = 0; i < task->n[SPAM_TEST]; i++)
        ham += !task->mail[task->part[SPAM_TEST][i]].label;
    Score all = words_score(task, whole, train, n), one = words_score(task, received, train, n);
    run_section("leaks");
    printf("bag of words, of                                wrong in the test\n");
    printf("the text                                        %10.1f %%\n", 100 - honest.accuracy);
    printf("the line Received: nearest the reader           %10.1f %%\n", 100 - one.accuracy);
    printf("all headers, and nothing of the text            %10.1f %%\n", 100 - all.accuracy);
    printf("always ham                                      %10.1f %%\n", 100 - 100.0 * ham / task->n[SPAM_TEST]);
    run_summary(run, "wrong_headers", 100 - all.accuracy, "%");
    run_summary(run, "always_ham", 100.0 * ham / task->n[SPAM_TEST], "%");
    free_all(task, whole), free_all(task, received);
}

typedef struct {
    const Task *task;
    int every;
    double least, last;
} Stopping;

static int look(void *context, const Classifier *c, long step, long steps)
{
    Stopping *s = context;
    (void)steps;
    if (step % s->every)
        return 0;
    Score now = learned_score(c, s->task, SPAM_VALIDATION);
    printf("%6ld %12.3f %9.1f %%\n", step, now.loss, now.accuracy);
    s->least = GSL_MIN(s->least, now.loss), s->last = now.loss;
    return 0;
}

/* Few labels, and far more passes over them than are good. */
void show_stopping(Run *run, const Trunk *t, const Task *task)
{
    enum { FEW = 64, PASSES = 16 };
    int *chosen = malloc((size_t)task->spam.count * sizeof *chosen);
    CHECK(chosen, "out of memory");
    Stopping s = {task, run->quick ? 60 : 32, INFINITY, 0};
    int n = task_draw(task, FEW, run->seed, chosen);
    run_section("stopping");
    printf(" steps   validation     right\n");
    Classifier c = learn(t, task, &(Plan){FULL, chosen, n, PASSES, run->seed, look, &s});
    run_summary(run, "loss_least", s.least, "nats"), run_summary(run, "loss_last", s.last, "nats");
    classifier_free(&c), free(chosen);
}
