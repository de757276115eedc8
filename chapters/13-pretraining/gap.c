/* Chapter 13: is the held-out text harder because it was not learnt, or because it is another text? */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "error.h"
#include "gpt_nats.h"
#include "pretraining.h"

enum { WINDOWS = 1024 };

/* The same generator once more, on a text of which each token is its own place: which windows were drawn? */
static void replay(const Training *t, size_t n, unsigned long seed, char *seen, size_t *at, long most)
{
    int B = t->recipe.batch, T = t->recipe.config.context;
    int *place = malloc(n * sizeof *place), *x = malloc((size_t)(B * T) * 2 * sizeof *x), *y = x + B * T;
    CHECK(place && x, "out of memory");
    for (size_t i = 0; i < n; i++)
        place[i] = (int)i;
    Training again = training_new(t->recipe, seed);
    long all = t->step * B;
    for (long i = 0; i < all; i++) {
        if (i % B == 0)
            corpus_batch(place, n, B, T, again.rng, x, y);
        for (int k = 0; k < T; k++)
            seen[y[i % B * T + k]] = 1;
        at[i * most / all] = (size_t)x[i % B * T]; /* of every `most`-th part of the run, one window */
    }
    training_free(&again), free(place), free(x);
}

/* Windows of which no token was ever a label; returns how many it found. */
static long untouched(const Training *t, size_t n, const char *seen, gsl_rng *rng, size_t *at, long most)
{
    size_t T = (size_t)t->recipe.config.context;
    long found = 0;
    for (long tries = 0; tries < 100 * most && found < most; tries++) {
        size_t place = gsl_rng_uniform_int(rng, n - T), k = 1;
        while (k <= T && !seen[place + k])
            k++;
        if (k > T)
            at[found++] = place;
    }
    return found;
}

/* The mean of -ln p over windows that begin at those places; NAN if there are none. */
static double loss_at(const Training *t, const int *ids, const size_t *at, long windows)
{
    int T = t->recipe.config.context;
    return windows ? gpt_nats_at(t->gpt, ids, at, (size_t)windows, T) / (double)(windows * T) : (double)NAN;
}

void show_gap(Run *run, const Training *t, const Data *d, double validation)
{
    size_t n = d->training_n, *at = malloc(WINDOWS * sizeof *at);
    char *seen = calloc(n, 1);
    CHECK(at && seen, "out of memory");
    const Recipe *r = &t->recipe;
    long all = t->step * r->batch, most = run->quick ? 32 : WINDOWS;
    long windows = all < most ? all : most;
    replay(t, n, run->seed, seen, at, windows);
    double learnt = loss_at(t, d->ids, at, windows);
    double fresh = loss_at(t, d->ids, at, untouched(t, n, seen, run->rng, at, most));
    double passes = (double)(all * r->config.context) / (double)n;
    run_section("gap");
    printf("%ld characters were labels: %.2f passes over the training text\n", all * r->config.context,
           passes);
    printf("training text, windows that were drawn   %.3f nats\n", learnt);
    printf("training text, never drawn               %.3f\n", fresh);
    printf("held out                                 %.3f\n", validation);
    run_summary(run, "passes", passes, "");
    run_summary(run, "loss_drawn", learnt, "nats");
    run_summary(run, "loss_never_drawn", fresh, "nats");
    free(at), free(seen);
}
