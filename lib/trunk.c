#define _POSIX_C_SOURCE 200809L
#include "trunk.h"

#include <errno.h>
#include <gsl/gsl_math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"
#include "gpt_nats.h"
#include "log.h"
#include "optim.h"

enum { PATH = 512 };

TrunkPlan trunk_plan(int quick)
{
    return quick ? (TrunkPlan){"build/quick/trunk", 512 - 256, 128, 2, 2, 64, 8, 300, 300}
                 : (TrunkPlan){"runs/trunk", 2048 - 256, 128, 4, 4, 192, 8, 3000, 300};
}

/* ---- Using it. */

double trunk_nats(const Trunk *t, const char *text, size_t n)
{
    size_t count;
    int *ids = bpe_encode(t->bpe, text, n, &count);
    double nats = gpt_nats(t->gpt, ids, count);
    free(ids);
    return n ? nats / (double)n : 0;
}

void trunk_free(Trunk *t)
{
    bpe_free(t->bpe), gpt_free(t->gpt), params_free(t->params);
    *t = (Trunk){0};
}

static void path_in(const char *folder, const char *name, char path[PATH])
{
    CHECK(snprintf(path, PATH, "%s/%s", folder, name) < PATH, "trunk: the path %s/%s is too long", folder, name);
}

int trunk_open(const char *folder, Trunk *t, char *reason, size_t reason_size)
{
    char path[PATH];
    *t = (Trunk){0};
    path_in(folder, "model.safetensors", path);
    int code = gpt_load(path, &t->params, &t->gpt, reason, reason_size) ||
               bpe_load(folder, &t->bpe, reason, reason_size);
    if (!code && bpe_size(t->bpe) != t->gpt->config.vocab)
        code = error_say(reason, reason_size, "%s: the model has %d tokens, vocab.json %d: they are not of one trunk",
                         folder, t->gpt->config.vocab, bpe_size(t->bpe));
    if (code)
        trunk_free(t);
    return code ? GSL_EFAILED : 0;
}

int trunk_load(int quick, Trunk *t, char *reason, size_t reason_size)
{
    TrunkPlan plan = trunk_plan(quick);
    char path[PATH];
    *t = (Trunk){0};
    path_in(plan.folder, "model.safetensors", path);
    if (access(path, F_OK) != 0) {
        Corpus training, validation;
        if (!quick)
            return error_say(reason, reason_size, "%s is missing; `make trunk` trains it in four minutes", path);
        fprintf(stderr, "%s is missing; training it, in some seconds\n", path);
        if (trunk_corpus(&training, &validation, reason, reason_size))
            return GSL_EFAILED;
        int code = trunk_train(&plan, training.text, training.n, reason, reason_size);
        corpus_free(&training), corpus_free(&validation);
        if (code)
            return GSL_EFAILED;
    }
    return trunk_open(plan.folder, t, reason, reason_size);
}

/* ---- Making it. */

typedef struct {
    const TrunkPlan *plan;
    Trunk trunk;
    Optim *optim;
    Tape *tape;
    gsl_rng *rng;
    long step;
    int stopped; /* by a signal, having saved */
    char partial[PATH];
} Making;

static void start(Making *m, Bpe *bpe, uint64_t fingerprint)
{
    const TrunkPlan *p = m->plan;
    Trunk *t = &m->trunk;
    *t = (Trunk){.params = params_new(), .bpe = bpe};
    t->gpt = gpt_new(t->params, (GptConfig){bpe_size(bpe), p->context, p->layers, p->heads, p->width, 0});
    m->rng = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(m->rng, 1);
    params_init(t->params, m->rng);
    m->optim = optim_adam(t->params, (AdamConfig){0.9F, 0.99F, 1e-8F, .weight_decay = 0.1F, .decoupled = 1});
    m->tape = tape_new();
    tape_seed(m->tape, fingerprint, 0); /* no dropout: a place in the checkpoint to know it by */
    m->step = 0;
}

static void stop(Making *m)
{
    gsl_rng_free(m->rng), tape_free(m->tape), optim_free(m->optim);
    gpt_free(m->trunk.gpt), params_free(m->trunk.params);
}

static Checkpoint all_of(Making *m)
{
    return (Checkpoint){m->trunk.params, m->optim, m->rng, m->tape, &m->step, NULL, NULL};
}

static uint64_t fingerprint_of(const TrunkPlan *p, const char *text, size_t n)
{
    const long number[] = {p->merges, p->context, p->layers, p->heads, p->width, p->batch, p->steps};
    uint64_t h = 14695981039346656037U; /* FNV-1a */
    for (size_t i = 0; i < sizeof number; i++)
        h = (h ^ ((const unsigned char *)number)[i]) * 1099511628211U;
    for (size_t i = 0; i < n; i++)
        h = (h ^ (unsigned char)text[i]) * 1099511628211U;
    return h;
}

