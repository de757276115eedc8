#include "train.h"

#include <stdio.h>
#include <stdlib.h>

#include "error.h"
#include "optim.h"

enum { EVERY = 10, LAST = 50, TESTS = 40 };

Book book_load(void)
{
    static const char path[] = "data/cache/kjv/kjv.txt";
    FILE *file = fopen(path, "rb");
    CHECK(file, "%s is missing: `make data` fetches it", path);
    enum { MOST = 1 << 23 };
    unsigned char *text = malloc(MOST);
    Book b = {.id = malloc(MOST * sizeof *b.id)};
    CHECK(text && b.id, "out of memory");
    b.n = (int)fread(text, 1, MOST, file);
    fclose(file);
    CHECK(b.n > 1 << 20, "%s has only %d bytes: remove it, and `make data` fetches it again", path, b.n);
    int number[256] = {0};
    for (int i = 0; i < b.n; i++)
        number[text[i]] = 1;
    for (int c = 0; c < 256; c++)
        number[c] = number[c] ? b.V++ : -1;
    for (int i = 0; i < b.n; i++)
        b.id[i] = number[text[i]];
    b.known = b.n / 10 * 9;
    free(text);
    return b;
}

void book_free(Book *b) { free(b->id); }

void book_draw(const Book *b, int from, int to, int *ids, int *targets, gsl_rng *rng)
{
    for (int r = 0; r < BATCH; r++) {
        int at = from + (int)gsl_rng_uniform_int(rng, (unsigned long)(to - from - CONTEXT));
        for (int i = 0; i < CONTEXT; i++)
            ids[r * CONTEXT + i] = b->id[at + i], targets[r * CONTEXT + i] = b->id[at + i + 1];
    }
}

/* On the last tenth, which training never sees; always on the same places. */
static double test(Tape *t, const Model *m, const Book *b, int count)
{
    int ids[BATCH * CONTEXT], targets[BATCH * CONTEXT];
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    double sum = 0;
    tape_inference(t, 1);
    for (int k = 0; k < count; k++) {
        book_draw(b, b->known, b->n, ids, targets, rng);
        sum += (double)tensor_item(op_softmax_xent(t, model_logits(t, m, ids, BATCH, CONTEXT, NULL), targets));
        tape_reset(t);
    }
    gsl_rng_free(rng);
    return sum / count;
}

Losses train(Model *m, const Book *b, int steps, double rate, int part, gsl_rng *rng, Log *curve)
{
    int ids[BATCH * CONTEXT], targets[BATCH * CONTEXT];
    Optim *o = optim_adam(m->params, (AdamConfig){0.9F, 0.99F, 1e-8F, 0.1F, 1});
    Tape *t = tape_new();
    double sum = 0, last = 0;
    Progress bar = progress_begin("training", steps);
    for (int step = 0; step < steps; step++) {
        book_draw(b, 0, b->known, ids, targets, rng);
        Tensor *loss = op_softmax_xent(t, model_logits(t, m, ids, BATCH, CONTEXT, NULL), targets);
        tape_backward(t, loss);
        optim_clip(m->params, 1);
        optim_step(o, (float)schedule_cosine(step, steps / 10, steps, rate, rate / 10));
        double now = (double)tensor_item(loss);
        sum += now, last += step >= steps - LAST ? now : 0;
        tape_reset(t);
        progress_step(&bar, step + 1, NULL);
        if ((step + 1) % EVERY == 0) {
            if (curve)
                LOG_ROW(curve, part, step + 1 - EVERY / 2.0, sum / EVERY);
            sum = 0;
        }
    }
    progress_end(&bar);
    Losses result = {last / (steps < LAST ? steps : LAST), test(t, m, b, TESTS)};
    tape_free(t);
    optim_free(o);
    return result;
}
