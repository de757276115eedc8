/* Chapter 14: what the cache saves, in multiplications and in time, and what it costs. */
#include <gsl/gsl_math.h>
#include <gsl/gsl_sort_double.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "generate.h"
#include "generation.h"

enum { SAME = 150, LONG = 1024, TIMES = 7, STEPS = 4 };

/* ---- The same tokens. */

static const Setting chosen[] = {{"greedy", {0, 0, 1}, 0, 0},
                                 {"temperature 1", {1, 0, 1}, 0, 0},
                                 {"top-k 20", {1, 20, 1}, 0, 0},
                                 {"top-p 0.9", {1, 0, 0.9}, 0, 0},
                                 {"penalty 1.2", {0, 0, 1}, 1.2, 0}};

/* Tokens in which a and b agree, of those behind the first n. */
static int equal(const int *a, const int *b, int n, int count)
{
    int same = 0;
    for (int i = n; i < n + count; i++)
        same += a[i] == b[i];
    return same;
}

void show_same(Run *run, const Trunk *t)
{
    int count = run->quick ? 40 : SAME, different = 0, *text[3];
    size_t n;
    int *prompt = bpe_encode(t->bpe, "In the beginning", 16, &n);
    for (int i = 0; i < 3; i++) {
        text[i] = malloc((n + SAME) * sizeof **text);
        CHECK(text[i], "out of memory");
        memcpy(text[i], prompt, n * sizeof *prompt);
    }
    Writer w = writer_new(t->gpt);
    run_section("same");
    int room = t->gpt->config.context;
    printf("of %d tokens, through a context of %d, equal without the cache:\n", count, room);
    for (size_t s = 0; s < sizeof chosen / sizeof *chosen; s++) {
        for (w.uncached = 0; w.uncached < 2; w.uncached++) {
            gsl_rng_set(run->rng, run->seed + s);
            write_on(&w, &chosen[s], text[w.uncached], (int)n, count, run->rng, NULL, NULL);
        }
        gsl_rng_set(run->rng, run->seed + s);
        Generation plain = {.sampling = chosen[s].sampling, .uncached = 1};
        generate(t->gpt, prompt, (int)n, text[2] + n, count, plain, run->rng, NULL, NULL);
        int ours = equal(text[0], text[1], (int)n, count);
        int library = equal(text[0], text[2], (int)n, count);
        if (chosen[s].penalty > 0) /* which the library does not have */
            printf("%-14s %4d\n", chosen[s].name, ours), library = count;
        else
            printf("%-14s %4d, and by lib/generate %4d\n", chosen[s].name, ours, library);
        different += 2 * count - ours - library;
    }
    run_summary(run, "different", different, "tokens");
    writer_free(&w);
    for (int i = 0; i < 3; i++)
        free(text[i]);
    free(prompt);
}

/* ---- The cost of a token. */

//> cost
/* Multiplications for the next token, when n are known: all of them read, or the last one with a cache. */
static double cost(GptConfig c, double n, int cached)
{
    double C = c.width, L = c.layers, V = c.vocab;
    double position = L * 12 * C * C; /* the matrices: 3 C² + C² in attention, 4 C² + 4 C² in the MLP */
    double attention = L * 2 * C;     /* for each key that a query sees: its score, its part of the mixture */
    if (cached)
        return position + attention * n + V * C;
    return position * n + attention * n * (n + 1) / 2 + V * C;
}
//< cost

/* Seconds for the token behind n others, the median of some measurements. */
static double measure(Writer *w, const int *text, int n)
{
    double seconds[TIMES];
    for (int i = -1; i < TIMES; i++) { /* the first warms up */
        int steps = w->uncached ? 1 : GSL_MIN(STEPS, n), each = w->uncached ? n : 1, known = n - steps * each;
        gpt_cache_clear(w->cache);
        if (known > 0)
            gpt_next(w->tape, w->gpt, w->cache, text, known), tape_reset(w->tape);
        double start = log_seconds();
        for (int k = 0; k < steps; k++, tape_reset(w->tape))
            gpt_next(w->tape, w->gpt, w->cache, text + known + k * each, each);
        if (i >= 0)
            seconds[i] = (log_seconds() - start) / steps;
    }
    gsl_sort(seconds, 1, TIMES);
    return seconds[TIMES / 2];
}

