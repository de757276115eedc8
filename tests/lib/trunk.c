/* The trunk: made, interrupted, killed, resumed, loaded; all with models of a few hundred weights. */
#define _DEFAULT_SOURCE
#include "trunk.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "testing.h"

SUITE_SLOW(trunk, 100);

enum { STEPS = 600 };
static char text[20000];

/* Words of a small language: something to learn. */
static void write_text(void)
{
    static const char *const word[] = {"and ", "the ", "light ", "was ", "good.\n", "day ", "night "};
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    for (size_t n = 0; n + 10 < sizeof text;)
        n += (size_t)sprintf(text + n, "%s", word[gsl_rng_uniform_int(rng, 7)]);
    gsl_rng_free(rng);
}

static TrunkPlan small(const char *folder, long save)
{
    return (TrunkPlan){folder, .merges = 20, .context = 16, .layers = 1, .heads = 2, .width = 8, .batch = 2,
                       .steps = STEPS, .save = save};
}

/* Trains in a process of its own: after the first OpenMP loop a process cannot fork. */
static void train(void *plan)
{
    char why[400];
    if (trunk_train(plan, text, strlen(text), why, sizeof why)) {
        fprintf(stderr, "%s\n", why);
        exit(1);
    }
}

static int there(const char *folder, const char *name) { return access(testing_path(folder, name), F_OK) == 0; }

static void only_a_whole_trunk(const char *folder)
{
    cr_assert(there(folder, "model.safetensors") && there(folder, "vocab.json") && there(folder, "merges.txt"));
    cr_assert(!there(folder, "partial.safetensors") && !there(folder, "partial.safetensors.part"));
    cr_assert(!there(folder, "model.safetensors.part"));
}

static size_t bytes_of(const char *folder, char **bytes)
{
    Corpus c;
    char why[400];
    cr_assert_eq(corpus_read(testing_path(folder, "model.safetensors"), &c, why, sizeof why), 0, "%s", why);
    *bytes = c.text;
    return c.n;
}

static void same_weights(const char *a, const char *b)
{
    char *x, *y;
    size_t n = bytes_of(a, &x), m = bytes_of(b, &y);
    cr_assert(n == m && memcmp(x, y, n) == 0, "a training that was stopped ended otherwise");
    free(x), free(y);
}

/* Starts a training, and sends a signal when it has first saved; returns what became of it. */
static int stopped_by(int signal, TrunkPlan *plan)
{
    fflush(NULL);
    pid_t pid = fork();
    cr_assert(pid >= 0);
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        train(plan);
        _exit(0);
    }
    for (int i = 0; i < 20000 && !there(plan->folder, "partial.safetensors"); i++)
        usleep(1000);
    kill(pid, signal);
    int status = 0;
    cr_assert_eq(waitpid(pid, &status, 0), pid);
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

TEST(trunk, makes_and_opens)
{
    char folder[300], why[400];
    snprintf(folder, sizeof folder, "%s/a/b", testing_folder());
    TrunkPlan plan = small(folder, STEPS);
    Trunk t;
    write_text();
    Child child = testing_child(train, &plan);
    cr_assert_eq(child.status, 0, "%s", child.err);
    cr_assert_str_eq(child.out, "");
    only_a_whole_trunk(plan.folder);
    cr_assert_eq(trunk_open(plan.folder, &t, why, sizeof why), 0, "%s", why);
    cr_assert_eq(t.gpt->config.vocab, 256 + 20);
    cr_assert_eq(t.gpt->config.heads, 2);
    double nats = trunk_nats(&t, text, 5000);
    cr_assert(nats > 0.2 && nats < 0.8, "%.3f nats per byte; seven words have ln 7, of five bytes", nats);
    cr_assert_eq(trunk_nats(&t, "", 0), 0);
    cr_assert(trunk_nats(&t, "\xFF and \x00 x", 8) > 0, "any bytes have a probability");
    trunk_free(&t);
    cr_assert_null(t.gpt);
}

TEST(trunk, stopped_and_continued)
{
    const int signals[] = {SIGINT, SIGTERM, SIGKILL};
    static const char *const name[] = {"1", "2", "3"};
    char root[256], stopped[300];
    snprintf(root, sizeof root, "%s", testing_folder());
    char whole[300];
    snprintf(whole, sizeof whole, "%s/whole", root);
    write_text();
    TrunkPlan plan = small(whole, STEPS);
    cr_assert_eq(testing_child(train, &plan).status, 0);
    for (int i = 0; i < 3; i++) {
        snprintf(stopped, sizeof stopped, "%s/%s", root, name[i]);
        plan = small(stopped, 2);
        cr_assert_eq(stopped_by(signals[i], &plan), signals[i], "it was not ended by its signal");
        cr_assert(there(stopped, "partial.safetensors") && !there(stopped, "model.safetensors"));
        plan.save = STEPS; /* not a part of what determines the result */
        Child child = testing_child(train, &plan);
        cr_assert_eq(child.status, 0, "%s", child.err);
        cr_assert(strstr(child.err, "continuing at step"), "it said: %s", child.err);
        only_a_whole_trunk(stopped);
        same_weights(stopped, whole);
    }
}

