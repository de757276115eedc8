/* The next token: what may be drawn, and how often. */
#include "sample.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>

#include "testing.h"

SUITE(sample);

static Arena *memory;
static void begin(void) { memory = arena_new(); }
static void end(void) { arena_free(memory); }

#define SAMPLE(name) TEST(sample, name, .init = begin, .fini = end)

static int draw(gsl_rng *rng, const float *logits, int n, Sampling s)
{
    arena_reset(memory);
    int token = sample_token(logits, n, s, rng, memory);
    cr_assert(token >= 0 && token < n, "%d of %d", token, n);
    return token;
}

/* n logits from N(0, 2²) in random order, no two alike. */
static void some_logits(gsl_rng *rng, float *logits, int n)
{
    for (int i = 0; i < n; i++)
        logits[i] = (float)gsl_ran_gaussian(rng, 2) + 1e-3F * (float)i;
}

static int larger_than(const float *logits, int n, int token) /* how many logits are larger than this one's */
{
    int larger = 0;
    for (int i = 0; i < n; i++)
        larger += logits[i] > logits[token];
    return larger;
}

SAMPLE(greedy)
{
    gsl_rng *rng = testing_rng("greedy");
    for (int i = 0; i < 200; i++) {
        float logits[100];
        int n = any(rng, 1, 100), top = any(rng, 0, n - 1);
        for (int k = 0; k < n; k++)
            logits[k] = (float)-any(rng, 1, 3);
        logits[top] = 5;
        Sampling s = {.temperature = 0, .top_k = any(rng, 0, 5), .top_p = gsl_rng_uniform(rng)};
        cr_assert(draw(rng, logits, n, s) == top);
        logits[any(rng, top, n - 1)] = 5;
        cr_assert(draw(rng, logits, n, s) == top, "the first of equals");
    }
    float all[] = {-INFINITY, -3, -INFINITY}, shallow[] = {1e30F, -1e30F, 1e30F};
    cr_assert(draw(rng, all, 3, (Sampling){0, 0, 1}) == 1 && draw(rng, shallow, 3, (Sampling){0, 0, 1}) == 0);
    gsl_rng_free(rng);
}

/* Frequencies against softmax(logits/temperature) over those kept, by chi-square; what is not kept never comes. */
static void frequencies(const char *what, gsl_rng *rng, const float *logits, int n, Sampling s, const int kept[])
{
    enum { DRAWS = 20000, MOST = 300 };
    double p[MOST], total = 0, chi2 = 0, rest = 0;
    int seen[MOST] = {0}, cells = 0, rest_seen = 0;
    for (int i = 0; i < n; i++)
        total += p[i] = kept[i] ? exp((double)logits[i] / s.temperature) : 0;
    for (int i = 0; i < DRAWS; i++)
        seen[draw(rng, logits, n, s)]++;
    for (int i = 0; i < n; i++) {
        double expected = DRAWS * p[i] / total;
        cr_assert(kept[i] || !seen[i], "SEED=%lu: %s: token %d of %d came %d times", testing_seed(), what, i, n,
                  seen[i]);
        if (expected < 10) /* too few for a cell of its own */
            rest += expected, rest_seen += seen[i];
        else
            cells++, chi2 += pow(seen[i] - expected, 2) / expected;
    }
    if (rest >= 10)
        cells++, chi2 += pow(rest_seen - rest, 2) / rest;
    double chance = cells > 1 ? gsl_cdf_chisq_Q(chi2, cells - 1) : 1;
    cr_assert(chance > 1e-7, "SEED=%lu: %s, %d logits, temperature %g, top k %d, top p %g: chi-square %.4g of %d cells",
              testing_seed(), what, n, s.temperature, s.top_k, s.top_p, chi2, cells);
}

SAMPLE(all_follow_softmax)
{
    gsl_rng *rng = testing_rng("softmax");
    static const double temperatures[] = {1, 0.5, 2, 0.1, 50};
    for (int i = 0; i < 10; i++) {
        float logits[300];
        int n = any(rng, 1, i % 2 ? 300 : 10), kept[300];
        some_logits(rng, logits, n);
        for (int k = 0; k < n; k++) {
            kept[k] = k == 0 || any(rng, 0, 5);
            logits[k] = kept[k] ? logits[k] : -INFINITY;
        }
        int larger = any(rng, 0, 1) ? 0 : n + any(rng, 0, 5); /* a top k of n or more is no limit */
        frequencies("all", rng, logits, n, (Sampling){temperatures[i / 2], larger, 1}, kept);
    }
    gsl_rng_free(rng);
}