/* Bytes a second that all cores together read, of so many that lie there. */
static double read_speed(size_t bytes)
{
    size_t n = bytes / sizeof(float);
    float *x = malloc(n * sizeof *x), sum = 0;
    CHECK(x, "out of memory");
    double best = INFINITY;
#pragma omp parallel for schedule(static)
    for (size_t k = 0; k < n; k++)
        x[k] = 1;
    for (int i = 0; i < 50; i++) {
        double start = log_seconds();
#pragma omp parallel for simd reduction(+ : sum) schedule(static)
        for (size_t k = 0; k < n; k++)
            sum += x[k];
        best = fmin(best, log_seconds() - start);
    }
    free(x);
    return sum > 0 ? (double)bytes / best : 0;
}

/* Bytes that a token at position n needs: all weights but those of other positions, keys and values. */
static double bytes_read(GptConfig c, const Params *params, int n)
{
    double weights = (double)params_size(params) - c.context * c.width;
    return (weights + 2.0 * c.layers * c.width * n) * sizeof(float);
}

static void show_limits(Run *run, GptConfig c, const Params *params, double speed, const double *with)
{
    static const GptConfig gpt3 = {.vocab = 50257, .context = 2048, .layers = 96, .width = 12288};
    double each = 2.0 * gpt3.layers * gpt3.width * 2;
    int position[] = {128, c.context};
    run_section("limits");
    printf("read for every token: weights, %.2f MB, and the cache, %zu bytes a position\n",
           1e-6 * bytes_read(c, params, 0), 2 * sizeof(float) * (size_t)(c.layers * c.width));
    printf("the speed of this machine for so many bytes: %.1f GB/s\n", 1e-9 * speed);
    for (int i = 0; i < 2; i++)
        printf("position %4d: %.2f MB, at most %.0f tokens/s; measured: %.0f tokens/s\n", position[i],
               1e-6 * bytes_read(c, params, position[i]), speed / bytes_read(c, params, position[i]), with[i]);
    printf("GPT-3's cache, in numbers of 2 bytes: %.2f MB a position, %.2f GB for all %d\n", 1e-6 * each,
           1e-9 * each * gpt3.context, gpt3.context);
    run_summary(run, "share_of_limit", with[0] * bytes_read(c, params, 128) / speed, "");
    run_summary(run, "gpt3_cache", 1e-9 * each * gpt3.context, "GB");
    run_summary(run, "gpt3_saving", cost(gpt3, 2048, 0) / cost(gpt3, 2048, 1), "");
}

void show_speed(Run *run, const Trunk *t)
{
    GptConfig c = t->gpt->config;
    c.context = run->quick ? 128 : LONG; /* weights at random: they do not change the speed */
    Params *params = params_new();
    Gpt *g = gpt_new(params, c);
    params_init(params, run->rng);
    int text[LONG];
    for (int i = 0; i < c.context; i++)
        text[i] = (int)gsl_rng_uniform_int(run->rng, (unsigned long)c.vocab);
    Writer w = writer_new(g);
    Log *log = run_log(run, "speed", "position with without ms_with ms_without limit");
    double speed = read_speed((size_t)bytes_read(c, params, 0)), seconds[2], at_128[2] = {0};
    run_section("speed");
    printf("           millions of multiplications            time for the token\n"
           "position     with cache        without        with cache      without\n");
    for (int n = 1; n <= c.context; n *= 2) {
        for (w.uncached = 0; w.uncached < 2; w.uncached++)
            seconds[w.uncached] = measure(&w, text, n);
        LOG_ROW(log, n, 1e-6 * cost(c, n, 1), 1e-6 * cost(c, n, 0), 1e3 * seconds[0], 1e3 * seconds[1],
                speed / bytes_read(c, params, n));
        if (n == 128)
            at_128[0] = seconds[0], at_128[1] = seconds[1];
        printf("%8d %14.2f %14.2f       %8.2f ms  %8.2f ms\n", n, 1e-6 * cost(c, n, 1), 1e-6 * cost(c, n, 0),
               1e3 * seconds[0], 1e3 * seconds[1]);
    }
    run_summary(run, "with_128", 1 / at_128[0], "tokens/s");
    run_summary(run, "without_128", 1 / at_128[1], "tokens/s");
    run_summary(run, "with_1024", 1 / seconds[0], "tokens/s");
    run_summary(run, "without_1024", 1 / seconds[1], "tokens/s");
    run_summary(run, "saving", cost(c, c.context, 0) / cost(c, c.context, 1), "");
    run_summary(run, "saving_128", cost(c, 128, 0) / cost(c, 128, 1), "");
    run_summary(run, "faster", seconds[1] / seconds[0], "");
    show_limits(run, c, params, speed, (double[]){1 / at_128[0], 1 / seconds[0]});
    log_close(log), writer_free(&w), gpt_free(g), params_free(params);
}
