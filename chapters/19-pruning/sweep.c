/* Chapter 19: the ways to a sparse network, with several seeds and sparsities. See pruning.h. */
#include <gsl/gsl_math.h>
#include <gsl/gsl_statistics.h>
#include <stdio.h>

#include "error.h"
#include "pruning.h"

enum { SEEDS = 3, DEGREES = 5 };
static const double degree[DEGREES] = {0.8, 0.9, 0.95, 0.98, 0.99};
static const char PUBLISHED[] = "figures/19-pruning-sweep.tsv", COLUMNS[] = "seed way sparsity right";

/* Some minutes: make 19 SWEEP=1. Its sweep.tsv becomes PUBLISHED. Way -1: the dense network. */
void sweep(Run *run, const Pictures *p, double epochs)
{
    Log *log = run_log(run, "sweep", COLUMNS);
    int seeds = run->quick ? 1 : SEEDS;
    run_section("sweep");
    for (int s = 0; s < seeds; s++) {
        Trial t = trial_new(p, epochs, run->seed + (unsigned long)s, run->rng);
        printf("seed %lu  dense %.2f\n", t.seed, t.right);
        LOG_ROW(log, (double)t.seed, -1, 0, t.right);
        for (int d = 0; d < DEGREES; d++) {
            printf("%16g %%", 100 * degree[d]);
            for (Way way = GRADUAL; way < WAYS; way++) {
                double right = trial_way(&t, p, way, degree[d], run->rng);
                LOG_ROW(log, (double)t.seed, way, degree[d], right);
                printf("  %.2f", right), fflush(stdout);
            }
            putchar('\n');
        }
        trial_free(&t);
    }
    log_close(log);
    run_summary(run, "seeds", seeds, "");
}

typedef struct {
    double right[SEEDS]; /* in % */
    int n;
} Cell;

/* Logs mean and spread of a cell; returns the mean. */
static double summarise(Log *log, int way, double gone, const Cell *c)
{
    double mean = gsl_stats_mean(c->right, 1, (size_t)c->n);
    LOG_ROW(log, way, 100 * (1 - gone), mean, gsl_stats_min(c->right, 1, (size_t)c->n),
            gsl_stats_max(c->right, 1, (size_t)c->n));
    return mean;
}

void show_sweep(Run *run)
{
    Cell dense = {0}, cell[WAYS][DEGREES] = {0};
    char row[200];
    double seed, way, s, right;
    FILE *file = fopen(PUBLISHED, "r");
    CHECK(file, "%s is missing; make 19 SWEEP=1 measures it", PUBLISHED);
    Log *copy = run_log(run, "sweep", COLUMNS), *log = run_log(run, "ways", "way left mean low high");
    while (fgets(row, sizeof row, file)) {
        if (row[0] == '#' || sscanf(row, "%lf %lf %lf %lf", &seed, &way, &s, &right) != 4)
            continue;
        int d = 0;
        while (d < DEGREES - 1 && s > degree[d] + 1e-6)
            d++;
        Cell *c = way < 0 ? &dense : &cell[GSL_MIN((int)way, WAYS - 1)][d];
        if (c->n < SEEDS)
            c->right[c->n++] = right;
        LOG_ROW(copy, seed, way, s, right);
    }
    fclose(file);
    CHECK(dense.n == SEEDS && cell[ANYWHERE][DEGREES - 1].n == SEEDS, "%s is not whole; make 19 SWEEP=1", PUBLISHED);
    double best = summarise(log, -1, 0, &dense), below[WAYS][DEGREES];
    for (int w = 0; w < WAYS; w++)
        for (int d = 0; d < DEGREES; d++)
            below[w][d] = best - summarise(log, w, degree[d], &cell[w][d]);
    run_section("sweep");
    printf("dense %.1f %%; less than that, in points, with\n", best);
    printf("removed   gradually   rewound   new numbers   other places\n");
    for (int d = 0; d < DEGREES; d++)
        printf("%5.0f %% %11.1f %9.1f %13.1f %14.1f\n", 100 * degree[d], below[GRADUAL][d], below[REWOUND][d],
               below[REDRAWN][d], below[ANYWHERE][d]);
    log_close(copy), log_close(log);
}
