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
    double trained = log_seconds();
    double loss = evaluate(t, d->ids + d->training_n, n);
    run_section("loss");
    printf("validation, %zu bytes: %.3f nats per byte, %.3f bits per byte\n", n, loss, loss / M_LN2);
    printf("training: %.1f s, %.0f tokens/s; this validation: %.1f s\n", trained - started,
           tokens_per_second, log_seconds() - trained);
    run_summary(run, "val_loss", loss, "nats");
    run_summary(run, "bits_per_byte", loss / M_LN2, "bits");
    run_summary(run, "leaked_random", d->leaked_random, "%");
    run_summary(run, "leaked_last", d->leaked_last, "%");
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

/* A byte that the model has no token for is left out for it, and costs 8 bits. */
static double bits_of(const Training *t, const Data *d, const char *text, size_t n, double *unknown)
{
    int *ids = malloc(n * sizeof *ids);
    CHECK(ids, "out of memory");
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        if (d->letters.token[(unsigned char)text[i]] >= 0)
            ids[count++] = d->letters.token[(unsigned char)text[i]];
    double nats = count > 1 ? evaluate(t, ids, count) : 0;
    free(ids);
    *unknown = 8 * (double)(n - count) / (double)n;
    return nats / M_LN2 * (double)count / (double)n + *unknown;
}

/* One row, on n bytes; returns the bits per byte. `home`: those of the held-out text, or 0 for itself. */
static double compare(const Training *t, const Data *d, const char *name, const char *text, size_t n,
                      double home, double *lead)
{
    double unknown, bits = bits_of(t, d, text, n, &unknown);
    double equal = log2(d->letters.size), gzip = zipped(text, n);
    *lead = gzip - bits;
    printf("%-18s %7.3f %10.3f %10.3f %14.2f %5.0f %%\n", name, bits, unknown, gzip, equal - bits,
           100 * (equal - bits) / (equal - (home > 0 ? home : bits)));
    return bits;
}

void show_elsewhere(Run *run, const Training *t, const Data *d)
{
    static const char *const row[][3] = {{"Moby-Dick", "moby-dick.txt", "moby_dick"},
                                         {"State of the Union", "sotu.txt", "union"}};
    const size_t most = run->quick ? 5000 : ELSEWHERE;
    double equal = log2(d->letters.size), lead;
    run_section("elsewhere");
    printf("bits per byte        model   of them       gzip    model's gain  share\n"
           "(%5zu bytes)               no token               over %.2f   of home's\n", most, equal);
    const char *held = d->corpus.text + d->training_n;
    double home = compare(t, d, "held out", held, GSL_MIN(d->validation_n, most), 0, &lead);
    run_summary(run, "bits_home", home, "bits");
    run_summary(run, "lead_home", lead, "bits");
    for (int i = 0; i < 2; i++) {
        Corpus c;
        char path[100], why[400], name[40];
        snprintf(path, sizeof path, "data/cache/stdlib-texts/%s", row[i][1]);
        CHECK(corpus_read(path, &c, why, sizeof why) == 0, "%s; make data fetches it", why);
        double bits = compare(t, d, row[i][0], c.text, GSL_MIN(c.n, most), home, &lead);
        snprintf(name, sizeof name, "bits_%s", row[i][2]);
        run_summary(run, name, bits, "bits");
        snprintf(name, sizeof name, "share_%s", row[i][2]);
        run_summary(run, name, 100 * (equal - bits) / (equal - home), "%");
        snprintf(name, sizeof name, "lead_%s", row[i][2]);
        run_summary(run, name, lead, "bits");
        corpus_free(&c);
    }
}

/* What if one did learn from the validation set? One part of it is learnt, another judges. */
void show_tuned(Run *run, Training *t, const Data *d)
{
    size_t half = GSL_MIN(d->validation_n / 2, PART);
    const int *learnt = d->ids + d->training_n, *unseen = learnt + half;
    double before = evaluate(t, learnt, half), other = evaluate(t, unseen, half);
    int again = run->quick ? 4 : TUNING;
    for (int i = 0; i < again; i++)
        training_step(t, learnt, half); /* at the last, lowest rate */
    double after = evaluate(t, learnt, half), honest = evaluate(t, unseen, half);
    run_section("tuned");
    printf("after %d steps on %zu bytes    before   after\nthese bytes, learnt %18.3f %7.3f\n"
           "as many behind them, not learnt %6.3f %7.3f\n", again, half, before, after, other, honest);
    run_summary(run, "tuned_gain", before - after, "nats");
    run_summary(run, "honest_gain", other - honest, "nats");
}

static Checkpoint all_of(Training *t)
{
    return (Checkpoint){t->params, t->optim, t->rng, t->tape, &t->step, NULL, NULL};
}

/* Six steps, against three, a file, and three more of a model that knows nothing but the file. */
void show_resumed(Run *run, const Training *t, const Data *d)
{
    char path[600], why[400];
    snprintf(path, sizeof path, "%s/resume.safetensors", run->folder);
    Training one = training_new(t->recipe, run->seed), two = training_new(t->recipe, run->seed + 1);
    for (int i = 0; i < BEFORE; i++)
        training_step(&one, d->ids, d->training_n);
    //> resumed
    CHECK(gpt_save(path, one.gpt, all_of(&one), why, sizeof why) == 0, "%s", why);
    CHECK(gpt_resume(path, two.gpt, all_of(&two), why, sizeof why) == 0, "%s", why);
    //< resumed
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
    printf("%d steps, saved, loaded, %d steps: of %zu weights %ld differ\n", BEFORE, AFTER,
           params_size(one.params), different);
    run_summary(run, "resumed_different", (double)different, "weights");
    training_free(&one), training_free(&two);
}

/* 6 N D: six operations for each parameter and token (Brown et al. 2020, appendix D). */
void show_cost(Run *run, const Training *t, double tokens_per_second)
{
    double gpt3 = 6 * 175e9 * 300e9;
    double speed = 6 * (double)params_size(t->params) * tokens_per_second;
    long tokens = t->recipe.steps * t->recipe.batch * t->recipe.config.context;
    double ours = 6 * (double)params_size(t->params) * (double)tokens;
    double years = gpt3 / speed / (365.25 * 86400), unit = pow(10, floor(log10(years)) - 1);
    years = unit * round(years / unit); /* the speed has no more than two digits */
    run_section("cost");
    printf("GPT-3: 6 x 175e9 parameters x 300e9 tokens = %.3g operations\n", gpt3);
    printf("ours:  6 x %zu parameters x %ld tokens = %.3g operations\n", params_size(t->params), tokens,
           ours);
    printf("here, at %.0f tokens/s, %.0f GFLOP/s: GPT-3 would take about %.0f years\n", tokens_per_second,
           speed * 1e-9, years);
    run_summary(run, "gpt3_operations", gpt3, "");
    run_summary(run, "gpt3_years", years, "years");
}
