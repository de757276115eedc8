/* Chapter 13: what a run leaves behind while it is under way, so that Ctrl-C or a power cut costs seconds. */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"
#include "gpt_file.h"
#include "pretraining.h"
#include "replace.h"

static volatile sig_atomic_t interrupted;
static void interrupt(int signal) { interrupted = signal; }
int journal_interrupted(void) { return interrupted != 0; }

int journal_has(const Journal *j, long step) { return j->marks && j->mark[j->marks - 1].step == step; }

static const char *path_of(const Journal *j, const char *ending)
{
    static char path[2][100];
    static int turn;
    turn = !turn;
    snprintf(path[turn], sizeof path[turn], "runs/13-pretraining/%016lx.%s", j->fingerprint, ending);
    return path[turn];
}

static unsigned long mix(unsigned long h, const void *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        h = (h ^ ((const unsigned char *)bytes)[i]) * 1099511628211UL;
    return h;
}

/* A checkpoint is continued only by the run that wrote it: same text, same recipe, same seed, same name. */
void journal_begin(Journal *j, Training *t, const Data *d, unsigned long seed)
{
    const Recipe *r = &t->recipe;
    char why[400];
    long numbers[] = {r->batch, r->steps, r->warmup, r->config.context, r->config.layers, r->config.heads,
                      r->config.width, (long)seed};
    unsigned long print = mix(14695981039346656037UL, numbers, sizeof numbers);
    *j = (Journal){.fingerprint = mix(print, d->corpus.text, d->corpus.n)};
    Checkpoint c = {t->params, t->optim, t->rng, t->tape, &t->step, NULL, NULL};
    FILE *file = fopen(path_of(j, "journal"), "rb");
    static Journal old;
    if (file && fread(&old, sizeof old, 1, file) == 1 && old.fingerprint == j->fingerprint &&
        old.marks >= 0 && old.marks <= MARKS &&
        gpt_resume(path_of(j, "safetensors"), t->gpt, c, why, sizeof why) == 0) {
        *j = old;
        while (j->marks && j->mark[j->marks - 1].step > t->step) /* killed between the two files */
            j->marks--;
        fprintf(stderr, "continuing at step %ld; to start anew, remove runs/13-pretraining\n", t->step);
    }
    if (file)
        fclose(file);
    /* SA_RESETHAND: pressed a second time it ends the program at once. */
    struct sigaction action = {.sa_handler = interrupt, .sa_flags = (int)SA_RESETHAND};
    sigaction(SIGINT, &action, NULL), sigaction(SIGTERM, &action, NULL);
}

void journal_save(const Journal *j, Training *t)
{
    char why[400];
    Replace r;
    CHECK((mkdir("runs", 0777) == 0 || errno == EEXIST) &&
          (mkdir("runs/13-pretraining", 0777) == 0 || errno == EEXIST),
          "cannot make the folder runs/13-pretraining: %s", strerror(errno));
    CHECK(replace_begin(&r, path_of(j, "journal"), why, sizeof why) == 0 &&
          replace_write(&r, j, sizeof *j) == 0 && replace_end(&r) == 0, "%s", why);
    Checkpoint c = {t->params, t->optim, t->rng, t->tape, &t->step, NULL, NULL};
    CHECK(gpt_save(path_of(j, "safetensors"), t->gpt, c, why, sizeof why) == 0, "%s", why);
    if (!interrupted)
        return;
    fprintf(stderr, "\r\033[Kstopped after step %ld; the same command continues there\n", t->step);
    exit(128 + (int)interrupted);
}

void journal_end(const Journal *j)
{
    unlink(path_of(j, "safetensors"));
    unlink(path_of(j, "journal"));
    signal(SIGINT, SIG_DFL), signal(SIGTERM, SIG_DFL);
}
