/* Tokenizer files that are right, and each way of being wrong, named. */
#include "bpe.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "testing.h"

SUITE(bpe_damage);

static const char *folder, *vocabulary_path, *merges_path;
static char vocabulary[1 << 16], merges[1 << 12];

static size_t read_back(const char *path, char *to, size_t room)
{
    FILE *file = fopen(path, "rb");
    cr_assert(file);
    size_t n = fread(to, 1, room - 1, file);
    to[n] = 0;
    fclose(file);
    return n;
}

static void begin(void)
{
    static char path[2][300];
    char reason[400] = "";
    folder = testing_folder();
    snprintf(path[0], sizeof path[0], "%s/vocab.json", folder);
    snprintf(path[1], sizeof path[1], "%s/merges.txt", folder);
    vocabulary_path = path[0], merges_path = path[1];
    Bpe *b = bpe_train("low lower lowest \xff\xfe\xff\xfe\n\n", 23, 8);
    cr_assert(bpe_save(b, folder, reason, sizeof reason) == 0, "%s", reason);
    bpe_free(b);
    read_back(vocabulary_path, vocabulary, sizeof vocabulary);
    read_back(merges_path, merges, sizeof merges);
}

#define DAMAGE_TEST(name) TEST(bpe_damage, name, .init = begin)

DAMAGE_TEST(right_files)
{
    Bpe *b;
    char reason[400] = "";
    cr_assert(bpe_load(folder, &b, reason, sizeof reason) == 0, "%s", reason);
    cr_assert(bpe_find(b, "low", 3) >= 256 && bpe_find(b, "\xff\xfe", 2) >= 256 &&
              bpe_find(b, "\n", 1) == 10);
    bpe_free(b);
    size_t n = strlen(merges);
    cr_assert(strncmp(merges, "#version: 0.2\n", 14) == 0 && merges[n - 1] == '\n');
    merges[n - 1] = 0; /* a last line that is not ended; no first line */
    testing_write(merges_path, merges + 14, n - 15);
    cr_assert(bpe_load(folder, &b, reason, sizeof reason) == 0, "%s", reason);
    cr_assert(bpe_find(b, "low", 3) >= 256);
    bpe_free(b);
}

/* Tokens that are no bytes' and no merge's, as <|endoftext|>, can be decoded, and are never encoded. */
DAMAGE_TEST(special_tokens)
{
    Bpe *b;
    char reason[400] = "", more[sizeof vocabulary + 40];
    size_t n = strlen(vocabulary), count;
    while (vocabulary[n - 1] != '}')
        n--;
    Bpe *old;
    cr_assert(bpe_load(folder, &old, reason, sizeof reason) == 0);
    snprintf(more, sizeof more, "%.*s, \"<|end|>\": %d}", (int)n - 1, vocabulary, bpe_size(old));
    testing_write(vocabulary_path, more, strlen(more));
    cr_assert(bpe_load(folder, &b, reason, sizeof reason) == 0, "%s", reason);
    cr_assert(bpe_find(b, "<|end|>", 7) == bpe_size(old));
    int *ids = bpe_encode(b, "<|end|>", 7, &count);
    cr_assert(count == 7 && ids[0] == '<');
    free(ids);
    bpe_free(old);
    bpe_free(b);
}

static void refused(const char *path, const char *said)
{
    Bpe *b = (Bpe *)(void *)vocabulary;
    char reason[500] = "";
    cr_assert(bpe_load(folder, &b, reason, sizeof reason) != 0, "was loaded, not refused for '%s'", said);
    cr_assert(strstr(reason, path) && !strchr(reason, '\n'), "'%s' does not name %s in one line", reason,
              path);
    cr_assert(strstr(reason, said), "'%s' is not in '%s'", said, reason);
    cr_assert(!b);
}

static void wrong_merges(const char *text, const char *said)
{
    testing_write(merges_path, text, strlen(text));
    refused("merges.txt", said);
}

