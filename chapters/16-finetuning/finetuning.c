/* Chapter 16: a model that has read one book becomes a spam filter. How many labels does that save? */
#include "finetuning.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "words.h"

static double passes = 2, labels = 64, sweeping, seeds = 3;

static void show_mails(const Task *t)
{
    static const char *const name[] = {"training", "validation", "test"};
    const Spam *s = &t->spam;
    run_section("mails");
    printf("%d files: %d say what another says, %d say nothing; %d mails in %d threads\n", s->files, s->duplicates,
           s->empty + s->unreadable, s->count, s->threads);
    for (int p = 0; p < SPAM_PARTS; p++) {
        int spam = 0;
        for (int i = 0; i < t->n[p]; i++)
            spam += t->mail[t->part[p][i]].label;
        printf("%-10s %5d ham %5d spam\n", name[p], t->n[p] - spam, spam);
    }
}

/* What one mail looks like to a model. */
static void show_one(const Task *t, const Bpe *bpe)
{
    const SpamMail *m = &t->spam.mail[t->spam.count - 1];
    const Example *e = &t->mail[t->spam.count - 1];
    run_section("one mail");
    printf("%.*s …\n", 110, m->text);
    for (int i = 0; i < e->n && i < 30; i++) {
        size_t n;
        const unsigned char *s = bpe_token(bpe, e->ids[i], &n);
        printf("%s%.*s", i ? "|" : "", s[0] == '\n' ? 1 : (int)n, s[0] == '\n' ? "/" : (const char *)s);
    }
    putchar('\n');
}

/* As a language model it has all its blocks: those below have learned, those above are as they were. */
static double bible_bits(const Classifier *c, const Trunk *t, const Books *books)
{
    Gpt whole = *c->gpt;
    whole.config.layers = t->gpt->config.layers;
    return book_bits(&whole, t->bpe, &books->bible);
}

/* ---- Watching the full way: what is learned, and what is forgotten. */

typedef struct {
    const Task *task;
    const Trunk *trunk;
    const Books *books;
    Log *log;
    int looks;
} Watch;

static int look(void *context, const Classifier *c, long step, long steps)
{
    Watch *w = context;
    if (step * w->looks / steps == (step - 1) * w->looks / steps && step)
        return 0;
    Score s = learned_score(c, w->task, SPAM_VALIDATION);
    LOG_ROW(w->log, (double)step, s.accuracy, bible_bits(c, w->trunk, w->books));
    return 0;
}

static void show_score(const char *name, Score s)
{
    printf("%-22s %5.1f %%  %9.1f %%  %6.1f %%  %4.1f\n", name, s.accuracy, s.precision, s.recall, s.f1);
}

static Score all_labels(Run *run, const Trunk *t, const Task *task, const Books *books)
{
    Watch w = {task, t, books, run_log(run, "steps", "step right bits"), 4};
    int n = task->n[SPAM_TRAINING];
    Classifier c = learn(t, task, &(Plan){FULL, task->part[SPAM_TRAINING], n, passes, run->seed, look, &w});
    Score full = learned_score(&c, task, SPAM_TEST), words = words_score(task, NULL, task->part[SPAM_TRAINING], n);
    double before = book_bits(t->gpt, t->bpe, &books->bible), after = bible_bits(&c, t, books);
    LOG_ROW(w.log, passes * n / 8, learned_score(&c, task, SPAM_VALIDATION).accuracy, after);
    run_section("all labels");
    printf("%4d labels            right   precision   recall    F1\n", n);
    show_score("full fine-tuning", full), show_score("bag of words", words);
    run_summary(run, "acc_full", full.accuracy, "%"), run_summary(run, "f1_full", full.f1, "%");
    run_summary(run, "acc_bow", words.accuracy, "%"), run_summary(run, "f1_bow", words.f1, "%");
    run_section("forgotten");
    printf("bits per byte of the Bible, held out\n");
    printf("the trunk              %6.2f\nthe filter's trunk     %6.2f\n", before, after);
    run_summary(run, "bible_before", before, "bits"), run_summary(run, "bible_after", after, "bits");
    log_close(w.log), classifier_free(&c);
    return words;
}

static void few_labels(Run *run, const Trunk *t, const Task *task)
{
    static const char *const name[] = {"from scratch", "frozen", "full", "bag of words"};
    int *chosen = malloc((size_t)task->spam.count * sizeof *chosen);
    CHECK(chosen, "out of memory");
    int n = task_draw(task, (int)labels, run->seed, chosen);
    Log *log = run_log(run, "own", "way labels accuracy");
    run_summary(run, "few_labels", n, "");
    run_section("few labels");
    printf("%4d labels            right   precision   recall    F1\n", n);
    for (Way way = SCRATCH; way < WAYS; way++) {
        Score s = way_score(t, task, &(Plan){way, chosen, n, passes, run->seed, NULL, NULL});
        char key[32];
        LOG_ROW(log, way, n, s.accuracy);
        show_score(name[way], s);
        snprintf(key, sizeof key, "few_%s", (const char *[]){"scratch", "frozen", "full", "bow"}[way]);
        run_summary(run, key, s.accuracy, "%");
    }
    log_close(log);
    free(chosen);
}

/* Takes `--name FOLDER` out of the arguments; NULL: it is not there. */
static const char *take_folder(int *argc, char **argv, const char *name)
{
    for (int i = 1; i + 1 < *argc; i++)
        if (!strcmp(argv[i], name)) {
            const char *folder = argv[i + 1];
            memmove(argv + i, argv + i + 2, (size_t)(*argc - i - 1) * sizeof *argv);
            *argc -= 2;
            return folder;
        }
    return NULL;
}

int main(int argc, char **argv)
{
    const RunOption options[] = {{"passes", &passes, 0.01, 100, "over all the mails to learn from"},
                                 {"labels", &labels, 1, 1e6, "how many are few"},
                                 {"sweep", &sweeping, 0, 1, "1: many numbers of labels, some minutes"},
                                 {"seeds", &seeds, 1, 100, "with --sweep: how many, from --seed on"}, {0}};
    const char *mails = take_folder(&argc, argv, "--mails"), *trunk = take_folder(&argc, argv, "--trunk");
    char why[400];
    Trunk t;
    Run run = run_begin(argc, argv, "16-finetuning",
                        "Fine-tuning: a spam filter from a language model\n\n"
                        "  --mails FOLDER  others, in FOLDER/ham and FOLDER/spam\n"
                        "  --trunk FOLDER  another model than runs/trunk", options);
    int code = trunk ? trunk_open(trunk, &t, why, sizeof why) : trunk_load(run.quick, &t, why, sizeof why);
    CHECK(code == 0, "%s", why);
    Task task = task_load(&run, mails ? mails : "data/cache/spam-assassin", t.bpe);
    if (sweeping > 0) {
        sweep(&run, &t, &task, passes, (int)seeds);
        return run_end(&run);
    }
    Books books = books_load(&run);
    show_mails(&task), show_one(&task, t.bpe);
    Score words = all_labels(&run, &t, &task, &books);
    few_labels(&run, &t, &task);
    show_sweep(&run);
    show_style(&run, &t, &books);
    show_leaks(&run, &task, words);
    show_stopping(&run, &t, &task);
    books_free(&books), task_free(&task), trunk_free(&t);
    return run_end(&run);
}