SAMPLE(top_k)
{
    gsl_rng *rng = testing_rng("top k");
    static const int ks[] = {1, 2, 5, 63, 64, 65, 100, 299};
    for (int i = 0; i < 8; i++) {
        float logits[300];
        int n = any(rng, ks[i] + 1, 300), kept[300];
        some_logits(rng, logits, n);
        for (int k = 0; k < n; k++)
            kept[k] = larger_than(logits, n, k) < ks[i];
        frequencies("top k", rng, logits, n, (Sampling){i % 2 ? 1 : 3, ks[i], 1}, kept);
    }
    gsl_rng_free(rng);
}

/* The fewest that reach p: one belongs to them if those before it do not reach p. */
SAMPLE(top_p)
{
    gsl_rng *rng = testing_rng("top p");
    static const double ps[] = {0, 0.1, 0.5, 0.9, 0.99, 1};
    for (int i = 0; i < 24; i++) {
        float logits[200];
        int n = any(rng, 1, i % 2 ? 12 : 200), kept[200], top_k = i % 3 ? 0 : any(rng, 1, n);
        some_logits(rng, logits, n);
        double temperature = i % 4 ? 1 : 2, total = 0, p = ps[i % 6];
        for (int k = 0; k < n; k++)
            if (!top_k || larger_than(logits, n, k) < top_k)
                total += exp((double)logits[k] / temperature);
        for (int k = 0; k < n; k++) {
            double before = 0;
            for (int j = 0; j < n; j++)
                before += logits[j] > logits[k] ? exp((double)logits[j] / temperature) : 0;
            int among = !top_k || larger_than(logits, n, k) < top_k;
            kept[k] = among && (larger_than(logits, n, k) == 0 || before < p * total);
        }
        frequencies("top p", rng, logits, n, (Sampling){temperature, top_k, p}, kept);
    }
    gsl_rng_free(rng);
}

static int distinct(gsl_rng *rng, const float *logits, int n, Sampling s)
{
    int seen[64] = {0}, count = 0;
    for (int i = 0; i < 2000; i++)
        count += !seen[draw(rng, logits, n, s)]++;
    return count;
}

/* Equal logits: exactly as many as asked for, p reached exactly by two of four; and numbers far from 1. */
SAMPLE(edges)
{
    gsl_rng *rng = testing_rng("edges");
    float equal[8] = {0}, spread[4] = {1, -2, 3, 0}, huge[4] = {1e4F, -1e4F, 1e4F, -INFINITY};
    for (int k = 1; k <= 8; k++)
        cr_assert(distinct(rng, equal, 8, (Sampling){1, k, 1}) == k, "top k %d of equals", k);
    cr_assert(distinct(rng, equal, 4, (Sampling){1, 0, 0.5}) == 2, "p is reached exactly");
    cr_assert(distinct(rng, equal, 4, (Sampling){1, 0, 0.51}) == 3, "p is passed by three");
    cr_assert(distinct(rng, equal, 8, (Sampling){1, 4, 0.5}) == 2, "p counts among the k");
    cr_assert(distinct(rng, equal, 8, (Sampling){1, 0, 0}) == 1 && distinct(rng, equal, 8, (Sampling){1, 0, 1}) == 8);
    static const double cold[] = {1e-3, 1e-30, 1e-300, 5e-324};
    for (int i = 0; i < 4; i++) {
        cr_assert(draw(rng, spread, 4, (Sampling){cold[i], 0, 1}) == 2, "temperature %g", cold[i]);
        cr_assert(distinct(rng, huge, 4, (Sampling){cold[i], 0, 1}) == 2, "equals at temperature %g", cold[i]);
    }
    cr_assert(distinct(rng, spread, 4, (Sampling){1e300, 0, 1}) == 4, "all are alike where it is hot");
    cr_assert(distinct(rng, huge, 4, (Sampling){1e300, 0, 1}) == 3, "all but -infinity");
    cr_assert(distinct(rng, huge, 4, (Sampling){1, 3, 1}) == 2, "-1e4 and -infinity never come");
    cr_assert(draw(rng, spread, 1, (Sampling){1, 0, 1}) == 0);
    gsl_rng_free(rng);
}

SAMPLE(wrong_arguments)
{
    gsl_rng *rng = testing_rng("wrong");
    float x[2] = {0};
    CHECKED(sample_token(x, 2, (Sampling){-1, 0, 1}, rng, memory), "sample_token: ");
    CHECKED(sample_token(x, 2, (Sampling){NAN, 0, 1}, rng, memory), "sample_token: ");
    CHECKED(sample_token(x, 2, (Sampling){1, -1, 1}, rng, memory), "sample_token: ");
    CHECKED(sample_token(x, 2, (Sampling){1, 0, -0.1}, rng, memory), "sample_token: ");
    CHECKED(sample_token(x, 2, (Sampling){1, 0, 1.1}, rng, memory), "sample_token: ");
    CHECKED(sample_token(x, 2, (Sampling){1, 0, NAN}, rng, memory), "sample_token: ");
    CHECKED(sample_token(x, 0, (Sampling){1, 0, 1}, rng, memory), "sample_token: 0 logits");
    gsl_rng_free(rng);
}
