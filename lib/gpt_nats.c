#include "gpt_nats.h"

#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "op.h"

enum { TOGETHER = 4 }; /* windows that go through the model at once: few, so that they stay in a core's cache */

/* A few windows of T tokens: -ln p of each token's successor, summed. */
static double some(Tape *t, const Gpt *g, const int *ids, const size_t *at, size_t count, size_t T)
{
    int *x = tape_take(t, 2 * count * T * sizeof *x), *y = x + count * T;
    for (size_t i = 0; i < count; i++) {
        memcpy(x + i * T, ids + at[i], T * sizeof *x);
        memcpy(y + i * T, ids + at[i] + 1, T * sizeof *y);
    }
    double mean = (double)tensor_item(gpt_loss(t, g, x, y, (int)count, (int)T));
    tape_reset(t);
    return mean * (double)(count * T);
}

double gpt_nats_at(const Gpt *g, const int *ids, const size_t *at, size_t count, int T)
{
    size_t parts = (count + TOGETHER - 1) / TOGETHER;
    double *part = malloc((parts + 1) * sizeof *part), sum = 0;
    CHECK(part, "gpt_nats: out of memory for %zu windows", count);
#pragma omp parallel
    {
        Tape *t = tape_new();
        tape_inference(t, 1); /* records nothing: no backward will come */
#pragma omp for schedule(dynamic)
        for (size_t i = 0; i < parts; i++) {
            size_t first = i * TOGETHER, left = count - first;
            part[i] = some(t, g, ids, at + first, left < TOGETHER ? left : TOGETHER, (size_t)T);
        }
        tape_free(t);
    }
    for (size_t i = 0; i < parts; i++) /* in the text's order, whichever thread was first */
        sum += part[i];
    free(part);
    return sum;
}

double gpt_nats(const Gpt *g, const int *ids, size_t n)
{
    if (n < 2)
        return 0;
    //> nats
    size_t T = (size_t)g->config.context, windows = (n - 1) / T, rest = (n - 1) % T;
    size_t *at = malloc((windows + 1) * sizeof *at);
    CHECK(at, "gpt_nats: out of memory for %zu tokens", n);
    for (size_t i = 0; i <= windows; i++)
        at[i] = i * T;
    double sum = gpt_nats_at(g, ids, at, windows, (int)T);
    if (rest)
        sum += gpt_nats_at(g, ids, at + windows, 1, (int)rest);
    //< nats
    free(at);
    return sum;
}
