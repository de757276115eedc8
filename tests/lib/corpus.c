/* Reading, cleaning, deduplicating, letters and batches. */
#define _POSIX_C_SOURCE 200809L
#include "corpus.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "testing.h"

SUITE(corpus);

static Corpus of(const char *bytes, size_t n)
{
    Corpus c = {malloc(n + 1), n};
    memcpy(c.text, bytes, n);
    c.text[n] = 0;
    return c;
}

static void cleans(const char *bytes, size_t n, const char *want, size_t invalid, size_t control, size_t blanks)
{
    Corpus c = of(bytes, n);
    CorpusCleaned gone = corpus_clean(&c);
    cr_assert_str_eq(c.text, want);
    cr_assert_eq(c.n, strlen(want));
    cr_assert_eq(gone.invalid, invalid, "%zu invalid bytes in '%s'", gone.invalid, want);
    cr_assert_eq(gone.control, control, "%zu control bytes in '%s'", gone.control, want);
    cr_assert_eq(gone.blanks, blanks, "%zu blanks in '%s'", gone.blanks, want);
    corpus_free(&c);
}
#define CLEANS(bytes, ...) cleans(bytes, sizeof(bytes) - 1, __VA_ARGS__)

TEST(corpus, cleans)
{
    CLEANS("", "", 0, 0, 0);
    CLEANS("as it is\n", "as it is\n", 0, 0, 0);
    CLEANS("a\r\nb\rc", "a\nb\nc", 0, 1, 0);
    CLEANS("a \t\n\n\n\nb\t", "a\n\nb\t", 0, 0, 4);
    CLEANS("\xEF\xBB\xBFx\0y\x7F\x1B[31m", "xy[31m", 0, 6, 0);
    CLEANS("w\xC3\xBCst \xE2\x80\x94 \xF0\x9F\x90\x8B", "w\xC3\xBCst \xE2\x80\x94 \xF0\x9F\x90\x8B", 0, 0, 0);
    CLEANS("\xC0\xAF\xED\xA0\x80\xF4\x90\x80\x80\xFF.", ".", 10, 0, 0);
    CLEANS("half \xE2\x80", "half ", 2, 0, 0);
    CLEANS("\xC2\x85", "", 0, 2, 0);
}

static void deduplicates(const char *text, const char *want, size_t gone)
{
    Corpus c = of(text, strlen(text));
    cr_assert_eq(corpus_deduplicate(&c), gone);
    cr_assert_str_eq(c.text, want);
    cr_assert_eq(c.n, strlen(want));
    corpus_free(&c);
}

TEST(corpus, deduplicates)
{
    deduplicates("", "", 0);
    deduplicates("a\nb\na\n", "a\nb\n", 1);
    deduplicates("a\n\n\na\n\n", "a\n\n\n\n", 1);
    deduplicates("a\nab\na", "a\nab\n", 1);
    deduplicates("a", "a", 0);
    Corpus many = {malloc(700001), 0};
    for (int i = 0; i < 100000; i++)
        many.n += (size_t)sprintf(many.text + many.n, "%d\n", i % 50000);
    cr_assert_eq(corpus_deduplicate(&many), 50000);
    corpus_free(&many);
}

TEST(corpus, reads_or_says_why)
{
    char path[] = "/tmp/corpus.XXXXXX", why[200];
    Corpus c;
    int file = mkstemp(path);
    cr_assert(file >= 0);
    cr_assert_neq(corpus_read(path, &c, why, sizeof why), 0);
    cr_assert(strstr(why, "is empty"), "%s", why);
    cr_assert_eq(write(file, "a\0b", 3), 3);
    cr_assert_eq(corpus_read(path, &c, why, sizeof why), 0);
    cr_assert_eq(c.n, 3);
    cr_assert_arr_eq(c.text, "a\0b", 4);
    corpus_free(&c);
    close(file);
    unlink(path);
    cr_assert_neq(corpus_read(path, &c, why, sizeof why), 0);
    cr_assert(strstr(why, "No such file"), "%s", why);
    cr_assert_neq(corpus_read("/tmp", &c, why, sizeof why), 0);
    cr_assert(strstr(why, "folder"), "%s", why);
    cr_assert_null(c.text);
}

TEST(corpus, does_not_end)
{
    char why[200];
    Corpus c;
    cr_assert_neq(corpus_read("/dev/zero", &c, why, sizeof why), 0);
    cr_assert(strstr(why, "/dev/zero: has more than 256 MiB"), "%s", why);
    cr_assert_null(c.text);
}

/* A hundred million bytes without a new line, a quarter of them to be cleaned away. */
TEST(corpus, one_long_line)
{
    enum { N = 100000000 };
    Corpus c = {malloc(N + 1), N};
    cr_assert(c.text);
    for (size_t i = 0; i < N; i++)
        c.text[i] = "ab\xFF."[i % 4];
    c.text[N] = 0;
    CorpusCleaned gone = corpus_clean(&c);
    cr_assert_eq(gone.invalid, N / 4);
    cr_assert_eq(c.n, N / 4 * 3);
    cr_assert_eq(corpus_deduplicate(&c), 0);
    Letters l = corpus_letters(c.text, c.n);
    cr_assert_eq(l.size, 3);
    corpus_free(&c);
}

/* Whatever the bytes, what is left needs no cleaning, and holds nothing that a terminal would obey. */
TEST(corpus, binary)
{
    enum { N = 200000 };
    gsl_rng *rng = testing_rng("binary");
    Corpus c = {malloc(N + 1), N};
    for (size_t i = 0; i < N; i++)
        c.text[i] = (char)any(rng, 0, 255);
    c.text[N] = 0;
    corpus_clean(&c);
    cr_assert_eq(strlen(c.text), c.n);
    for (size_t i = 0; i < c.n; i++)
        cr_assert((unsigned char)c.text[i] >= ' ' || strchr("\t\n", c.text[i]), "byte %d", c.text[i]);
    size_t n = c.n;
    CorpusCleaned again = corpus_clean(&c);
    cr_assert(n == c.n && !again.invalid && !again.control && !again.blanks);
    corpus_deduplicate(&c);
    cr_assert_eq(corpus_deduplicate(&c), 0);
    corpus_free(&c);
    gsl_rng_free(rng);
}

TEST(corpus, letters)
{
    Letters l = corpus_letters("abca\xFF", 5);
    cr_assert_eq(l.size, 4);
    cr_assert_eq(l.token['a'], 0);
    cr_assert_eq(l.token[0xFF], 3);
    cr_assert_eq(l.token['z'], -1);
    cr_assert_eq(l.byte[2], 'c');
    char all[256];
    for (int i = 0; i < 256; i++)
        all[i] = (char)(255 - i);
    l = corpus_letters(all, 256);
    cr_assert_eq(l.size, 256);
    cr_assert_eq(l.token[77], 77);
}

TEST(corpus, batches)
{
    enum { N = 10, B = 200, T = 7 };
    int ids[N], x[B * T], y[B * T], seen[N] = {0};
    for (int i = 0; i < N; i++)
        ids[i] = i;
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    corpus_batch(ids, N, B, T, rng, x, y);
    for (int i = 0; i < B * T; i++)
        cr_assert(y[i] == x[i] + 1 && (i % T == 0 || x[i] == x[i - 1] + 1));
    for (int b = 0; b < B; b++)
        seen[x[b * T]]++;
    cr_assert(seen[0] && seen[1] && seen[2] && !seen[3]);
    gsl_rng_free(rng);
}