/* Goes on where an interrupted training was, if it was this one. */
static void resume(Making *m, uint64_t fingerprint)
{
    char why[400];
    if (access(m->partial, F_OK) != 0)
        return;
    int code = gpt_resume(m->partial, m->trunk.gpt, all_of(m), why, sizeof why);
    if (!code && tape_key(m->tape).seed != fingerprint)
        code = error_say(why, sizeof why, "%s: is of another text or plan", m->partial);
    if (!code) {
        fprintf(stderr, "%s: continuing at step %ld\n", m->plan->folder, m->step);
        return;
    }
    fprintf(stderr, "%s; starting anew\n", why);
    stop(m);
    start(m, m->trunk.bpe, fingerprint);
}

static volatile sig_atomic_t interrupted;
static void interrupt(int signal) { interrupted = signal; }

static double train_step(Making *m, const int *ids, size_t count)
{
    const TrunkPlan *p = m->plan;
    size_t n = (size_t)p->batch * (size_t)p->context;
    int *x = tape_take(m->tape, n * sizeof *x), *y = tape_take(m->tape, n * sizeof *y);
    corpus_batch(ids, count, p->batch, p->context, m->rng, x, y);
    Tensor *loss = gpt_loss(m->tape, m->trunk.gpt, x, y, p->batch, p->context);
    double before = (double)tensor_item(loss);
    tape_backward(m->tape, loss);
    optim_clip(m->trunk.params, 1);
    optim_step(m->optim, (float)schedule_cosine(m->step++, p->steps / 30, p->steps, 2e-3, 1e-4));
    tape_reset(m->tape);
    return before;
}

static int train(Making *m, const int *ids, size_t count, char *reason, size_t reason_size)
{
    char note[40];
    const TrunkPlan *p = m->plan;
    long first = m->step;
    Progress bar = progress_begin("trunk", p->steps - first);
    while (m->step < p->steps && !m->stopped) {
        double loss = train_step(m, ids, count);
        snprintf(note, sizeof note, "%.2f %.0f tok/s", loss,
                 (double)((m->step - first) * p->batch * p->context) / (log_seconds() - bar.started));
        progress_step(&bar, m->step - first, note);
        m->stopped = interrupted != 0;
        if (((m->step % p->save == 0 && m->step < p->steps) || m->stopped) &&
            gpt_save(m->partial, m->trunk.gpt, all_of(m), reason, reason_size))
            return GSL_EFAILED;
    }
    progress_end(&bar);
    return 0;
}

static int finish(Making *m, char *reason, size_t reason_size)
{
    char path[PATH];
    path_in(m->plan->folder, "model.safetensors", path);
    Checkpoint weights = {.params = m->trunk.params};
    if (bpe_save(m->trunk.bpe, m->plan->folder, reason, reason_size) ||
        gpt_save(path, m->trunk.gpt, weights, reason, reason_size))
        return GSL_EFAILED;
    unlink(m->partial);
    snprintf(path, sizeof path, "%.*s.part", PATH - 6, m->partial); /* of a training that was killed */
    unlink(path);
    return 0;
}

static int make_folder(const char *folder, char *reason, size_t reason_size)
{
    char path[PATH];
    path_in(folder, "", path);
    for (char *at = path; (at = strchr(at + 1, '/')) != NULL; *at = '/') {
        *at = 0;
        if (mkdir(path, 0777) != 0 && errno != EEXIST)
            return error_say(reason, reason_size, "cannot make the folder %s: %s", path, strerror(errno));
    }
    return 0;
}

int trunk_train(const TrunkPlan *plan, const char *text, size_t n, char *reason, size_t reason_size)
{
    Making m = {.plan = plan};
    uint64_t fingerprint = fingerprint_of(plan, text, n);
    path_in(plan->folder, "partial.safetensors", m.partial);
    if (make_folder(plan->folder, reason, reason_size))
        return GSL_EFAILED;
    size_t count;
    Bpe *bpe = bpe_train(text, n, plan->merges);
    int *ids = bpe_encode(bpe, text, n, &count), code = GSL_EFAILED;
    start(&m, bpe, fingerprint);
    resume(&m, fingerprint);
    struct sigaction action = {.sa_handler = interrupt, .sa_flags = (int)SA_RESETHAND}, before[2];
    interrupted = 0;
    sigaction(SIGINT, &action, &before[0]), sigaction(SIGTERM, &action, &before[1]);
    if (count <= (size_t)plan->context)
        error_say(reason, reason_size, "%zu tokens are too few to learn from; a window has %d", count,
                  plan->context);
    else
        code = train(&m, ids, count, reason, reason_size);
    sigaction(SIGINT, &before[0], NULL), sigaction(SIGTERM, &before[1], NULL);
    if (!code && m.stopped)
        code = error_say(reason, reason_size, "stopped after step %ld; the same command continues there",
                         m.step);
    if (!code)
        code = finish(&m, reason, reason_size);
    if (interrupted) {
        fprintf(stderr, "%s%s", code ? reason : "", code ? "\n" : "");
        raise(interrupted);
    }
    stop(&m);
    bpe_free(bpe), free(ids);
    return code;
}
