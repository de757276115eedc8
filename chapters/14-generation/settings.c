/* Chapter 14: what each setting does to likelihood, diversity and words. */
#include <ctype.h>
#include <gsl/gsl_math.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "generation.h"

enum { GIVEN = 32, WRITTEN = 96, ALL = GIVEN + WRITTEN, TEXTS = 32, BEAM = 4 };
enum { SLOW = 2 };                           /* a beam goes on from every second passage only */
enum { PASSAGE = 30, SHOWN = 44, WIDE = 98 }; /* the figure: the last tokens behind one passage */

static const Setting settings[] = {
    {"greedy", {0, 0, 1}, 0, 0},
    {"beam of 4", {0, 0, 1}, 0, BEAM},
    {"temperature 0.3", {0.3, 0, 1}, 0, 0},
    {"temperature 0.5", {0.5, 0, 1}, 0, 0},
    {"temperature 0.7", {0.7, 0, 1}, 0, 0},
    {"temperature 1", {1, 0, 1}, 0, 0},
    {"temperature 1.3", {1.3, 0, 1}, 0, 0},
    {"top-k 2", {1, 2, 1}, 0, 0},
    {"top-k 5", {1, 5, 1}, 0, 0},
    {"top-k 20", {1, 20, 1}, 0, 0},
    {"top-k 100", {1, 100, 1}, 0, 0},
    {"top-p 0.3", {1, 0, 0.3}, 0, 0},
    {"top-p 0.5", {1, 0, 0.5}, 0, 0},
    {"top-p 0.7", {1, 0, 0.7}, 0, 0},
    {"top-p 0.9", {1, 0, 0.9}, 0, 0},
    {"penalty 1.1", {0, 0, 1}, 1.1, 0},
    {"penalty 1.2", {0, 0, 1}, 1.2, 0},
    {"penalty 1.5", {0, 0, 1}, 1.5, 0},
};
enum { SETTINGS = sizeof settings / sizeof *settings };

/* Which group of settings, for the figure: greedy 0, beam 1, temperature 2, top-k 3, top-p 4, penalty 5. */
static int family(const Setting *s)
{
    return s->beam ? 1 : s->penalty > 0 ? 5 : s->sampling.top_k ? 3 : s->sampling.top_p < 1 ? 4
                                                                  : s->sampling.temperature > 0 ? 2 : 0;
}

/* Tokens and their nats, in lines as wide as the figure. */
static void log_tokens(Log *log, int row, const Bpe *bpe, const int *ids, const float *nats, int n_ids)
{
    for (int i = 0, line = 0, column = 0; i < n_ids; i++) {
        char word[64];
        size_t n = bpe_decode(bpe, ids + i, 1, word, sizeof word - 1), blank = n > 0 && word[0] == ' ';
        n = n < sizeof word ? n : sizeof word - 1;
        for (size_t k = 0; k < n; k++) /* what gnuplot would not draw as it is */
            word[k] = (char)(word[k] == '\n' ? '|' : isgraph((unsigned char)word[k]) ? word[k] : ' ');
        word[n] = 0;
        if (column + (int)n > WIDE)
            line++, column = 0;
        log_text(log, "%d\t%d\t%d\t%zu\t%.2f\t%s", row, line, column, n, (double)nats[i], word + blank);
        column += (int)n;
    }
}

static void write_texts(Run *run, Writer *w, const Setting *s, int *texts, int rows)
{
    static int room[BEAM_MOST * ALL];
    gsl_rng_set(run->rng, run->seed);
    for (int r = 0; r < rows; r++) {
        int *text = texts + r * ALL;
        if (!s->beam) {
            write_on(w, s, text, GIVEN, WRITTEN, run->rng, NULL, NULL);
            continue;
        }
        memcpy(room, text, GIVEN * sizeof *text);
        write_beam(w, s->beam, room, GIVEN, WRITTEN);
        memcpy(text, room, ALL * sizeof *text);
    }
}

static void report(Run *run, const char *name, const Measure *m)
{
    char key[64];
    const double value[] = {m->new_grams, m->nats, m->loops, m->tokens, m->unknown, m->error};
    static const char *const what[] = {"new", "nats", "loops", "tokens", "unknown", "error"};
    static const char *const unit[] = {"%", "nats", "", "", "%", "%"};
    for (int i = 0; i < 6; i++) {
        snprintf(key, sizeof key, "%s_%s", name, what[i]);
        for (char *c = key; *c; c++)
            *c = (char)(isalnum((unsigned char)*c) ? *c : '_');
        run_summary(run, key, value[i], unit[i]);
    }
}

