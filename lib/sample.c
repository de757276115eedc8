#include "sample.h"

#include <gsl/gsl_sort_float.h>
#include <math.h>

#include "error.h"

/* The k largest of n, the largest first. */
static void largest(size_t *order, int k, const float *logits, int n)
{
    enum { FEW = 64 }; /* for which insertion beats sorting them all */
    if (k <= FEW) {
        gsl_sort_float_largest_index(order, (size_t)k, logits, 1, (size_t)n);
        return;
    }
    gsl_sort_float_index(order, logits, 1, (size_t)n);
    for (int i = 0, j = n - 1; i < j; i++, j--) {
        size_t swap = order[i];
        order[i] = order[j], order[j] = swap;
    }
}

static int best(const float *logits, int n)
{
    int at = 0;
    for (int i = 1; i < n; i++)
        if (logits[i] > logits[at])
            at = i;
    return at;
}

int sample_token(const float *logits, int n, Sampling s, gsl_rng *rng, Arena *memory)
{
    CHECK(n >= 1 && s.temperature >= 0 && s.top_k >= 0 && s.top_p >= 0 && s.top_p <= 1,
          "sample_token: %d logits, temperature %g, top k %d, top p %g", n, s.temperature, s.top_k, s.top_p);
    if (s.temperature == 0)
        return best(logits, n);
    size_t *order = arena_take(memory, (size_t)n * sizeof *order);
    double *p = arena_take(memory, (size_t)n * sizeof *p), total = 0, kept = 0;
    int all = s.top_k == 0 && s.top_p == 1, k = s.top_k && s.top_k < n ? s.top_k : n;
    if (all)
        for (int i = 0; i < n; i++)
            order[i] = (size_t)i;
    else
        largest(order, k, logits, n);
    double max = (double)logits[all ? (size_t)best(logits, n) : order[0]];
    for (int i = 0; i < k; i++)
        total += p[i] = exp(((double)logits[order[i]] - max) / s.temperature);
    int last = 0; /* of those kept */
    for (kept = p[0]; last + 1 < k && kept < s.top_p * total; kept += p[last])
        last++;
    double u = gsl_rng_uniform(rng) * kept;
    int i = 0;
    for (double sum = p[0]; i < last && sum <= u; sum += p[i])
        i++;
    return (int)order[i];
}
