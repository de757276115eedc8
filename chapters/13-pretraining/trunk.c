/* Chapter 13: the larger model that later chapters start from. */
#include <gsl/gsl_math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "generate.h"
#include "pretraining.h"
#include "trunk.h"

static const char PUBLISHED[] = "figures/13-pretraining-trunk.txt"; /* what make_trunk once printed */

static void write_after(const Trunk *t, const char *prompt, gsl_rng *rng)
{
    enum { COUNT = 60 };
    int ids[COUNT];
    char text[4096];
    size_t n;
    int *start = bpe_encode(t->bpe, prompt, strlen(prompt), &n);
    Generation how = {.sampling = {.temperature = 0.7, .top_p = 0.95}};
    int count = generate(t->gpt, start, (int)n, ids, COUNT, how, rng, NULL, NULL);
    size_t length = bpe_decode(t->bpe, ids, (size_t)count, text, sizeof text);
    printf("\n%s%.*s\n", prompt, (int)GSL_MIN(length, sizeof text), text);
    free(start);
}

void make_trunk(Run *run)
{
    Corpus training, validation;
    Trunk t;
    char why[400];
    TrunkPlan plan = trunk_plan(run->quick);
    double started = log_seconds();
    CHECK(trunk_corpus(&training, &validation, why, sizeof why) == 0 &&
          trunk_train(&plan, training.text, training.n, why, sizeof why) == 0 &&
          trunk_open(plan.folder, &t, why, sizeof why) == 0, "%s", why);
    double seconds = log_seconds() - started;
    size_t tokens, n = run->quick ? GSL_MIN(validation.n, 20000) : validation.n;
    free(bpe_encode(t.bpe, training.text, training.n, &tokens));
    double bits = trunk_nats(&t, validation.text, n) / M_LN2;
    printf("%d tokens in the vocabulary, %zu parameters\n", bpe_size(t.bpe), params_size(t.params));
    printf("%zu bytes to learn from are %zu tokens; %ld steps of %d x %d\n", training.n, tokens, plan.steps,
           plan.batch, plan.context);
    printf("%zu bytes held out, in books of their own: %.3f bits per byte\n", n, bits);
    fprintf(stderr, "%s is ready, after %.0f s\n", plan.folder, seconds);
    write_after(&t, "In the beginning", run->rng);
    write_after(&t, "And Jesus said", run->rng);
    write_after(&t, "Blessed are", run->rng);
    run_summary(run, "trunk_bits", bits, "bits");
    corpus_free(&training), corpus_free(&validation), trunk_free(&t);
}

void show_trunk(void)
{
    Corpus log;
    char why[400];
    CHECK(corpus_read(PUBLISHED, &log, why, sizeof why) == 0, "%s", why);
    run_section("trunk");
    print_wrapped(log.text);
    corpus_free(&log);
}
