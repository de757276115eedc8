/* Chapter 13: what is in a text, and how much of what is held out stands in the rest. */
#include <gsl/gsl_math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "pretraining.h"

static int compare(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

/* Of the lines that are held out, how many (in %) stand word for word among the others? */
static double leaked(char **line, size_t n, const char *held)
{
    char **known = malloc(n * sizeof *known);
    CHECK(known, "out of memory");
    size_t count = 0, hits = 0, all = 0;
    for (size_t i = 0; i < n; i++)
        if (!held[i])
            known[count++] = line[i];
    qsort(known, count, sizeof *known, compare);
    for (size_t i = 0; i < n; i++)
        if (held[i])
            all++, hits += bsearch(&line[i], known, count, sizeof *known, compare) != NULL;
    free(known);
    return all ? 100.0 * (double)hits / (double)all : 0;
}

static Corpus copy_of(const Corpus *c)
{
    Corpus copy = {malloc(c->n + 1), c->n};
    CHECK(copy.text, "out of memory");
    memcpy(copy.text, c->text, c->n + 1);
    return copy;
}

/* Splits the text, in place, into lines that are not empty; holds out the last tenth and a random tenth. */
static size_t split(Corpus *c, char **line, char *last, char *any, gsl_rng *rng)
{
    size_t n = 0;
    for (char *at = c->text, *end = at; end; at = end ? end + 1 : at) {
        end = strchr(at, '\n');
        if (end)
            *end = 0;
        if (!*at)
            continue;
        line[n] = at;
        last[n] = (double)(at - c->text) >= 0.9 * (double)c->n;
        any[n++] = gsl_rng_uniform(rng) < 0.1;
    }
    return n;
}

void show_data(Run *run, Data *d)
{
    const Corpus *c = &d->corpus;
    Corpus copy = copy_of(c);
    size_t again = corpus_deduplicate(&copy), most = 1;
    corpus_free(&copy);
    copy = copy_of(c);
    CorpusCleaned gone = corpus_clean(&copy);
    for (size_t i = 0; i < copy.n; i++)
        most += copy.text[i] == '\n';
    char **line = malloc(most * sizeof *line), *last = malloc(most), *any = malloc(most);
    CHECK(line && last && any, "out of memory");
    size_t lines = split(&copy, line, last, any, run->rng);
    d->leaked_random = leaked(line, lines, any), d->leaked_last = leaked(line, lines, last);
    run_section("data");
    printf("%zu bytes in %zu lines, of which %zu occurred before\n", c->n, lines, again);
    printf("to clean: %zu bytes that are no UTF-8, %zu control characters, %zu blanks at ends of lines\n",
           gone.invalid, gone.control, gone.blanks);
    printf("%d different bytes; %zu bytes to learn from, %zu held out\n", d->letters.size, d->training_n,
           d->validation_n);
    printf("held-out lines that the training text has, too: of a random tenth %.2f %%, of the last %.2f %%\n",
           d->leaked_random, d->leaked_last);
    free(line), free(last), free(any), corpus_free(&copy);
}
