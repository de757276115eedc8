/* One part of `make bench`: `bench [--quick] PART`, or `bench shapes` for what peers.py has to know. */
#include "bench.h"

#include <gsl/gsl_rng.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "log.h"

int bench_quick;

static const double BUSY = 1.3; /* a median so many times the best was disturbed */

void bench_row(const char *prefix, const char *name, double value, const char *unit)
{
    printf("%s%s%s\t%.6g\t%s\n", prefix ? prefix : "", prefix ? "_" : "", name, value, unit);
}

void bench_note(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fputs("# ", stdout);
    vprintf(format, args);
    putchar('\n');
    va_end(args);
}

static BenchTime summary(const char *what, double *took, int times)
{
    gsl_sort(took, 1, (size_t)times);
    BenchTime time = {gsl_stats_median_from_sorted_data(took, 1, (size_t)times), took[0]};
    if (!bench_quick && time.median > BUSY * time.best)
        bench_note("%s: median %.1f times the best: other programs ran", what, time.median / time.best);
    return time;
}

void bench_times(const char *what, int works, const BenchWork *work, int warm, int times, BenchTime *time)
{
    double *took = malloc((size_t)(works * times) * sizeof *took);
    CHECK(took, "bench: out of memory");
    Progress bar = progress_begin(what, warm + times);
    for (int i = 0; i < warm + times; i++) {
        for (int w = 0; w < works; w++) {
            double start = log_seconds();
            work[w].call(work[w].context);
            if (i >= warm)
                took[w * times + i - warm] = log_seconds() - start;
        }
        progress_step(&bar, i + 1, NULL);
    }
    progress_end(&bar);
    for (int w = 0; w < works; w++)
        time[w] = summary(what, took + w * times, times);
    free(took);
}

BenchTime bench_time(const char *what, void (*call)(void *context), void *context, int warm, int times)
{
    BenchTime time;
    bench_times(what, 1, &(BenchWork){call, context}, warm, times, &time);
    return time;
}

double bench_resident(void)
{
    FILE *status = fopen("/proc/self/status", "r");
    char line[256];
    double kilobytes = 0;
    while (status && fgets(line, sizeof line, status))
        if (!strncmp(line, "VmHWM:", 6))
            kilobytes = strtod(line + 6, NULL);
    if (status)
        fclose(status);
    return 1024 * kilobytes;
}

int *bench_random(int n, int below)
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    int *number = malloc((size_t)n * sizeof *number);
    CHECK(rng && number, "bench: out of memory");
    for (int i = 0; i < n; i++)
        number[i] = (int)gsl_rng_uniform_int(rng, (unsigned long)below);
    gsl_rng_free(rng);
    return number;
}

static void print_shapes(void)
{
    puts("name\tbatch\ttokens\tlayers\theads\twidth\tvocab\tcontext\tsteps");
    for (size_t i = 0; i < sizeof bench_shapes / sizeof *bench_shapes; i++) {
        const BenchShape *s = &bench_shapes[i];
        const GptConfig *c = &s->config;
        printf("%s\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\n", s->name, s->batch, s->tokens, c->layers, c->heads,
               c->width, c->vocab, c->context, s->steps);
    }
}

static int run_part(const char *part)
{
    static const struct {
        const char *name;
        void (*run)(void);
    } parts[] = {{"sgemm", bench_sgemm}, {"read", bench_bandwidth}, {"decode", bench_decode},
                 {"convnet", bench_convnet}, {"tape", bench_tape}, {"shapes", print_shapes}};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (!strcmp(part, parts[i].name))
            return parts[i].run(), 0;
    for (size_t i = 0; i < sizeof bench_shapes / sizeof *bench_shapes; i++)
        if (!strcmp(part, bench_shapes[i].name))
            return bench_train(&bench_shapes[i]), 0;
    fprintf(stderr, "bench: there is no part %s\n", part);
    return 2;
}

int main(int argc, char **argv)
{
    bench_quick = argc > 1 && !strcmp(argv[1], "--quick");
    if (argc != 2 + bench_quick) {
        fputs("bench [--quick] PART\n", stderr);
        return 2;
    }
    gsl_set_error_handler(error_exit_handler);
    return run_part(argv[1 + bench_quick]);
}
