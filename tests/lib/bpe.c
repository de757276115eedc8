/* Byte-pair encoding against the plain definition, which counts and merges everything anew. */
#include "bpe.h"

#include <stdlib.h>
#include <string.h>

#include "log.h"
#include "testing.h"

SUITE_SLOW(bpe, 120);

enum { MOST = 4000, TOKENS = 400 };

/* ---- The definition: pre-tokens one after another, -1 between them. */

typedef struct {
    int id[2 * MOST];
    int n;
} Plain;

static Plain plain_of(const Bpe *b, const char *text, size_t n)
{
    Plain p = {.n = 0};
    const char *piece;
    size_t length;
    for (BpeSplit s = bpe_split_begin(bpe_pattern(b), text, n); bpe_split_next(&s, &piece, &length);
         p.id[p.n++] = -1)
        for (size_t i = 0; i < length; i++)
            p.id[p.n++] = (unsigned char)piece[i];
    return p;
}

/* Returns how often it was done. */
static int plain_merge(Plain *p, int left, int right, int made)
{
    int to = 0, times = 0;
    for (int from = 0; from < p->n; to++) {
        int both = from + 1 < p->n && p->id[from] == left && p->id[from + 1] == right;
        p->id[to] = both ? made : p->id[from];
        from += both ? 2 : 1;
        times += both;
    }
    p->n = to;
    return times;
}

static int plain_best(const Plain *p, int *left, int *right)
{
    static int count[TOKENS][TOKENS];
    int best = 1;
    memset(count, 0, sizeof count);
    for (int i = 0; i + 1 < p->n; i++)
        if (p->id[i] >= 0 && p->id[i + 1] >= 0)
            count[p->id[i]][p->id[i + 1]]++;
    for (int l = 0; l < TOKENS; l++)
        for (int r = 0; r < TOKENS; r++)
            if (count[l][r] > best)
                best = count[l][r], *left = l, *right = r;
    return best;
}

static void random_text(gsl_rng *rng, char *text, size_t n, int kind)
{
    static const char *const part[] = {"a",  "b",        "ab",   " ",    "  ",  "\n", "1",
                                       "'s", "\xc3\xa9", "\xc3", "\xff", "aaa", "中", "."};
    for (size_t i = 0; i < n;)
        if (kind == 0)
            text[i++] = (char)any(rng, 0, 255);
        else if (kind == 1)
            text[i++] = (char)any(rng, 'a', 'c');
        else
            for (const char *c = part[any(rng, 0, kind == 2 ? 13 : 2)]; *c && i < n; c++)
                text[i++] = *c;
}

static void check_round_trip(const Bpe *b, const char *text, size_t n)
{
    size_t count;
    int *ids = bpe_encode(b, text, n, &count);
    char *back = malloc(n + 1);
    cr_assert(ids && back && bpe_decode(b, ids, count, back, n) == n);
    cr_assert(n == 0 || memcmp(text, back, n) == 0);
    free(back);
    free(ids);
}

/* Training and encoding, on random texts of every kind. */
TEST(bpe, same_as_the_definition)
{
    static char text[MOST], other[MOST];
    gsl_rng *rng = testing_rng("bpe");
    for (int round = 0; round < 40; round++) {
        size_t n = (size_t)any(rng, 0, round < 20 ? 60 : MOST), count;
        int merges = any(rng, 0, TOKENS - 256), k = 0, left, right, l = 0, r = 0;
        random_text(rng, text, n, round % 4);
        random_text(rng, other, n, round % 4);
        Bpe *b = bpe_train(text, n, merges);
        Plain p = plain_of(b, text, n), q = plain_of(b, other, n);
        for (; bpe_merge(b, k, &left, &right) == 256 + k; k++) {
            int times = plain_best(&p, &l, &r);
            cr_assert(times > 1 && left == l && right == r, "round %d, merge %d: (%d, %d), not (%d, %d)",
                      round, k, left, right, l, r);
            plain_merge(&p, l, r, 256 + k);
            plain_merge(&q, l, r, 256 + k);
        }
        cr_assert(bpe_size(b) == 256 + k && bpe_merge(b, k, &left, &right) == -1);
        cr_assert(k == merges || plain_best(&p, &l, &r) == 1, "round %d: ended after %d of %d merges", round,
                  k, merges);
        int *ids = bpe_encode(b, other, n, &count), at = 0;
        for (size_t i = 0; i < count; i++, at += q.id[at] < 0)
            cr_assert(q.id[at++] == ids[i], "round %d: token %zu", round, i);
        cr_assert(at == q.n);
        free(ids);
        check_round_trip(b, text, n);
        check_round_trip(b, other, n);
        bpe_free(b);
    }
    gsl_rng_free(rng);
}

