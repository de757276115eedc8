/* Chapter 16: numbers of labels, seeds and ways. See finetuning.h. */
#include <gsl/gsl_math.h>
#include <gsl/gsl_statistics.h>
#include <stdio.h>
#include <stdlib.h>

#include "error.h"
#include "finetuning.h"

enum { SEEDS = 3, SIZES = 6 };
static const int size[SIZES] = {16, 64, 256, 1024, 2048, 4096};
static const char PUBLISHED[] = "figures/16-finetuning-sweep.tsv", COLUMNS[] = "seed way labels accuracy f1";

/* Some minutes: make 16 SWEEP=1. Its sweep.tsv becomes PUBLISHED. */
void sweep(Run *run, const Trunk *t, const Task *task, double passes, int most)
{
    Log *log = run_log(run, "sweep", COLUMNS);
    int width = t->gpt->config.width, *chosen = malloc((size_t)task->spam.count * sizeof *chosen);
    float *features = malloc((size_t)task->spam.count * (size_t)width * sizeof *features);
    CHECK(chosen && features, "out of memory");
    for (int p = 0; p < SPAM_PARTS; p++)
        task_features(t, task, task->part[p], task->n[p], features);
    run_section("sweep");
    for (int s = 0; s < (run->quick ? 1 : SEEDS); s++)
        for (int k = 0; k < SIZES && size[k] <= most; k++) {
            unsigned long seed = run->seed + (unsigned long)s;
            int labels = task_draw(task, size[k], seed, chosen);
            printf("seed %lu %5d labels", seed, labels);
            for (Way way = SCRATCH; way < WAYS; way++) {
                Score score = way_score(t, task, features, &(Plan){way, chosen, labels, passes, seed, NULL, NULL});
                LOG_ROW(log, (double)seed, way, labels, score.accuracy, score.f1);
                printf("  %.1f", score.accuracy), fflush(stdout);
            }
            putchar('\n');
        }
    log_close(log);
    free(chosen), free(features);
}

typedef struct {
    double accuracy[SEEDS], f1[SEEDS];
    size_t n;
} Cell;

static void read_published(Run *run, Cell cell[WAYS][SIZES])
{
    char row[200];
    double seed, way, labels, accuracy, f1;
    FILE *file = fopen(PUBLISHED, "r");
    CHECK(file, "%s is missing; make 16 SWEEP=1 measures it", PUBLISHED);
    Log *copy = run_log(run, "sweep", COLUMNS);
    while (fgets(row, sizeof row, file)) {
        if (row[0] == '#' || sscanf(row, "%lf %lf %lf %lf %lf", &seed, &way, &labels, &accuracy, &f1) != 5)
            continue;
        LOG_ROW(copy, seed, way, labels, accuracy, f1);
        for (int k = 0; k < SIZES; k++) {
            Cell *c = &cell[(int)GSL_MIN(GSL_MAX(way, 0), WORDS)][k];
            if (labels == size[k] && c->n < SEEDS)
                c->accuracy[c->n] = accuracy, c->f1[c->n++] = f1;
        }
    }
    fclose(file), log_close(copy);
    for (int w = 0; w < WAYS; w++)
        for (int k = 0; k < SIZES; k++)
            CHECK(cell[w][k].n == SEEDS, "%s is not whole; make 16 SWEEP=1", PUBLISHED);
}

/* The number of labels, between those measured on a logarithmic axis, from which on a way is as accurate as `wanted`; 0:
 * it never is. */
static double labels_for(Cell cell[SIZES], double wanted)
{
    double before = 0;
    for (int k = 0; k < SIZES; before = gsl_stats_mean(cell[k].accuracy, 1, SEEDS), k++) {
        double now = gsl_stats_mean(cell[k].accuracy, 1, SEEDS);
        if (now >= wanted)
            return k == 0 ? size[0] : size[k] * pow((double)size[k - 1] / size[k], (now - wanted) / (now - before));
    }
    return 0;
}

void show_sweep(Run *run)
{
    static Cell cell[WAYS][SIZES];
    Log *log = run_log(run, "curves", "way labels mean low high");
    read_published(run, cell);
    run_section("sweep");
    printf("accuracy on the test (in brackets, from the worst to the best seed)\n");
    printf("labels      from scratch           frozen             full     bag of words\n");
    for (int k = 0; k < SIZES; k++) {
        printf("%6d", size[k]);
        for (int w = 0; w < WAYS; w++) {
            const double *a = cell[w][k].accuracy;
            double mean = gsl_stats_mean(a, 1, SEEDS), low = gsl_stats_min(a, 1, SEEDS), high = gsl_stats_max(a, 1, SEEDS);
            LOG_ROW(log, w, size[k], mean, low, high);
            printf("  %5.1f (%4.1f-%4.1f)", mean, low, high);
        }
        putchar('\n');
    }
    double scratch = gsl_stats_mean(cell[SCRATCH][SIZES - 1].accuracy, 1, SEEDS);
    double full = labels_for(cell[FULL], scratch), words = labels_for(cell[WORDS], scratch);
    printf("as good as %d labels from scratch: full with %.0f, words with %.0f\n", size[SIZES - 1], full, words);
    run_summary(run, "labels_full", full, ""), run_summary(run, "labels_words", words, "");
    run_summary(run, "labels_saved", full > 0 ? size[SIZES - 1] / full : 0, "times");
    log_close(log);
}
