#define _POSIX_C_SOURCE 200809L
/* Chapter 16: what makes a filter look better than it is. See finetuning.h. */
#include <gsl/gsl_math.h>
#include <gsl/gsl_randist.h>
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

/* Threads torn apart: the same numbers of mails in each part, but any. */
static Task torn(const Task *t, gsl_rng *rng)
{
    Task to = *t;
    int n = t->n[0] + t->n[1] + t->n[2], at = 0, *all = malloc((size_t)n * sizeof *all);
    CHECK(all, "out of memory");
    for (int p = 0; p < SPAM_PARTS; at += t->n[p++])
        memcpy(all + at, t->part[p], (size_t)t->n[p] * sizeof *all);
    gsl_ran_shuffle(rng, all, (size_t)n, sizeof *all);
    for (int p = 0; p < SPAM_PARTS; p++)
        to.part[p] = p ? to.part[p - 1] + t->n[p - 1] : all;
    return to;
}

void show_traps(Run *run, const Task *task)
{
    char **whole = headers(task, NULL), **received = headers(task, "Received");
    int *train = task->part[SPAM_TRAINING], n = task->n[SPAM_TRAINING], ham = 0;
    Task mixed = torn(task, run->rng);
    for (int i = 0; i < task->n[SPAM_TEST]; i++)
        ham += !task->mail[task->part[SPAM_TEST][i]].label;
    Score all = words_score(task, whole, train, n), one = words_score(task, received, train, n);
    Score honest = words_score(task, NULL, train, n);
    Score leaky = words_score(&mixed, NULL, mixed.part[SPAM_TRAINING], n);
    run_section("leaks");
    printf("bag of words, of                                wrong in the test\n");
    printf("the text                                        %10.1f %%\n", 100 - honest.accuracy);
    printf("the text, threads torn apart                    %10.1f %%\n", 100 - leaky.accuracy);
    printf("the line Received: nearest the reader           %10.1f %%\n", 100 - one.accuracy);
    printf("all headers, and nothing of the text            %10.1f %%\n", 100 - all.accuracy);
    printf("always ham                                      %10.1f %%\n", 100 - 100.0 * ham / task->n[SPAM_TEST]);
    run_summary(run, "wrong_headers", 100 - all.accuracy, "%"), run_summary(run, "wrong_torn", 100 - leaky.accuracy, "%");
    run_summary(run, "always_ham", 100.0 * ham / task->n[SPAM_TEST], "%");
    free(mixed.part[0]);
    free_all(task, whole), free_all(task, received);
}
