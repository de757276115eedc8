/* Chapter 19: how much room dense, sparse and smaller matrices take, and how long their products. See pruning.h. */
#include <gsl/gsl_math.h>
#include <math.h>
#include <omp.h>
#include <stdio.h>

#include "bench.h"
#include "pruning.h"

enum { DEGREES = 10, SHAPES = 3 };
static const double degree[DEGREES] = {0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 1};
static const struct {
    const char *name, *key;
    int rows, cols;
} shape[SHAPES] = {{"GPT-2's MLP", "sparsity", 3072, 768},
                   {"our GPT's MLP", "trunk", 768, 192},
                   {"the ConvNet's last", "convnet", 10, 21632}};

/* Seconds for one product: of several rounds through all copies, the quickest. */
static double seconds(Bench *b, const float *(*product)(Bench *), double patience)
{
    double best = INFINITY, begun = log_seconds();
    for (int round = 0; round < 3 || log_seconds() - begun < patience; round++) {
        double start = log_seconds();
        for (b->at = 0; b->at < COPIES; b->at++)
            product(b);
        best = GSL_MIN(best, (log_seconds() - start) / COPIES);
    }
    b->at = 0;
    return best;
}

enum { DENSE, SPARSE, GSL, SMALLER, KINDS };
typedef struct { double time[2][DEGREES][KINDS], wrong; } Measured; /* of one and of TOGETHER inputs */

static void measure(const Run *run, int s, Log *log, Measured *m)
{
    static const float *(*const product[KINDS])(Bench *) = {bench_dense, bench_csr, bench_gsl, bench_smaller};
    double patience = run->quick ? 0.0005 : 0.015;
    for (int d = 0; d < DEGREES; d++) {
        Bench b = bench_new(shape[s].rows, shape[s].cols, degree[d], run->rng);
        for (int many = 0; many < 2; many++) {
            double *t = m->time[many][d];
            b.n = many ? TOGETHER : 1;
            m->wrong = GSL_MAX(m->wrong, bench_difference(&b, b.n));
            for (int k = 0; k < KINDS; k++)
                t[k] = k == GSL && many ? NAN : 1e6 * seconds(&b, product[k], patience);
            t[SMALLER] = b.fewer[0] ? t[SMALLER] : NAN;
        }
        bench_free(&b);
    }
    for (int many = 0; many < 2; many++)
        for (int d = 0; d < DEGREES; d++) {
            const double *t = m->time[many][d];
            LOG_ROW(log, s, many ? TOGETHER : 1, 100 * degree[d], t[DENSE], t[SPARSE], t[GSL], t[SMALLER]);
        }
}

/* The sparsity from which on this kind is quicker than the dense matrix: between two degrees, the logarithms of
 * the times run straight. 1: not before all is gone. */
static double crossover(double time[DEGREES][KINDS], int kind)
{
    for (int d = DEGREES - 1; d > 0; d--) {
        double a = log(time[d - 1][kind] / time[d - 1][DENSE]), b = log(time[d][kind] / time[d][DENSE]);
        if (b >= 0)
            return 1;
        if (a >= 0)
            return degree[d - 1] + (degree[d] - degree[d - 1]) * a / (a - b);
    }
    return 0;
}

static double find(Run *run, Log *log, int s, int many, int kind, Measured *m, const char *name)
{
    char key[64];
    double at = 100 * crossover(m->time[many], kind);
    int d = 0;
    while (d < DEGREES - 1 && 100 * degree[d] < at)
        d++;
    LOG_ROW(log, s, many ? TOGETHER : 1, kind, at, m->time[many][d][DENSE]);
    snprintf(key, sizeof key, "%s_%s", name, shape[s].key);
    run_summary(run, key, at, "%");
    return at;
}

static void show_crossover(Run *run, Measured *m)
{
    Log *log = run_log(run, "crossover", "matrix inputs kind sparsity time");
    run_section("crossover");
    printf("quicker than dense, from       CSR, one input   CSR, 64 inputs   GSL, one input\n");
    for (int s = 0; s < SHAPES; s++) {
        printf("%-18s %4d x %-6d", shape[s].name, shape[s].rows, shape[s].cols);
        printf("%9.0f %% ", find(run, log, s, 0, SPARSE, &m[s], "crossover"));
        printf("%14.0f %% ", find(run, log, s, 1, SPARSE, &m[s], "crossover64"));
        printf("%14.0f %%\n", find(run, log, s, 0, GSL, &m[s], "crossover_double"));
    }
    log_close(log);
}

void show_speed(Run *run)
{
    static Measured m[SHAPES];
    double wrong = 0;
    int threads = omp_get_max_threads();
    Log *log = run_log(run, "speed", "matrix inputs sparsity dense csr gsl smaller");
    Progress bar = progress_begin("measuring", SHAPES);
    omp_set_num_threads(1); /* GSL uses one; and waking others takes longer than a small product */
    for (int s = 0; s < SHAPES; progress_step(&bar, ++s, NULL))
        measure(run, s, log, &m[s]), wrong = GSL_MAX(wrong, m[s].wrong);
    omp_set_num_threads(threads);
    progress_end(&bar), log_close(log);
    run_section("speed");
    printf("3072 x 768, one input    dense       CSR       GSL   smaller\n");
    for (int d = 0; d < DEGREES - 1; d++)
        printf("%15.0f %% %8.0f us %6.0f us %6.0f us %6.0f us\n", 100 * degree[d], m[0].time[0][d][DENSE],
               m[0].time[0][d][SPARSE], m[0].time[0][d][GSL], m[0].time[0][d][SMALLER]);
    printf("largest difference of any product from the dense one, at 0 to 100 %%: %g\n", wrong);
    show_crossover(run, m);
}

static double in_rows(double rows, double left) { return 4 * left + 4 * left + 4 * (rows + 1); } /* bytes */

void show_size(Run *run)
{
    double M = shape[0].rows, K = shape[0].cols;
    run_section("size");
    printf("3072 x 768        dense      CSR, float   CSR, double   bits and numbers\n");
    for (int i = 0; i < 6; i++) {
        static const double share[] = {0, 0.5, 0.7, 0.9, 0.99, 1};
        double left = round((1 - share[i]) * M * K);
        printf("%8.0f %% %7.2f MB %9.2f MB %10.2f MB %14.2f MB\n", 100 * share[i], 4e-6 * M * K,
               1e-6 * in_rows(M, left), 1e-6 * (in_rows(M, left) + 4 * left), 1e-6 * (M * K / 8 + 4 * left));
    }
    run_summary(run, "size_crossover", 100 * (0.5 + (M + 1) / (2 * M * K)), "%");
}