DAMAGE_TEST(merges)
{
    wrong_merges("#version: 0.2\nl o\nlo\n", "line 3 is not two tokens");
    wrong_merges("l o\n\nlo w\n", "line 2 is not two tokens");
    wrong_merges("l o\nlo w w\n", "line 2: its right half");
    wrong_merges("l o\r\n", "line 1: its right half");
    wrong_merges("lo w\nl o\n", "line 1: no earlier line makes its left half");
    wrong_merges("l o\nl ow\n", "line 2: its right half is not in the vocabulary");
    wrong_merges("l o\nx y\n", "line 2: what it makes is not in the vocabulary");
    wrong_merges("l o\nl o\n", "line 2: an earlier line makes the same token");
    wrong_merges("\xc3\xbf\n", "line 1 is not two tokens");
    wrong_merges("\xc3 o\n", "line 1: its left half");
    wrong_merges("l \xc1\xaf\n", "line 1: its right half"); /* o, overlong */
    wrong_merges(" \n", "line 1: its left half");
    wrong_merges("l o\n#version\n", "line 2 is not two tokens");
    wrong_merges("<html><body>404</body></html>", "line 1 is not two tokens");
    cr_assert(remove(merges_path) == 0);
    refused("merges.txt", "No such file");
    cr_assert(mkdir(merges_path, 0777) == 0);
    refused("merges.txt", "directory");
}

static void wrong_vocabulary(const char *text, const char *said)
{
    testing_write(vocabulary_path, text, strlen(text));
    refused("vocab.json", said);
}

/* The vocabulary with the first `old` in it replaced. */
static void altered(const char *old, const char *new, const char *said)
{
    static char text[sizeof vocabulary + 600];
    const char *at = strstr(vocabulary, old);
    cr_assert(at, "%s is not in the vocabulary", old);
    snprintf(text, sizeof text, "%.*s%s%s", (int)(at - vocabulary), vocabulary, new, at + strlen(old));
    wrong_vocabulary(text, said);
}

DAMAGE_TEST(vocabularies)
{
    altered("\"a\":97", "\"a\":98", "have the same id 98");
    altered("\"a\":97", "\"a\":-1", "the id of \"a\"");
    altered("\"a\":97", "\"a\":100000", "the id of \"a\"");
    altered("\"a\":97", "\"a\":97.0", "the id of \"a\"");
    altered("\"a\":97", "\"a\":\"97\"", "the id of \"a\"");
    altered("\"a\":97", "\"a\":99999999999999999999", "damaged near byte");
    altered("\"a\":97", "\"b\":97", "duplicate");
    altered("\"a\":97", "\"aa\":97", "has no token for the byte 0x61");
    altered("\"a\":97", "\"a b\":97", "stands for no byte");
    altered("\"a\":97", "\"\\u4e2d\":97", "stands for no byte");
    altered("\"a\":97", "\"\":97", "is empty");
    altered("\"a\":97", "\"\\u0000\":97", "damaged near byte");
    altered("\"a\":97", "\"a:97", "damaged near byte");
    altered("\"a\":97", "\"\xff\":97", "damaged near byte");
    wrong_vocabulary("", "damaged near byte 0");
    wrong_vocabulary("[]", "not an object of 256");
    wrong_vocabulary("{}", "not an object of 256");
    wrong_vocabulary("{\"a\": 0}", "not an object of 256");
    wrong_vocabulary("[[[[", "damaged near byte");
    cr_assert(remove(vocabulary_path) == 0);
    refused("vocab.json", "No such file");
}

/* Every file cut anywhere is refused or, where a whole line is gone, a smaller tokenizer; no crash, no leak.
 */
DAMAGE_TEST(cut_and_changed)
{
    gsl_rng *rng = testing_rng("bpe damage");
    size_t n = strlen(vocabulary), m = strlen(merges);
    for (int round = 0; round < 400; round++) {
        Bpe *b;
        char reason[500] = "", saved;
        char *text = round % 2 ? merges : vocabulary;
        size_t length = round % 2 ? m : n, at = (size_t)any(rng, 0, (int)length - 1);
        saved = text[at];
        text[at] = (char)any(rng, 0, 255);
        testing_write(vocabulary_path, vocabulary, round % 4 == 0 ? at : n);
        testing_write(merges_path, merges, round % 4 == 1 ? at : m);
        if (bpe_load(folder, &b, reason, sizeof reason) == 0)
            bpe_free(b);
        else
            cr_assert(*reason && !strchr(reason, '\n'), "'%s'", reason);
        text[at] = saved;
    }
    gsl_rng_free(rng);
}

DAMAGE_TEST(saving_where_nothing_can_be)
{
    Bpe *b = bpe_train("", 0, 0);
    char reason[500] = "", path[400];
    snprintf(path, sizeof path, "%s/none", folder);
    cr_assert(bpe_save(b, path, reason, sizeof reason) != 0 && strstr(reason, path), "%s", reason);
    bpe_free(b);
}
