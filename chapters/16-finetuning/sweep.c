/* Chapter 16: numbers of labels, seeds and ways. See finetuning.h. */
#include <gsl/gsl_math.h>
#include <gsl/gsl_statistics.h>
#include <stdio.h>
#include <stdlib.h>

#include "error.h"
#include "finetuning.h"

enum { SEEDS = 3, SIZES = 5 };
static const int size[SIZES] = {16, 64, 256, 1024, 4096};
static const char PUBLISHED[] = "figures/16-finetuning-sweep.tsv", COLUMNS[] = "seed way labels accuracy f1";

/* Some minutes: make 16 SWEEP=1. Its sweep.tsv becomes PUBLISHED. */
void sweep(Run *run, const Trunk *t, const Task *task, double passes, int seeds)
{
    Log *log = run_log(run, "sweep", COLUMNS);
    int *chosen = malloc((size_t)task->spam.count * sizeof *chosen);
    CHECK(chosen, "out of memory");
    run_section("sweep");
    for (int s = 0; s < (run->quick ? 1 : seeds); s++)
        for (int k = 0; k < SIZES; k++) {
            unsigned long seed = run->seed + (unsigned long)s;
            int labels = task_draw(task, size[k], seed, chosen);
            printf("seed %lu %5d labels", seed, labels);
            for (Way way = SCRATCH; way < WAYS; way++) {
                Score score = way_score(t, task, &(Plan){way, chosen, labels, passes, seed, NULL, NULL});
                LOG_ROW(log, (double)seed, way, labels, score.accuracy, score.f1);
                printf("  %.1f", score.accuracy), fflush(stdout);
            }
            putchar('\n');
        }
    log_close(log);
    free(chosen);
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

static void show_saved(Run *run, Cell cell[WAYS][SIZES])
{
    enum { SHOWN = 2 }; /* 256 labels: the summary's */
    run_section("saved");
    printf("from scratch       as good are full      words\n");
    for (int k = 1; k < SIZES; k++) {
        double right = gsl_stats_mean(cell[SCRATCH][k].accuracy, 1, SEEDS), need[2];
        printf("%6d labels", size[k]);
        for (int w = 0; w < 2; w++) {
            need[w] = labels_for(cell[w ? WORDS : FULL], right);
            if (need[w] > 0)
                printf(w ? "%11.0f" : "%21.0f", need[w]);
            else
                printf(w ? "%11s" : "%21s", "more");
        }
        putchar('\n');
        if (k == SHOWN)
            run_summary(run, "labels_full", need[0], ""), run_summary(run, "labels_words", need[1], ""),
                run_summary(run, "labels_saved", need[0] > 0 ? size[k] / need[0] : 0, "times");
    }
}

void show_sweep(Run *run)
{
    static Cell cell[WAYS][SIZES];
    Log *log = run_log(run, "curves", "way labels mean low high");
    read_published(run, cell);
    run_section("sweep");
    printf("right on the test, in %% (from the worst seed to the best)\n");
    printf("labels      from scratch           frozen             full     bag of words\n");
    for (int k = 0; k < SIZES; k++) {
        printf("%6d", size[k]);
        for (int w = 0; w < WAYS; w++) {
            const double *a = cell[w][k].accuracy;
            printf("  %5.1f (%4.1f-%4.1f)", gsl_stats_mean(a, 1, SEEDS), gsl_stats_min(a, 1, SEEDS), gsl_stats_max(a, 1, SEEDS));
        }
        putchar('\n');
    }
    for (int w = 0; w < WAYS; w++) /* a curve's points in a row */
        for (int k = 0; k < SIZES; k++) {
            const double *a = cell[w][k].accuracy;
            LOG_ROW(log, w, size[k], gsl_stats_mean(a, 1, SEEDS), gsl_stats_min(a, 1, SEEDS), gsl_stats_max(a, 1, SEEDS));
        }
    show_saved(run, cell);
    log_close(log);
}
