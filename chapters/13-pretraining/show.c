/* Chapter 13: what a run shows and logs of itself. */
#define _POSIX_C_SOURCE 200809L
#include <gsl/gsl_math.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "generate.h"
#include "pretraining.h"
#include "vec.h"

enum { PROMPT = 4096 };

/* Bytes of the prompt that the model has no token for are left out; without one it starts from a new line. */
void write_sample(const Training *t, const Data *d, unsigned long seed, char *to)
{
    int prompt[PROMPT] = {GSL_MAX(d->letters.token['\n'], 0)}, n = 0, ids[SAMPLE];
    for (const char *c = d->prompt ? d->prompt : ""; *c && n < PROMPT; c++)
        if (d->letters.token[(unsigned char)*c] >= 0)
            prompt[n++] = d->letters.token[(unsigned char)*c];
    gsl_rng *own = gsl_rng_alloc(gsl_rng_mt19937); /* sampling must not disturb the batches */
    gsl_rng_set(own, seed);
    Generation plain = {.sampling = {.temperature = 1, .top_p = 1}};
    generate(t->gpt, prompt, GSL_MAX(n, 1), ids, SAMPLE, plain, own, NULL, NULL);
    for (int i = 0; i < SAMPLE; i++)
        to[i] = (char)d->letters.byte[ids[i]];
    to[SAMPLE] = 0;
    corpus_clean(&(Corpus){to, SAMPLE}); /* nothing that a terminal would obey */
    gsl_rng_free(own);
}

/* At the start, after a twentieth, a quarter, and all of the steps. */
int wants_sample(long step, long steps)
{
    return step == 0 || step == steps / 20 || step == steps / 4 || step == steps;
}

void journal_write(const Journal *j, const Training *t, const Run *run)
{
    const Recipe *r = &t->recipe;
    Log *loss = run_log(run, "loss", "step loss rate");
    Log *marks = run_log(run, "marks", "step training validation");
    long few = t->step / 1000 + 1;
    for (long i = 0; i < t->step; i += few)
        LOG_ROW(loss, (double)i, (double)j->loss[i],
                schedule_cosine(i, r->warmup, r->steps, r->rate, r->floor));
    for (int i = 0; i < j->marks; i++)
        LOG_ROW(marks, (double)j->mark[i].step, j->mark[i].training, j->mark[i].validation);
    log_close(loss), log_close(marks);
}

void show_progress(Progress *bar, const Journal *j, const Training *t, long steps)
{
    char note[64];
    double tokens = (double)steps * t->recipe.batch * t->recipe.config.context;
    snprintf(note, sizeof note, "%.2f %.0f tok/s", (double)j->loss[t->step - 1],
             tokens / (log_seconds() - bar->started));
    progress_step(bar, steps, note);
}

/* The cursor goes home first, so that each curve is drawn over the last. */
void draw_live(const Run *run, const Journal *j, const Training *t)
{
    journal_write(j, t, run);
    fputs("\033[H\033[J", stderr);
    FILE *plot = popen("gnuplot >&2 2>/dev/null", "w");
    if (!plot)
        return;
    fprintf(plot, "set terminal dumb noenhanced size 78 21\nset xlabel 'step'\n"
            "set title 'loss in nats; o: validation'\nset datafile missing 'nan'\n"
            "plot '%s/loss.tsv' using 1:2 with dots notitle, "
            "'%s/marks.tsv' using 1:3 with points pt 'o' notitle\n",
            run->folder, run->folder);
    pclose(plot);
}

void print_wrapped(const char *text)
{
    enum { COLUMNS = 78 };
    while (*text) {
        size_t n = strcspn(text, "\n"), cut = GSL_MIN(n, COLUMNS);
        while (cut < n && cut > 0 && text[cut] != ' ')
            cut--;
        cut = cut ? cut : n;
        printf("%.*s\n", (int)cut, text);
        text += cut + (text[cut] != 0);
    }
}

void journal_print(const Journal *j, const Recipe *r)
{
    static const char *const name[] = {"sample 1", "sample 2", "sample 3", "sample 4"};
    int samples = 0;
    run_section("train");
    printf("  step       rate   training   validation (%d bytes of it)\n", GLIMPSE);
    for (const Mark *m = j->mark; m < j->mark + j->marks; m++)
        if (m->step % GSL_MAX(r->steps / 8, 1) == 0)
            printf("%6ld   %.6f   %8.3f   %10.3f\n", m->step,
                   schedule_cosine(m->step, r->warmup, r->steps, r->rate, r->floor),
                   m->step ? m->training : (double)j->loss[0], m->validation);
    for (const Mark *m = j->mark; m < j->mark + j->marks; m++)
        if (wants_sample(m->step, r->steps)) {
            run_section(name[samples++ % 4]);
            printf("after %ld steps:\n", m->step);
            print_wrapped(m->sample);
        }
}

/* The first window of the held-out text that begins a line, if a line is long enough. */
static const int *window_of(const Data *d, int T)
{
    const int *held = d->ids + d->training_n;
    size_t line = 0, n = GSL_MIN(d->validation_n, GLIMPSE);
    for (size_t i = 0; i + 1 < n; i++) {
        if (d->letters.byte[held[i]] == '\n')
            line = i + 1;
        else if (line && i - line + 1 == (size_t)T)
            return held + line - 1; /* with the new line before it */
    }
    return held;
}

/* -ln p of each of T characters, given those before it in the window. */
static void surprise(const Training *t, const int *ids, int T, double *nats)
{
    tape_inference(t->tape, 1);
    //> surprise
    Tensor *logits = gpt_logits(t->tape, t->gpt, ids, 1, T); /* (1,T,V) */
    const float *z = logits->data;
    size_t V = (size_t)t->recipe.config.vocab;
    for (int i = 0; i < T; i++, z += V) {
        float top = vec_max(z, V);
        nats[i] = (double)(top + logf(vec_sum_exp(z, top, V)) - z[ids[i + 1]]);
    }
    //< surprise
    tape_reset(t->tape);
    tape_inference(t->tape, 0);
}

void show_surprise(Run *run, const Training *t, const Data *d)
{
    int T = t->recipe.config.context;
    const int *ids = window_of(d, T);
    double *nats = malloc((size_t)T * sizeof *nats), mean = 0;
    CHECK(nats, "out of memory");
    char text[64 + 1] = "";
    surprise(t, ids, T, nats);
    Log *bars = run_log(run, "idea", "place byte nats equal");
    for (int i = 0; i < T; i++) {
        LOG_ROW(bars, i, d->letters.byte[ids[i + 1]], nats[i], log(d->letters.size));
        mean += nats[i] / T;
        if (i < 64)
            text[i] = (char)d->letters.byte[ids[i + 1]];
    }
    log_close(bars);
    text[GSL_MIN(T, 64)] = 0;
    corpus_clean(&(Corpus){text, strlen(text)});
    run_section("idea");
    printf("\"%s\"\nmean of -ln p over these %d characters: %.2f nats\n", text, T, mean);
    run_summary(run, "idea_mean", mean, "nats");
    free(nats);
}
