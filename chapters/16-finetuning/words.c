/* Chapter 16: bags of words. See words.h. */
#include "words.h"

#include <ctype.h>
#include <gsl/gsl_math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"

typedef struct {
    uint64_t *word; /* as hashes, sorted, each once */
    size_t n;
} Bag;

static int by_size(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

static void sort_once(Bag *b)
{
    size_t n = 0;
    qsort(b->word, b->n, sizeof *b->word, by_size);
    for (size_t i = 0; i < b->n; i++)
        if (i == 0 || b->word[i] != b->word[i - 1])
            b->word[n++] = b->word[i];
    b->n = n;
}

/* Runs of letters, small; bytes of other alphabets count as letters, and each of $ @ ! 0 as a word. */
static Bag bag_of(const char *s)
{
    Bag b = {malloc((strlen(s) + 1) * sizeof *b.word), 0};
    CHECK(b.word, "out of memory");
    for (uint64_t h; *s;) {
        h = 14695981039346656037U; /* FNV-1a */
        const char *from = s;
        for (; isalpha((unsigned char)*s) || (unsigned char)*s >= 0x80; s++)
            h = (h ^ (unsigned char)tolower((unsigned char)*s)) * 1099511628211U;
        if (s == from)
            h ^= (unsigned char)*s++;
        if (s - from > 1 || strchr("$@!0", *from))
            b.word[b.n++] = h;
    }
    sort_once(&b);
    return b;
}

typedef struct {
    Bag *of; /* every mail's */
    Bag known;
} Words;

//> words
/* Of each mail the known words that occur in it, all by the same amount, so that the squares of a row add up to 1: how
 * often a word occurs, and where, is thrown away. */
static Rows rows_of_words(const void *context, const int *mails, int n)
{
    const Words *w = context;
    size_t most = 0, k = 0;
    for (int i = 0; i < n; i++)
        most += w->of[mails[i]].n;
    Rows r = rows_new(n, (int)w->known.n, most);
    for (int i = 0; i < n; i++) {
        const Bag *b = &w->of[mails[i]];
        for (size_t j = 0; j < b->n; j++) {
            const uint64_t *at = bsearch(&b->word[j], w->known.word, w->known.n, sizeof *at, by_size);
            if (at)
                r.value[k] = 1 / sqrtf((float)b->n), r.col[k++] = (int)(at - w->known.word);
        }
        r.start[i + 1] = k;
    }
    return r;
}
//< words

Score rows_score(const Task *t, RowsOf *make, const void *context, const int *chosen, int labels)
{
    Rows r[] = {make(context, chosen, labels), make(context, t->part[1], t->n[1]), make(context, t->part[2], t->n[2])};
    double best = -1, *score = malloc((size_t)(t->n[1] + t->n[2]) * sizeof *score);
    Score test = {0};
    CHECK(score, "out of memory");
    for (int i = 0; i < labels; i++)
        r[0].label[i] = t->mail[chosen[i]].label;
    for (double l2 = 1e-2; l2 > 1e-6; l2 /= 10) {
        double *w = logistic_fit(&r[0], l2);
        for (int p = 1; p < SPAM_PARTS; p++) {
            for (int i = 0; i < t->n[p]; i++)
                score[i] = logistic_score(&r[p], i, w);
            Score now = task_score(t, p, score);
            if (p == SPAM_VALIDATION && now.accuracy <= best)
                break;
            if (p == SPAM_VALIDATION)
                best = now.accuracy;
            else
                test = now;
        }
        free(w);
    }
    for (int p = 0; p < SPAM_PARTS; p++)
        rows_free(&r[p]);
    free(score);
    return test;
}

Score words_score(const Task *t, char *const *text, const int *chosen, int labels)
{
    Words w = {calloc((size_t)t->spam.count, sizeof *w.of), {NULL, 0}};
    size_t all = 0;
    CHECK(w.of, "out of memory");
    for (int i = 0; i < t->spam.count; i++)
        w.of[i] = bag_of(text ? text[i] : t->spam.mail[i].text);
    for (int i = 0; i < labels; i++)
        all += w.of[chosen[i]].n;
    w.known.word = malloc((all + 1) * sizeof *w.known.word);
    CHECK(w.known.word, "out of memory");
    for (int i = 0; i < labels; i++) {
        memcpy(w.known.word + w.known.n, w.of[chosen[i]].word, w.of[chosen[i]].n * sizeof *w.known.word);
        w.known.n += w.of[chosen[i]].n;
    }
    sort_once(&w.known);
    Score s = rows_score(t, rows_of_words, &w, chosen, labels);
    for (int i = 0; i < t->spam.count; i++)
        free(w.of[i].word);
    free(w.of), free(w.known.word);
    return s;
}
