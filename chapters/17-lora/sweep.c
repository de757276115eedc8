/* Chapter 17: many ranks, two choices of matrices, three seeds. See adapting.h. */
#include <gsl/gsl_math.h>
#include <gsl/gsl_statistics.h>
#include <stdio.h>

#include "adapting.h"
#include "error.h"

enum { SEEDS = 3, KINDS = 7 };
/* Rank 0 is the head alone. */
static const struct {
    int rank, where;
} kind[KINDS] = {{EVERYTHING, LORA_ALL}, {0, LORA_ALL}, {1, LORA_ALL}, {4, LORA_ALL}, {16, LORA_ALL},
                 {4, BLOCKS},           {16, BLOCKS}};
static const char PUBLISHED[] = "figures/17-lora-sweep.tsv", COLUMNS[] = "seed rank where share right";

/* make 17 SWEEP=1; its sweep.tsv becomes PUBLISHED. */
void sweep(Run *run, const Task *task, double passes)
{
    Log *log = run_log(run, "sweep", COLUMNS);
    int seeds = run->quick ? 1 : SEEDS;
    run_section("sweep");
    for (int s = 0; s < seeds; s++)
        for (int k = 0; k < KINDS; k++) {
            unsigned long seed = run->seed + (unsigned long)s;
            Trial t = trial_new(task, kind[k].rank, kind[k].where, seed);
            trial_train(&t, task, passes, seed);
            double right = trial_right(&t.c, task), share = trial_share(&t, task);
            LOG_ROW(log, (double)seed, kind[k].rank, kind[k].where, share, right);
            printf("seed %lu  rank %2d  where %2d  %6.2f %%  %.2f\n", seed, kind[k].rank, kind[k].where, share, right);
            trial_free(&t);
        }
    log_close(log);
    run_summary(run, "seeds", seeds, "");
}

typedef struct {
    double right[SEEDS], share;
    int n;
} Cell;

static double mean(const Cell *c) { return gsl_stats_mean(c->right, 1, (size_t)c->n); }

static void read_published(Run *run, Cell cell[KINDS])
{
    char row[200];
    double seed, rank, where, share, right;
    FILE *file = fopen(PUBLISHED, "r");
    CHECK(file, "%s is missing; make 17 SWEEP=1 measures it", PUBLISHED);
    Log *copy = run_log(run, "sweep", COLUMNS);
    while (fgets(row, sizeof row, file)) {
        if (row[0] == '#' || sscanf(row, "%lf %lf %lf %lf %lf", &seed, &rank, &where, &share, &right) != 5)
            continue;
        for (int k = 0; k < KINDS; k++)
            if (kind[k].rank == (int)rank && kind[k].where == (int)where && cell[k].n < SEEDS)
                cell[k].share = share, cell[k].right[cell[k].n++] = right;
        LOG_ROW(copy, seed, rank, where, share, right);
    }
    fclose(file), log_close(copy);
    for (int k = 0; k < KINDS; k++)
        CHECK(cell[k].n == SEEDS, "%s is not whole; make 17 SWEEP=1", PUBLISHED);
}

void show_sweep(Run *run)
{
    Cell cell[KINDS] = {0};
    read_published(run, cell);
    Log *log = run_log(run, "ranks", "rank where share mean low high");
    run_section("sweep");
    printf("                           learns    right   (lowest, highest of three)\n");
    for (int k = 0; k < KINDS; k++) {
        const Cell *c = &cell[k];
        char name[40];
        double low = gsl_stats_min(c->right, 1, SEEDS), high = gsl_stats_max(c->right, 1, SEEDS);
        snprintf(name, sizeof name, kind[k].rank > 0 ? "rank %d%s" : kind[k].rank ? "everything" : "the head alone",
                 kind[k].rank, kind[k].where == BLOCKS ? ", blocks only" : "");
        printf("%-24s %6.2f %%  %5.1f %%   (%.1f, %.1f)\n", name, c->share, mean(c), low, high);
        LOG_ROW(log, kind[k].rank, kind[k].where, c->share, mean(c), low, high);
    }
    log_close(log);
    run_summary(run, "sweep_share1", cell[2].share, "%");
    run_summary(run, "sweep_gap1", mean(&cell[0]) - mean(&cell[2]), "points");
    run_summary(run, "sweep_gap4", mean(&cell[0]) - mean(&cell[3]), "points");
    run_summary(run, "sweep_blocks4", mean(&cell[0]) - mean(&cell[5]), "points");
    run_summary(run, "sweep_blocks16", mean(&cell[0]) - mean(&cell[6]), "points");
    run_summary(run, "sweep_frozen", mean(&cell[0]) - mean(&cell[1]), "points");
}
