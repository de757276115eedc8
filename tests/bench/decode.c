/* Generation: every weight is read once for each token, so the limit is how fast memory is read. On a machine that is
 * shared this changes from one second to the next; so tokens and reading take turns. */
#include <stdlib.h>

#include "bench.h"
#include "vec.h"

enum { PROMPT = 64, WARM = 4, TOKENS = 60 };

typedef struct {
    Gpt *gpt;
    GptCache *cache;
    Tape *tape;
    int token;
} Decoding;

static void next(void *context)
{
    Decoding *d = context;
    const float *z = gpt_next(d->tape, d->gpt, d->cache, &d->token, 1)->data;
    float most = vec_max(z, (size_t)d->gpt->config.vocab);
    for (d->token = 0; z[d->token] < most; d->token++)
        ;
    tape_reset(d->tape);
}

/* Of the positions' table one row is read, of keys and values what is there, on average. */
static double bytes_per_token(const Params *p, const Gpt *g)
{
    double length = PROMPT + WARM + TOKENS / 2.0, C = g->config.width;
    double cache = 2 * g->config.layers * length * C;
    return sizeof(float) * ((double)params_size(p) - (double)g->wpe->size + C + cache);
}

void bench_decode(void)
{
    GptConfig config = bench_shapes[2].config;
    if (bench_quick)
        config.layers = 1, config.vocab = 1000;
    Params *params = params_new();
    Decoding d = {.gpt = gpt_new(params, config), .tape = tape_new()};
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    params_init(params, rng);
    d.cache = gpt_cache_new(d.gpt);
    tape_inference(d.tape, 1);
    int *prompt = bench_random(PROMPT, config.vocab);
    gpt_next(d.tape, d.gpt, d.cache, prompt, PROMPT);
    tape_reset(d.tape);
    size_t bytes = (size_t)(bench_quick ? 32 : 512) << 20;
    BenchReading *reading = bench_reading_new(bytes);
    BenchTime time[2];
    bench_times("decode", 2, (BenchWork[]){{next, &d}, {bench_reading_once, reading}}, WARM, TOKENS, time);
    double rate = bytes_per_token(params, d.gpt) / time[0].median, read = (double)bytes / time[1].median;
    bench_reading_free(reading);
    free(prompt), gsl_rng_free(rng);
    gpt_cache_free(d.cache), tape_free(d.tape), gpt_free(d.gpt), params_free(params);
    bench_row("decode", "tokens_s", 1 / time[0].median, "tokens/s");
    bench_row("decode", "gbs", 1e-9 * rate, "GB/s");
    bench_row("decode", "read_gbs", 1e-9 * read, "GB/s");
    bench_row("decode", "share", rate / read, "");
}
