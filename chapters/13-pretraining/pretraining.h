/* pretraining.h: what the files of chapter 13 share. */
#ifndef PRETRAINING_H
#define PRETRAINING_H

#include "corpus.h"
#include "gpt_replicas.h"
#include "optim.h"
#include "run.h"

typedef struct {
    GptConfig config;
    int batch;
    long steps, warmup;
    double rate, floor; /* highest and last learning rate */
} Recipe;

typedef struct {
    Recipe recipe;
    Params *params;
    Gpt *gpt;
    Optim *optim;
    GptReplicas *replicas; /* train, on a thread each */
    Tape *tape;
    gsl_rng *rng; /* draws the batches */
    long step;
} Training;

typedef struct {
    Corpus corpus;
    Letters letters;
    int *ids; /* training_n tokens to learn from, then validation_n that are held out */
    size_t training_n, validation_n;
    double leaked_random, leaked_last; /* of held-out lines, in %: also in the training text */
    const char *prompt; /* what samples begin after; NULL: a new line */
} Data;

Training training_new(Recipe recipe, unsigned long seed);
void training_free(Training *t);
double training_step(Training *t, const int *ids, size_t n); /* the batch's loss, before the update */
double evaluate(const Training *t, const int *ids, size_t n); /* nats per token, over all but the first */

/* journal.c: what a run needs besides its checkpoint to be continued as if nothing had happened */
enum { MOST_STEPS = 200000, MARKS = 16, SAMPLE = 240, GLIMPSE = 4096, PLACES = 16 };
typedef struct {
    long step;
    double training, validation;
    char sample[SAMPLE + 1];
} Mark;
typedef struct {
    unsigned long fingerprint; /* of everything that determines the run */
    long marks;
    Mark mark[MARKS];
    float loss[MOST_STEPS];
} Journal;
/* Continues, if there is what to continue. */
void journal_begin(Journal *j, Training *t, const Data *d, unsigned long seed);
void journal_save(const Journal *j, Training *t);
void journal_end(const Journal *j); /* the run has come to its end: the checkpoint goes */
int journal_has(const Journal *j, long step); /* a mark of this step? */
int journal_interrupted(void);      /* has Ctrl-C been pressed? */

/* show.c */
int wants_sample(long step, long steps);
void write_sample(const Training *t, const Data *d, unsigned long seed, char *to);
void journal_write(const Journal *j, const Training *t, const Run *run); /* loss.tsv and marks.tsv */
void journal_print(const Journal *j, const Recipe *r);
void print_wrapped(const char *text); /* long lines are broken at a blank */
void show_progress(Progress *bar, const Journal *j, const Training *t, long steps);
void draw_live(const Run *run, const Journal *j, const Training *t); /* the curve in the terminal */
void show_surprise(Run *run, const Training *t, const Data *d);

/* options.c */
const char *take_text(int *argc, char **argv, const char *option); /* --corpus FILE, or --corpus=FILE */
int take_flag(int *argc, char **argv, const char *option);

/* text.c */
void show_data(Run *run, Data *d);

/* report.c */
double glimpse(const Training *t, const Data *d); /* a quick estimate of the loss */
double show_loss(Run *run, const Training *t, const Data *d, double started, double tokens_per_second);
void show_elsewhere(Run *run, const Training *t, const Data *d);
void show_tuned(Run *run, Training *t, const Data *d);
void show_resumed(Run *run, const Training *t, const Data *d);
void show_cost(Run *run, const Training *t, double tokens_per_second);

/* gap.c */
void show_gap(Run *run, const Training *t, const Data *d, double validation);

/* scaling.c */
void measure_scaling(Run *run, const Recipe *recipe, const Data *d); /* minutes */
void show_scaling(Run *run);                                         /* as published */

/* trunk.c */
void make_trunk(Run *run); /* minutes */
void show_trunk(void);     /* as published */

#endif
