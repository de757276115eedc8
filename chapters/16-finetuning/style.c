/* Chapter 16: another style. See style.h. */
#include "style.h"

#include <gsl/gsl_math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "generate.h"
#include "optim.h"

enum { BATCH = 8, STEPS = 40, WRITTEN = 60, MOST_BYTES = 30000 };

Books books_load(const Run *run)
{
    char why[400];
    Books b;
    Corpus rest, novel;
    CHECK(trunk_corpus(&rest, &b.bible, why, sizeof why) == 0, "%s", why);
    CHECK(corpus_read("data/cache/stdlib-texts/moby-dick.txt", &novel, why, sizeof why) == 0, "%s; make data fetches it", why);
    corpus_free(&rest);
    corpus_clean(&novel);
    size_t most = run->quick ? 3000 : MOST_BYTES, from = novel.n - GSL_MIN(novel.n / 10, most);
    b.bible.n = GSL_MIN(b.bible.n, most);
    b.novel = (Corpus){malloc(novel.n - from + 1), novel.n - from};
    CHECK(b.novel.text, "out of memory");
    memcpy(b.novel.text, novel.text + from, novel.n - from + 1);
    novel.n -= novel.n / 10; /* the last tenth is not learned from */
    b.learned = novel;
    return b;
}

void books_free(Books *b) { corpus_free(&b->bible), corpus_free(&b->novel), corpus_free(&b->learned); }

double book_bits(const Gpt *g, const Bpe *bpe, const Corpus *held_out)
{
    Trunk t = {NULL, (Gpt *)g, (Bpe *)bpe}; /* reads them only */
    return trunk_nats(&t, held_out->text, held_out->n) / M_LN2;
}

static void write_a_line(const Run *run, const Trunk *t, const char *who)
{
    static const char prompt[] = "And the captain";
    int to[WRITTEN];
    size_t n;
    int *ids = bpe_encode(t->bpe, prompt, strlen(prompt), &n);
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(rng, run->seed);
    int count = generate(t->gpt, ids, (int)n, to, WRITTEN, (Generation){{0.8, 0, 0.9}, 0}, rng, NULL, NULL);
    char text[4096];
    size_t length = bpe_decode(t->bpe, to, (size_t)count, text, sizeof text - 1);
    Corpus c = {text, GSL_MIN(length, sizeof text - 1)};
    corpus_clean(&c);
    for (size_t i = 0; i < c.n; i++)
        text[i] = text[i] == '\n' ? ' ' : text[i];
    printf("%s, %d tokens on:\n%s", who, WRITTEN, prompt);
    for (size_t i = 0, column = strlen(prompt); i < c.n; i++, column++) {
        int wraps = column > 85 && text[i] == ' ';
        putchar(wraps ? '\n' : text[i]);
        column = wraps ? 0 : column;
    }
    putchar('\n');
    gsl_rng_free(rng), free(ids);
}

/* What chapter 13 did, from where it ended, on another book, at a gentler rate. */
static void go_on(const Run *run, const Trunk *t, const int *ids, size_t n, int steps)
{
    int T = t->gpt->config.context;
    Optim *o = optim_adam(t->params, (AdamConfig){0.9F, 0.99F, 1e-8F, .weight_decay = 0.1F, .decoupled = 1});
    Tape *tape = tape_new();
    Progress bar = progress_begin("reading", steps);
    for (long k = 0; k < steps; k++, tape_reset(tape)) {
        int *x = tape_take(tape, (size_t)(BATCH * T) * sizeof *x), *y = tape_take(tape, (size_t)(BATCH * T) * sizeof *y);
        corpus_batch(ids, n, BATCH, T, run->rng, x, y);
        tape_backward(tape, gpt_loss(tape, t->gpt, x, y, BATCH, T));
        optim_clip(t->params, 1);
        optim_step(o, (float)schedule_cosine(k, steps / 10, steps, 1e-3, 1e-4));
        progress_step(&bar, k + 1, NULL);
    }
    progress_end(&bar), tape_free(tape), optim_free(o);
}

void show_style(Run *run, const Trunk *t, const Books *b)
{
    size_t n;
    int *ids = bpe_encode(t->bpe, b->learned.text, b->learned.n, &n), steps = run->quick ? 2 : STEPS;
    double bible = book_bits(t->gpt, t->bpe, &b->bible), novel = book_bits(t->gpt, t->bpe, &b->novel);
    run_section("written before");
    write_a_line(run, t, "the trunk");
    go_on(run, t, ids, n, steps);
    double bible_after = book_bits(t->gpt, t->bpe, &b->bible), novel_after = book_bits(t->gpt, t->bpe, &b->novel);
    run_section("written after");
    write_a_line(run, t, "the same, when it has read on");
    run_section("style");
    printf("bits per byte, held out        the Bible   Moby-Dick\n");
    printf("the trunk                     %10.2f %11.2f\n", bible, novel);
    printf("after %3d steps on Moby-Dick  %10.2f %11.2f\n", steps, bible_after, novel_after);
    run_summary(run, "novel_before", novel, "bits"), run_summary(run, "novel_after", novel_after, "bits");
    run_summary(run, "bible_after_novel", bible_after, "bits");
    free(ids);
}
