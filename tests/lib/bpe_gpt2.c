/* GPT-2's tokens exactly, as two independent implementations give them (reference/bpe.mjs). */
#include "bpe.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "testing.h"

SUITE_SLOW(bpe_gpt2, 60);

static Bpe *gpt2(void)
{
    Bpe *b;
    char reason[400] = "";
    cr_assert(bpe_load("data/cache/gpt2", &b, reason, sizeof reason) == 0,
              "%s; make data fetches it (with npm)", reason);
    return b;
}

/* In place: \\ and \xHH. Returns the number of bytes. */
static size_t unescape(char *text)
{
    char *to = text;
    for (const char *from = text; *from; to++) {
        unsigned byte = (unsigned char)*from++;
        if (byte == '\\' && *from == 'x') {
            cr_assert(sscanf(from, "x%2x", &byte) == 1);
            from += 3;
        } else if (byte == '\\')
            byte = (unsigned char)*from++;
        *to = (char)byte;
    }
    *to = 0;
    return (size_t)(to - text);
}

static void compare(const Bpe *b, int line, const char *text, size_t n, char *want)
{
    size_t count, i = 0;
    int *ids = bpe_encode(b, text, n, &count);
    for (char *end; *want && *want != '\n'; want = end, i++) {
        long id = strtol(want, &end, 10);
        cr_assert(i < count && ids[i] == id, "line %d: token %zu is %d, not %ld", line, i,
                  i < count ? ids[i] : -1, id);
    }
    cr_assert(i == count, "line %d: %zu tokens, not %zu", line, count, i);
    char *back = malloc(n + 1);
    cr_assert(back && bpe_decode(b, ids, count, back, n) == n && !memcmp(back, text, n), "line %d", line);
    free(back);
    free(ids);
}

TEST(bpe_gpt2, reference_ids)
{
    static char line[1 << 16];
    int lines = 0;
    Bpe *b = gpt2();
    cr_assert(bpe_size(b) == 50257 && bpe_find(b, "<|endoftext|>", 13) == 50256 &&
              bpe_find(b, " the", 4) == 262);
    FILE *file = fopen("tests/lib/reference/bpe.tsv", "r");
    cr_assert(file, "the tests run at the top of the repository");
    while (fgets(line, sizeof line, file)) {
        char *ids = strchr(line, '\t');
        cr_assert(ids && strchr(ids, '\n'), "line %d is not whole", lines + 1);
        *ids++ = 0;
        compare(b, ++lines, line, unescape(line), ids);
    }
    fclose(file);
    cr_assert(lines > 150, "%d lines", lines);
    bpe_free(b);
}

/* What was saved and loaded is the same tokenizer; GPT-2's own files come back token by token. */
TEST(bpe_gpt2, saved_again)
{
    const char *folder = testing_folder();
    char reason[400] = "";
    Bpe *b = gpt2(), *again;
    cr_assert(bpe_save(b, folder, reason, sizeof reason) == 0, "%s", reason);
    cr_assert(bpe_load(folder, &again, reason, sizeof reason) == 0, "%s", reason);
    cr_assert(bpe_size(again) == bpe_size(b));
    for (int i = 0; i < bpe_size(b); i++) {
        size_t n, m;
        const unsigned char *p = bpe_token(b, i, &n), *q = bpe_token(again, i, &m);
        cr_assert(n == m && !memcmp(p, q, n), "token %d", i);
    }
    for (int k = 0, left[2], right[2], made; (made = bpe_merge(b, k, &left[0], &right[0])) >= 0; k++)
        cr_assert(bpe_merge(again, k, &left[1], &right[1]) == made && left[0] == left[1] &&
                  right[0] == right[1]);
    bpe_free(b);
    bpe_free(again);
}

/* Bytes that are not UTF-8 have no reference: Python's encoder takes characters. Here the longest run of them
 * is a pre-token, and what stands on both sides is encoded as if it stood alone. */
TEST(bpe_gpt2, broken_utf8)
{
    static const struct {
        const char *before, *broken, *after;
    } row[] = {{"caf", "\xc3", " au lait"},
               {"x", "\x80\xbf", "y"},
               {"the", "\xed\xa0\x80", "end"}, /* a surrogate */
               {"a ", "\xc0\xaf", " b"},       /* '/' in two bytes: overlong */
               {"a  ", "\xff\xfe", "  b"},
               {"", "\xf4\x90\x80\x80", ""},
               {"\xe4\xb8\xad", "\xe4\xb8", "\xe4\xb8\xad"},
               {"n\n", "\xf0\x9f\x98", "\n\nz"}};
    Bpe *b = gpt2();
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        char text[64], back[64];
        const char *part[] = {row[i].before, row[i].broken, row[i].after};
        size_t n = (size_t)snprintf(text, sizeof text, "%s%s%s", part[0], part[1], part[2]), count, at = 0;
        int *ids = bpe_encode(b, text, n, &count);
        cr_assert(bpe_decode(b, ids, count, back, sizeof back) == n && !memcmp(back, text, n), "row %zu", i);
        for (int k = 0; k < 3; k++) {
            size_t alone;
            int *want = bpe_encode(b, part[k], strlen(part[k]), &alone);
            cr_assert(at + alone <= count && !memcmp(ids + at, want, alone * sizeof *want), "row %zu part %d",
                      i, k);
            at += alone;
            free(want);
        }
        cr_assert(at == count);
        free(ids);
    }
    bpe_free(b);
}
