/* 13-pretraining.c: one worked answer. */
#include "13-pretraining.h"

#include <math.h>
#include <string.h>

int ex_batch(const int *ids, size_t n, int B, int T, gsl_rng *rng, int *x, int *y)
{
    //> yours: how many places are there for T tokens and one more?
    if (B < 1 || T < 1 || n <= (size_t)T)
        return -1;
    for (int b = 0; b < B; b++) {
        const int *at = ids + gsl_rng_uniform_int(rng, n - (size_t)T);
        memcpy(x + (size_t)b * (size_t)T, at, (size_t)T * sizeof *x);
        memcpy(y + (size_t)b * (size_t)T, at + 1, (size_t)T * sizeof *y);
    }
    return 0;
    //< yours: (void)ids; (void)n; (void)B; (void)T; (void)rng; (void)x; (void)y; return 1;
}

double ex_schedule(long step, long warmup, long total, double peak, double floor)
{
    //> yours: three cases
    if (step < warmup)
        return peak * (double)(step + 1) / (double)warmup;
    if (step >= total)
        return floor;
    double share = (double)(step - warmup) / (double)(total - warmup);
    return floor + (peak - floor) * (1 + cos(acos(-1) * share)) / 2;
    //< yours: (void)step; (void)warmup; (void)total; (void)peak; (void)floor; return NAN;
}

double ex_validation_loss(const int *ids, size_t n, int T,
                          double (*score)(void *context, const int *x, const int *y, int length), void *context)
{
    //> yours: what does a short window weigh?
    if (n < 2 || T < 1)
        return NAN;
    double sum = 0;
    for (size_t at = 0; at < n - 1;) {
        size_t left = n - 1 - at;
        int length = left < (size_t)T ? (int)left : T;
        sum += length * score(context, ids + at, ids + at + 1, length);
        at += (size_t)length;
    }
    return sum / (double)(n - 1);
    //< yours: (void)ids; (void)n; (void)T; (void)score; (void)context; return -1;
}

double ex_bits_per_byte(double nats, long tokens, long bytes, long unknown)
{
    //> yours: nats of all tokens, in bits; then the bytes that were left out
    if (bytes < 1 || tokens < 0 || unknown < 0 || unknown > bytes || (tokens > 0 && !(nats >= 0)))
        return NAN;
    double bits = tokens > 0 ? nats * (double)tokens / log(2) : 0;
    return (bits + 8 * (double)unknown) / (double)bytes;
    //< yours: (void)nats; (void)tokens; (void)bytes; (void)unknown; return -1;
}
