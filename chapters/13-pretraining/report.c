/* Chapter 13: what is asked of a text and of a trained model. */
#include <gsl/gsl_math.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "error.h"
#include "generate.h"
#include "gpt_file.h"
#include "pretraining.h"

enum { MOST_VALIDATION = 1 << 20, ELSEWHERE = 30000, PART = 10000, TUNING = 40, BEFORE = 3, AFTER = 3 };

/* A quick look, at places spread over the validation text; the whole of it comes at the end. */
double glimpse(const Training *t, const Data *d)
{
    const int *held = d->ids + d->training_n;
    size_t part = GLIMPSE / PLACES, n = d->validation_n;
    if (n <= GLIMPSE + PLACES)
        return evaluate(t, held, n);
    double sum = 0;
    for (size_t i = 0; i < PLACES; i++)
        sum += evaluate(t, held + i * (n - part - 1) / (PLACES - 1), part + 1);
    return sum / PLACES;
}

/* The one number that counts: over the whole of what was held out. */
double show_loss(Run *run, const Training *t, const Data *d, double started, double tokens_per_second)
{
    size_t n = GSL_MIN(d->validation_n, MOST_VALIDATION);
    double loss = evaluate(t, d->ids + d->training_n, n);
    run_section("loss");
    printf("validation, %zu bytes: %.3f nats per byte, %.3f bits per byte\n", n, loss, loss / M_LN2);
    printf("training and validation: %.1f s, %.0f tokens/s\n", log_seconds() - started, tokens_per_second);
    run_summary(run, "val_loss", loss, "nats");
    run_summary(run, "bits_per_byte", loss / M_LN2, "bits");
    run_summary(run, "parameters", (double)params_size(t->params), "");
    run_summary(run, "recipe_seconds", log_seconds() - started, "s");
    return loss;
}

static double zipped(const char *text, size_t n) /* bits per byte of gzip, at its best */
{
    uLongf size = compressBound(n);
    Bytef *to = malloc(size);
    CHECK(to && compress2(to, &size, (const Bytef *)text, n, 9) == Z_OK, "zlib: out of memory");
    free(to);
    return 8 * (double)size / (double)n;
}

/* A byte that the model has no token for is left out for it, and charged with 8 bits. */
static double bits_of(const Training *t, const Data *d, const char *text, size_t n)
{
    int *ids = malloc(n * sizeof *ids);
    CHECK(ids, "out of memory");
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        if (d->letters.token[(unsigned char)text[i]] >= 0)
            ids[count++] = d->letters.token[(unsigned char)text[i]];
    double nats = count > 1 ? evaluate(t, ids, count) : 0;
    free(ids);
    return (nats / M_LN2 * (double)count + 8 * (double)(n - count)) / (double)n;
}

void show_elsewhere(Run *run, const Training *t, const Data *d, double validation)
{
    static const char *const row[][3] = {{"Moby-Dick", "moby-dick.txt", "bits_moby_dick"},
                                         {"State of the Union", "sotu.txt", "bits_union"}};
    const char *held = d->corpus.text + d->training_n;
    run_section("elsewhere");
    printf("bits per byte           model    gzip\n%-20s %8.3f %7.3f\n", "held out", validation / M_LN2,
           zipped(held, GSL_MIN(d->validation_n, ELSEWHERE)));
    for (int i = 0; i < 2; i++) {
        Corpus c;
        char path[100], why[400];
        snprintf(path, sizeof path, "data/cache/stdlib-texts/%s", row[i][1]);
        CHECK(corpus_read(path, &c, why, sizeof why) == 0, "%s; make data fetches it", why);
        size_t n = GSL_MIN(c.n, run->quick ? 5000 : ELSEWHERE);
        double bits = bits_of(t, d, c.text, n), gzip = zipped(c.text, n);
        printf("%-20s %8.3f %7.3f\n", row[i][0], bits, gzip);
        run_summary(run, row[i][2], bits, "bits");
        corpus_free(&c);
    }
}

//> tuned
/* What if one did learn from the validation set? One part of it is learnt, another judges. */
void show_tuned(Run *run, Training *t, const Data *d)
{
    size_t half = GSL_MIN(d->validation_n / 2, PART);
    const int *learnt = d->ids + d->training_n, *unseen = learnt + half;
    double before = evaluate(t, learnt, half), other = evaluate(t, unseen, half);
    for (int i = 0; i < (run->quick ? 4 : TUNING); i++)
        training_step(t, learnt, half); /* at the last, lowest rate */
    double after = evaluate(t, learnt, half), honest = evaluate(t, unseen, half);
    run_section("tuned");
    printf("                               before   after\npart of it, learnt %19.3f %7.3f\n"
           "another part, not learnt %13.3f %7.3f\n", before, after, other, honest);
    run_summary(run, "tuned_gain", before - after, "nats");
    run_summary(run, "honest_gain", other - honest, "nats");
}
//< tuned

static Checkpoint all_of(Training *t)
{
    return (Checkpoint){t->params, t->optim, t->rng, t->tape, &t->step, NULL, NULL};
}

//> resumed
/* Six steps, against three, a file, and three more in a process that knows nothing but the file. */
void show_resumed(Run *run, const Training *t, const Data *d)
{
    char path[600], why[400];
    snprintf(path, sizeof path, "%s/resume.safetensors", run->folder);
    Training one = training_new(t->recipe, run->seed), two = training_new(t->recipe, run->seed + 1);
    for (int i = 0; i < BEFORE; i++)
        training_step(&one, d->ids, d->training_n);
    CHECK(gpt_save(path, one.gpt, all_of(&one), why, sizeof why) == 0, "%s", why);
    CHECK(gpt_resume(path, two.gpt, all_of(&two), why, sizeof why) == 0, "%s", why);
    remove(path);
    for (int i = 0; i < AFTER; i++)
        training_step(&one, d->ids, d->training_n), training_step(&two, d->ids, d->training_n);
    long different = 0;
    for (int i = 0; i < params_count(one.params); i++) {
        const Tensor *a = params_at(one.params, i), *b = params_at(two.params, i);
        for (size_t k = 0; k < a->size; k++)
            different += memcmp(&a->data[k], &b->data[k], sizeof(float)) != 0;
    }
    run_section("resumed");
    printf("of %zu weights %ld differ after being saved, loaded and trained on\n", params_size(one.params),
           different);
    run_summary(run, "resumed_different", (double)different, "weights");
    training_free(&one), training_free(&two);
}
//< resumed

/* 6 N D: six operations for each parameter and token (Brown et al. 2020, appendix D). */
void show_cost(Run *run, const Training *t, double tokens_per_second)
{
    double gpt3 = 6 * 175e9 * 300e9;
    double speed = gpt_step_flops(t->gpt, t->recipe.config.context) * tokens_per_second;
    long tokens = t->recipe.steps * t->recipe.batch * t->recipe.config.context;
    double ours = 6 * (double)params_size(t->params) * (double)tokens;
    double years = gpt3 / speed / (365.25 * 86400);
    run_section("cost");
    printf("GPT-3: 6 x 175e9 parameters x 300e9 tokens = %.3g operations\n", gpt3);
    printf("ours:  6 x %zu parameters x %ld tokens = %.3g operations\n", params_size(t->params), tokens,
           ours);
    printf("here, at %.0f GFLOP/s: GPT-3 would take %.0f years\n", speed * 1e-9, years);
    run_summary(run, "gpt3_operations", gpt3, "");
    run_summary(run, "gpt3_years", years, "years");
}