static const char *name_of(int s) { return s < SETTINGS ? settings[s].name : "the book"; }

static void print_measures(Run *run, const Measure *m)
{
    Log *points = run_log(run, "settings", "family nats new unknown error tokens setting");
    run_section("settings");
    printf("                    nats    new runs    end in a  different\n"
           "setting          a token   of four, %%  loop (share)  tokens\n");
    for (int s = 0; s <= SETTINGS; s++) {
        printf("%-16s %7.2f %10.1f %12.2f %9.0f\n", name_of(s), m[s].nats, m[s].new_grams, m[s].loops,
               m[s].tokens);
        log_text(points, "%d\t%.4g\t%.4g\t%.4g\t%.3g\t%.0f\t%s", s < SETTINGS ? family(&settings[s]) : 6,
                 m[s].nats, m[s].new_grams, m[s].unknown, m[s].error, m[s].tokens, name_of(s));
        report(run, name_of(s), &m[s]);
    }
    run_section("words");
    printf("setting            words  unknown, %%  standard error\n");
    for (int s = 0; s <= SETTINGS; s++)
        printf("%-16s %7.0f %8.1f %12.1f\n", name_of(s), m[s].words, m[s].unknown, m[s].error);
    run_summary(run, "greedy_least_p", 100 * exp(-m[0].most_nats), "%");
    log_close(points);
}

/* What the passages are taken from, and all words of what the model was trained on. */
static int *read_books(const Trunk *t, size_t *count, Words *known)
{
    Corpus training, held;
    char why[400];
    CHECK(trunk_corpus(&training, &held, why, sizeof why) == 0, "%s", why);
    *known = words_of(training.text, training.n);
    int *ids = bpe_encode(t->bpe, held.text, held.n, count);
    corpus_free(&held);
    return ids;
}

/* Logs how the text ends that goes on from one of the passages. */
static void log_end(Log *log, int row, Writer *w, const Bpe *bpe, const int *text)
{
    float nats[ALL];
    surprise(w, text, 1, ALL, nats);
    log_tokens(log, row, bpe, text + ALL - SHOWN, nats + ALL - SHOWN, SHOWN);
}

/* Of how many passages is the text of the beam more probable than that of greedy? */
static void compare(Run *run, const double *greedy, const double *beam, int rows)
{
    int wins = 0;
    for (int r = 0; r < rows; r += SLOW)
        wins += beam[r / SLOW] < greedy[r];
    run_summary(run, "beam_wins", wins, "texts");
}

void show_settings(Run *run, const Trunk *t)
{
    Words known;
    size_t count;
    int *ids = read_books(t, &count, &known);
    int rows = run->quick ? 4 : TEXTS, *texts = malloc((size_t)(rows * ALL) * sizeof *texts);
    CHECK(texts, "out of memory");
    Writer w = writer_new(t->gpt);
    Log *ends = run_log(run, "texts", "row line column width nats token");
    Measure m[SETTINGS + 1];
    double nats[SETTINGS + 1][TEXTS];
    Progress bar = progress_begin("settings", SETTINGS + 1);
    for (int s = 0, row = 0; s <= SETTINGS; s++) {
        int step = s < SETTINGS && settings[s].beam ? SLOW : 1;
        for (int r = 0; r < rows / step; r++)
            memcpy(texts + r * ALL, ids + (count - ALL) / (size_t)rows * (size_t)(r * step),
                   ALL * sizeof *texts);
        if (s < SETTINGS)
            write_texts(run, &w, &settings[s], texts, rows / step);
        m[s] = measure_texts(&w, t->bpe, &known, texts, rows / step, ALL, GIVEN, nats[s]);
        const char *name = name_of(s);
        if (s < 2 || s == SETTINGS || !strcmp(name, "temperature 1") || !strcmp(name, "top-p 0.7"))
            log_end(ends, row++, &w, t->bpe, texts + GSL_MIN(PASSAGE, rows - 1) / step * ALL);
        progress_step(&bar, s + 1, name);
    }
    progress_end(&bar);
    print_measures(run, m);
    compare(run, nats[0], nats[1], rows);
    run_summary(run, "training_words", (double)known.n / 1000, "thousand");
    log_close(ends);
    writer_free(&w), words_free(&known);
    free(ids), free(texts);
}
