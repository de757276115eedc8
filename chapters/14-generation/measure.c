/* Chapter 14: likelihood, repetition and words of texts. */
#include <ctype.h>
#include <gsl/gsl_math.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "generation.h"
#include "vec.h"

static int alphabetical(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

/* In the order of the text. */
static Words cut(char *text, size_t n)
{
    Words w = {text, malloc((n / 2 + 1) * sizeof *w.word), 0};
    CHECK(w.word, "out of memory");
    for (size_t i = 0; i < n; i++) {
        text[i] = (char)(isalpha((unsigned char)text[i]) ? tolower((unsigned char)text[i]) : 0);
        if (text[i] && (i == 0 || !text[i - 1]))
            w.word[w.n++] = text + i;
    }
    return w;
}

Words words_of(char *text, size_t n)
{
    Words w = cut(text, n);
    qsort(w.word, w.n, sizeof *w.word, alphabetical);
    return w;
}

void words_free(Words *w) { free(w->word), free(w->text); }

/* Words of a text; *unknown: how many of them are not known. Its first and its last may be parts of words. */
static double look_up(const Words *known, const Bpe *bpe, const int *ids, int n, double *unknown)
{
    double words = 0;
    size_t length = bpe_decode(bpe, ids, (size_t)n, NULL, 0);
    char *text = malloc(length + 1);
    CHECK(text, "out of memory");
    bpe_decode(bpe, ids, (size_t)n, text, length);
    text[length] = 0;
    Words w = cut(text, length);
    for (size_t i = 1; i + 1 < w.n; i++, words++)
        *unknown += !bsearch(&w.word[i], known->word, known->n, sizeof *w.word, alphabetical);
    words_free(&w);
    return words;
}

void surprise(Writer *w, const int *texts, int rows, int n, float *nats)
{
    size_t V = (size_t)w->gpt->config.vocab;
    for (int r = 0; r < rows; r++, texts += n, nats += n, tape_reset(w->tape)) {
        const float *z = gpt_logits(w->tape, w->gpt, texts, 1, n)->data; /* (1,n,V); row i - 1: token i */
        for (int i = 1; i < n; i++, z += V) {
            float most = vec_max(z, V);
            nats[i] = most + logf(vec_sum_exp(z, most, V)) - z[texts[i]];
        }
    }
}

//> new
/* How many of a text's sequences of `gram` tokens did not stand in it before? */
static int count_new(const int *ids, int n, int gram)
{
    int count = 0;
    for (int i = 0, j; i + gram <= n; i++) {
        for (j = 0; j < i && memcmp(ids + j, ids + i, (size_t)gram * sizeof *ids) != 0; j++)
            ;
        count += j == i;
    }
    return count;
}
//< new

/* Did the last `gram` tokens stand in the text before? */
static int ends_in_loop(const int *ids, int n, int gram)
{
    const int *last = ids + n - gram;
    for (int i = 0; i < n - gram; i++)
        if (!memcmp(ids + i, last, (size_t)gram * sizeof *ids))
            return 1;
    return 0;
}

/* u[r] unknown words of w[r] in each text: their share, and how far off it may be by the choice of texts. */
static void share(Measure *m, const double *u, const double *w, int rows)
{
    double unknown = 0, squares = 0;
    for (int r = 0; r < rows; r++)
        unknown += u[r], m->words += w[r];
    for (int r = 0; r < rows; r++)
        squares += gsl_pow_2(u[r] - unknown / GSL_MAX(m->words, 1) * w[r]);
    m->unknown = 100 * unknown / GSL_MAX(m->words, 1);
    m->error = 100 * sqrt(squares) / GSL_MAX(m->words, 1);
}

Measure measure_texts(Writer *w, const Bpe *bpe, const Words *known, const int *texts, int rows, int n,
                      int given, double *mean)
{
    enum { GRAM = 4, LOOP = 16 };
    Measure m = {0};
    int written = n - given;
    float *nats = malloc((size_t)(rows * n) * sizeof *nats);
    double *words = calloc(2 * (size_t)rows, sizeof *words), *unknown = words + rows;
    char *seen = calloc((size_t)w->gpt->config.vocab, 1);
    CHECK(nats && words && seen, "out of memory");
    surprise(w, texts, rows, n, nats);
    for (int r = 0; r < rows; r++) {
        const int *ids = texts + r * n + given;
        mean[r] = 0;
        for (int i = 0; i < written; i++) {
            double nat = (double)nats[r * n + given + i];
            mean[r] += nat / written;
            m.most_nats = fmax(m.most_nats, nat);
            m.tokens += !seen[ids[i]];
            seen[ids[i]] = 1;
        }
        m.nats += mean[r] / rows;
        m.new_grams += 100.0 * count_new(ids, written, GRAM) / (written - GRAM + 1) / rows;
        m.loops += (double)ends_in_loop(ids, written, LOOP) / rows;
        words[r] = look_up(known, bpe, ids, written, &unknown[r]);
    }
    share(&m, unknown, words, rows);
    free(nats), free(words), free(seen);
    return m;
}