TEST(bpe, ties_and_ends)
{
    int left, right;
    size_t n;
    Bpe *b = bpe_train("ba ba dc dc", 11, 9); /* "ba", " ba", " dc" twice: a pair of each kind waits */
    cr_assert(bpe_merge(b, 0, &left, &right) == 256 && left == ' ' && right == 'd', "%d %d", left, right);
    cr_assert(bpe_find(b, " dc", 3) >= 0 && bpe_find(b, "ba", 2) >= 0 && bpe_find(b, " ba", 3) == -1);
    cr_assert(memcmp(bpe_token(b, bpe_find(b, " dc", 3), &n), " dc", 3) == 0 && n == 3);
    bpe_free(b);
    const char *const few[] = {"", "a", "\xff", "ab", "\n"};
    for (int i = 0; i < 5; i++) {
        b = bpe_train(few[i], strlen(few[i]), 100);
        cr_assert(bpe_size(b) == 256 && bpe_merge(b, 0, &left, &right) == -1);
        check_round_trip(b, "any \x80 text", 10);
        check_round_trip(b, NULL, 0);
        bpe_free(b);
    }
    b = bpe_train("a\0a\0a\0", 6, 5);
    cr_assert(bpe_find(b, "\0", 1) == 0);
    check_round_trip(b, "\0\0a\0", 4);
    CHECKED(bpe_token(b, bpe_size(b), &n), "the vocabulary has 0");
    CHECKED(bpe_token(b, -1, &n), "token -1");
    bpe_free(b);
    CHECKED(bpe_train("a", 1, -1), "-1 merges");
    CHECKED(bpe_train("a", 1, 1 << 20), "1048576 merges");
    bpe_free(NULL);
}

TEST(bpe, decoding_into_little_room)
{
    Bpe *b = bpe_train("abcabcabc", 9, 10);
    size_t count;
    char to[] = "#########";
    int *ids = bpe_encode(b, "abcabcabc", 9, &count);
    cr_assert(bpe_decode(b, ids, count, NULL, 0) == 9);
    cr_assert(bpe_decode(b, ids, count, to, 4) == 9 && strcmp(to, "abca#####") == 0, "%s", to);
    cr_assert(bpe_decode(b, ids, 0, to, 4) == 0);
    free(ids);
    bpe_free(b);
}

/* Where pre-tokens end, in GPT-2's expression. */
TEST(bpe, pre_tokens)
{
    static const char *const row[][2] = {{"The cat's 12 mice.", "The| cat|'s| 12| mice|."},
                                         {"a  b", "a| | b"},
                                         {"a \n", "a| \n"},
                                         {"x \xc2\x85y", "x| |\xc2\x85|y"},
                                         {"I'll we'LL", "I|'ll| we|'|LL"},
                                         {"caf\xc3\xa9 1\xc2\xbd", "caf\xc3\xa9| 1\xc2\xbd"},
                                         {"a\xe1\xa0\x8e z", "a|\xe1\xa0\x8e| z"},
                                         {"a\xc3 b\xff\xfe\xc3\xa9", "a|\xc3| b|\xff\xfe|\xc3\xa9"},
                                         {"\xed\xa0\x80", "\xed\xa0\x80"}};
    BpePattern *p = bpe_pattern_new();
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        char got[100] = "";
        const char *piece;
        size_t n, at = 0;
        for (BpeSplit s = bpe_split_begin(p, row[i][0], strlen(row[i][0])); bpe_split_next(&s, &piece, &n);
             at += n) {
            if (at)
                got[at++] = '|';
            memcpy(got + at, piece, n);
        }
        cr_assert(strcmp(got, row[i][1]) == 0, "row %zu: %s", i, got);
    }
    bpe_pattern_free(p);
}

static char *repeated(const char *part, size_t n)
{
    char *text = malloc(n);
    cr_assert(text);
    for (size_t i = 0, length = strlen(part); i < n; i++)
        text[i] = part[i % length];
    return text;
}

/* Twice the text takes about twice the time; a quadratic way would take four times it and, at this length,
 * hours. */
TEST(bpe, hostile_texts)
{
    static const char *const part[] = {
        "a", "ab", "abcdefghijklmnopqrstuvwxyz", " ", "\n ", "\xff", "\xf0\x9f\x98\x80", "'", "a ", "1"};
    enum { BYTES = 1 << 20 };
    for (size_t i = 0; i < sizeof part / sizeof *part; i++) {
        char *text = repeated(part[i], BYTES);
        double started = log_seconds();
        Bpe *b = bpe_train(text, BYTES, 1000);
        check_round_trip(b, text, BYTES);
        cr_assert(log_seconds() - started < 20, "'%s' took %g s", part[i], log_seconds() - started);
        bpe_free(b);
        free(text);
    }
}

TEST(bpe, gives_back_all_memory)
{
    static char text[MOST];
    gsl_rng *rng = testing_rng("bpe memory");
    random_text(rng, text, MOST, 2);
    gsl_rng_free(rng);
    memory_watch();
    Bpe *b = bpe_train(text, MOST, 300);
    check_round_trip(b, text, MOST);
    bpe_free(b);
    Memory m = memory_watched();
    cr_assert(m.blocks == 0, "%ld blocks are held", m.blocks);
}