TEST(trunk, a_partial_of_another)
{
    char folder[256], whole[300];
    snprintf(folder, sizeof folder, "%s", testing_folder());
    snprintf(whole, sizeof whole, "%s/whole", folder);
    write_text();
    TrunkPlan plan = small(whole, STEPS);
    cr_assert_eq(testing_child(train, &plan).status, 0);
    plan = small(folder, 2);
    cr_assert_eq(stopped_by(SIGKILL, &plan), SIGKILL);
    text[0] ^= 1;
    Child child = testing_child(train, &plan);
    cr_assert(strstr(child.err, "another text or plan; starting anew"), "it said: %s", child.err);
    text[0] ^= 1;
    testing_write(testing_path(folder, "partial.safetensors"), "no checkpoint", 13);
    child = testing_child(train, &plan);
    cr_assert(child.status == 0 && strstr(child.err, "starting anew"), "it said: %s", child.err);
    same_weights(folder, whole);
}

TEST(trunk, says_what_is_wrong)
{
    char root[256], one[300], two[300], why[400];
    Trunk t;
    snprintf(root, sizeof root, "%s", testing_folder());
    snprintf(one, sizeof one, "%s/one", root);
    snprintf(two, sizeof two, "%s/two", root);
    write_text();
    TrunkPlan plan = small(one, STEPS), other = small(two, STEPS);
    plan.steps = other.steps = 1, other.merges = 10;
    cr_assert_eq(testing_child(train, &plan).status + testing_child(train, &other).status, 0);
    cr_assert_eq(rename(testing_path(two, "vocab.json"), testing_path(one, "vocab.json")), 0);
    cr_assert_eq(rename(testing_path(two, "merges.txt"), testing_path(one, "merges.txt")), 0);
    cr_assert_neq(trunk_open(one, &t, why, sizeof why), 0);
    cr_assert(strstr(why, "276 tokens, vocab.json 266"), "%s", why);
    cr_assert_neq(trunk_open(two, &t, why, sizeof why), 0);
    cr_assert_null(t.bpe);
    text[10] = 0;
    Child child = testing_child(train, &plan);
    cr_assert(child.status == 1 && strstr(child.err, "tokens are too few"), "it said: %s", child.err);
    plan.folder = "/proc/no";
    child = testing_child(train, &plan);
    cr_assert(child.status == 1 && strstr(child.err, "cannot make the folder /proc/no"), "it said: %s", child.err);
}

/* ---- The corpus, and what later chapters call. A file of 31,102 lines stands in for the verses. */

static void write_verses(int count)
{
    static char verses[31103 * 40];
    size_t n = 0;
    cr_assert(mkdir("data", 0777) == 0 || count);
    mkdir("data/cache", 0777), mkdir("data/cache/kjv", 0777);
    for (int i = 0; i < count; i++) /* the first verse stands in Ruth, too, which is held out */
        n += (size_t)sprintf(verses + n, "And verse %d spake, saying:  \n", i == 7130 ? 0 : i);
    testing_write("data/cache/kjv/kjv.txt", verses, n);
}

static void load(void *lines)
{
    char why[400];
    Trunk t;
    if (trunk_load(lines != NULL, &t, why, sizeof why))
        printf("%s\n", why);
    else
        printf("%d tokens\n", t.gpt->config.vocab);
    trunk_free(&t);
}

TEST(trunk, corpus)
{
    Corpus training, validation;
    char why[400];
    cr_assert_eq(chdir(testing_folder()), 0);
    cr_assert_neq(trunk_corpus(&training, &validation, why, sizeof why), 0);
    cr_assert(strstr(why, "make data"), "%s", why);
    write_verses(31102);
    cr_assert_eq(trunk_corpus(&training, &validation, why, sizeof why), 0, "%s", why);
    cr_assert_eq(testing_lines(training.text) + testing_lines(validation.text), 31101);
    cr_assert_eq(testing_lines(validation.text), 85 + 167 + 222 + 357 + 48 + 1007 + 108 - 1);
    cr_assert(strncmp(training.text, "And verse 0 spake, saying:\nAnd", 30) == 0);
    cr_assert(!strstr(validation.text, "verse 0 ") && strstr(validation.text, "verse 7131 "));
    cr_assert(training.n == strlen(training.text) && validation.n == strlen(validation.text));
    corpus_free(&training), corpus_free(&validation);
    write_verses(31101);
    cr_assert_neq(trunk_corpus(&training, &validation, why, sizeof why), 0);
    cr_assert(strstr(why, "31102 verses"), "%s", why);
    write_verses(31103);
    cr_assert_neq(trunk_corpus(&training, &validation, why, sizeof why), 0);
}

TEST(trunk, loads_or_says_how)
{
    cr_assert_eq(chdir(testing_folder()), 0);
    Child child = testing_child(load, NULL);
    cr_assert(strstr(child.out, "make trunk") && testing_lines(child.out) == 1, "it said: %s", child.out);
    child = testing_child(load, "quick");
    cr_assert(strstr(child.out, "make data"), "it said: %s", child.out);
    write_verses(31102);
    child = testing_child(load, "quick");
    cr_assert(strstr(child.err, "training it, in some seconds"), "it said: %s", child.err);
    cr_assert(strstr(child.out, " tokens") && testing_lines(child.out) == 1, "it said: %s", child.out);
    only_a_whole_trunk("build/quick/trunk");
    child = testing_child(load, "quick");
    cr_assert(strstr(child.out, " tokens") && !*child.err, "it said: %s", child.err);
}
