/* GPT-2's shape, 124 million random weights: a token at a time, and many at once. */
#include <math.h>
#include <omp.h>
#include <stdio.h>

#include "quantisation.h"

enum { MOST_TOKENS = 256, PROMPT = 64, ROUNDS = 10, EACH = 10, TIMES = 3 };

typedef struct {
    Params *params;
    Gpt *gpt;
    GptInt8 *int8;
    GptCache *cache;
    GptInt8Cache *small;
    Tape *tape;
    int ids[MOST_TOKENS];
} Models;

static Models models_new(Run *run)
{
    GptConfig c = {.vocab = 50257, .context = 1024, .layers = 12, .heads = 12, .width = 768};
    if (run->quick)
        c.vocab = 1000, c.layers = 1;
    Models m = {.params = params_new(), .tape = tape_new()};
    m.gpt = gpt_new(m.params, c);
    params_init(m.params, run->rng);
    m.int8 = gpt_int8_new(m.gpt);
    m.cache = gpt_cache_new(m.gpt), m.small = gpt_int8_cache_new(m.int8);
    tape_inference(m.tape, 1);
    for (int i = 0; i < MOST_TOKENS; i++)
        m.ids[i] = (int)gsl_rng_uniform_int(run->rng, (unsigned long)c.vocab);
    return m;
}

static void models_free(Models *m)
{
    gpt_int8_cache_free(m->small), gpt_cache_free(m->cache), gpt_int8_free(m->int8), gpt_free(m->gpt);
    params_free(m->params), tape_free(m->tape);
}

/* Seconds for n more tokens. */
static double next(Models *m, int int8, int n)
{
    double begin = log_seconds();
    if (int8)
        gpt_int8_next(m->tape, m->int8, m->small, m->ids, n);
    else
        gpt_next(m->tape, m->gpt, m->cache, m->ids, n);
    double seconds = log_seconds() - begin;
    tape_reset(m->tape);
    return seconds;
}

static void clear(Models *m) { gpt_cache_clear(m->cache), gpt_int8_cache_clear(m->small); }

/* The best of all times, fp32's and int8's, in turns of some calls each, so that whatever else the machine does meets
 * both; the first call of a turn finds the other model in the processor's caches and does not count. */
static void generate_both(Models *m, double seconds[2])
{
    seconds[0] = seconds[1] = INFINITY;
    clear(m);
    next(m, 0, PROMPT), next(m, 1, PROMPT);
    for (int round = 0; round < ROUNDS; round++)
        for (int int8 = 0; int8 < 2; int8++) {
            next(m, int8, 1);
            for (int i = 0; i < EACH; i++)
                seconds[int8] = fmin(seconds[int8], next(m, int8, 1));
        }
}

/* The same for n tokens at once that nothing precedes. */
static void both_at_once(Models *m, int n, double seconds[2])
{
    seconds[0] = seconds[1] = INFINITY;
    for (int round = 0; round < TIMES; round++)
        for (int int8 = 0; int8 < 2; int8++)
            for (int i = 0; i < TIMES; i++) {
                clear(m);
                seconds[int8] = fmin(seconds[int8], next(m, int8, n));
            }
}

static void many(Run *run, Models *m)
{
    Log *log = run_log(run, "speed", "tokens fp32 int8 ratio");
    run_section("many");
    printf("tokens at once       fp32           int8      times as fast\n");
    for (int n = 1; n <= MOST_TOKENS; n *= 2) {
        double t[2];
        both_at_once(m, n, t);
        printf("%14d %7.1f ms %11.1f ms %14.2f\n", n, 1e3 * t[0], 1e3 * t[1], t[0] / t[1]);
        LOG_ROW(log, n, n / t[0], n / t[1], t[0] / t[1]);
        if (n == MOST_TOKENS)
            run_summary(run, "many_speedup", t[0] / t[1], "");
    }
    log_close(log);
}

/* ---- The limit: the same bytes read and only added up, by all threads, each at four places at once. */

static unsigned long add_up(const void *at, size_t bytes)
{
    enum { PARTS = 8, PLACES = 4 };
    const unsigned long *x = at;
    size_t n = bytes / sizeof *x / PARTS / PLACES;
    unsigned long sum = 0;
#pragma omp parallel for reduction(+ : sum)
    for (size_t part = 0; part < PARTS; part++) {
        const unsigned long *a = x + part * PLACES * n, *b = a + n, *c = b + n, *d = c + n;
        unsigned long sa = 0, sb = 0, sc = 0, sd = 0;
#pragma omp simd reduction(+ : sa, sb, sc, sd)
        for (size_t i = 0; i < n; i++)
            sa += a[i], sb += b[i], sc += c[i], sd += d[i];
        sum += sa + sb + sc + sd;
    }
    return sum;
}

static unsigned long add_matrix(const Int8Matrix *w) { return add_up(w->q, (size_t)w->rows * (size_t)w->cols); }

static unsigned long read_all(const Models *m, int int8)
{
    unsigned long sum = 0;
    for (int i = 0; !int8 && i < params_count(m->params); i++)
        if (params_at(m->params, i) != m->gpt->wpe)
            sum += add_up(params_at(m->params, i)->data, params_at(m->params, i)->size * sizeof(float));
    if (int8)
        sum += add_matrix(&m->int8->wte);
    for (int l = 0; int8 && l < m->int8->config.layers; l++) {
        const GptInt8Block *b = &m->int8->block[l];
        sum += add_matrix(&b->attn.w) + add_matrix(&b->attn_proj.w) + add_matrix(&b->fc.w) + add_matrix(&b->fc_proj.w);
    }
    return sum;
}

static void read_both(const Models *m, double seconds[2])
{
    static volatile unsigned long sum; /* else nothing would be read */
    seconds[0] = seconds[1] = INFINITY;
    for (int round = 0; round < TIMES; round++)
        for (int int8 = 0; int8 < 2; int8++)
            for (int i = 0; i < EACH; i++) {
                double begin = log_seconds();
                sum = read_all(m, int8);
                seconds[int8] = fmin(seconds[int8], log_seconds() - begin);
            }
    (void)sum;
}

double show_speed(Run *run)
{
    Models m = models_new(run);
    double time[2], limit[2];
    generate_both(&m, time);
    read_both(&m, limit);
    run_section("speed");
    printf("                       fp32          int8      times as fast\n");
    printf("weights            %5.0f MB      %5.0f MB\n", 4e-6 * (double)params_size(m.params),
           1e-6 * (double)gpt_int8_bytes(m.int8->config));
    printf("a token          %7.2f ms    %7.2f ms %14.2f\n", 1e3 * time[0], 1e3 * time[1], time[0] / time[1]);
    printf("only reading     %7.2f ms    %7.2f ms %14.2f\n", 1e3 * limit[0], 1e3 * limit[1], limit[0] / limit[1]);
    printf("share of the limit %5.0f %%       %5.0f %%\n", 100 * limit[0] / time[0], 100 * limit[1] / time[1]);
    run_summary(run, "fp32_tokens_s", 1 / time[0], "tokens/s"), run_summary(run, "int8_tokens_s", 1 / time[1], "tokens/s");
    run_summary(run, "fp32_share", 100 * limit[0] / time[0], "%");
    run_summary(run, "int8_share", 100 * limit[1] / time[1], "%");
    run_summary(run, "threads", omp_get_max_threads(), "");
    run_summary(run, "reading_speedup", limit[0] / limit[1], "");
    many(run, &m);
    models_free(&m);
    return time[0] / time[1];
}
