#define _POSIX_C_SOURCE 200809L
#include "corpus.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "error.h"

int corpus_read(const char *path, Corpus *c, char *reason, size_t reason_size)
{
    *c = (Corpus){0};
    struct stat about;
    FILE *file = fopen(path, "rb");
    if (!file)
        return error_say(reason, reason_size, "%s: %s", path, strerror(errno));
    if (fstat(fileno(file), &about) == 0 && S_ISDIR(about.st_mode)) {
        fclose(file);
        return error_say(reason, reason_size, "%s: is a folder, not a text", path);
    }
    size_t room = 1 << 16; /* grows: a pipe does not say its size */
    char *text = malloc(room + 1);
    while (text) {
        c->n += fread(text + c->n, 1, room - c->n, file);
        if (c->n < room || room > CORPUS_MOST)
            break;
        char *more = realloc(text, 2 * room + 1);
        room *= 2;
        if (!more)
            free(text);
        text = more;
    }
    int failed = ferror(file);
    fclose(file);
    const char *wrong = !text                ? "out of memory"
                        : failed             ? "cannot be read"
                        : c->n == 0          ? "is empty; a text to learn from is needed"
                        : c->n > CORPUS_MOST ? "has more than 256 MiB; take a part of it"
                                             : NULL;
    if (wrong) {
        free(text);
        *c = (Corpus){0};
        return error_say(reason, reason_size, "%s: %s", path, wrong);
    }
    text[c->n] = 0;
    c->text = text;
    return 0;
}

void corpus_free(Corpus *c)
{
    free(c->text);
    *c = (Corpus){0};
}

/* Bytes of the UTF-8 character at s (RFC 3629: no overlong forms, surrogates, nor over U+10FFFF); 0: none. */
static size_t character(const unsigned char *s, size_t left)
{
    if (s[0] < 0x80)
        return 1;
    size_t length = s[0] >= 0xF0 ? 4 : s[0] >= 0xE0 ? 3 : 2;
    unsigned low = s[0] == 0xE0 ? 0xA0 : s[0] == 0xF0 ? 0x90 : 0x80;
    unsigned high = s[0] == 0xED ? 0x9F : s[0] == 0xF4 ? 0x8F : 0xBF;
    if (s[0] < 0xC2 || s[0] > 0xF4 || left < length || s[1] < low || s[1] > high)
        return 0;
    for (size_t i = 2; i < length; i++)
        if (s[i] < 0x80 || s[i] > 0xBF)
            return 0;
    return length;
}

/* A control character: C0 but for tab and new line, DEL, C1, or the mark U+FEFF. */
static int is_control(const unsigned char *s, size_t length)
{
    if (length == 1)
        return (s[0] < 0x20 && s[0] != '\t' && s[0] != '\n') || s[0] == 0x7F;
    return (s[0] == 0xC2 && s[1] < 0xA0) || (length == 3 && s[0] == 0xEF && s[1] == 0xBB && s[2] == 0xBF);
}

CorpusCleaned corpus_clean(Corpus *c)
{
    CorpusCleaned gone = {0};
    const unsigned char *s = (const unsigned char *)c->text;
    size_t to = 0, length;
    for (size_t i = 0; i < c->n; i += length) {
        length = character(s + i, c->n - i);
        if (length == 0) {
            gone.invalid++, length = 1;
        } else if (s[i] == '\n' || (s[i] == '\r' && !(i + 1 < c->n && s[i + 1] == '\n'))) {
            while (to && (c->text[to - 1] == ' ' || c->text[to - 1] == '\t'))
                to--, gone.blanks++;
            if (to >= 2 && c->text[to - 1] == '\n' && c->text[to - 2] == '\n')
                gone.blanks++;
            else
                c->text[to++] = '\n';
        } else if (is_control(s + i, length)) {
            gone.control += length;
        } else {
            memmove(c->text + to, s + i, length); /* to <= i: never ahead of what is read */
            to += length;
        }
    }
    c->text[c->n = to] = 0;
    return gone;
}

static uint64_t hash_of(const char *s, size_t n)
{
    uint64_t h = 14695981039346656037U; /* FNV-1a */
    for (size_t i = 0; i < n; i++)
        h = (h ^ (unsigned char)s[i]) * 1099511628211U;
    return h ^ h >> 29;
}

size_t corpus_deduplicate(Corpus *c)
{
    size_t lines = 1, room = 16, to = 0, gone = 0;
    for (size_t i = 0; i < c->n; i++)
        lines += c->text[i] == '\n';
    while (room < 2 * lines)
        room *= 2;
    struct Seen {
        uint64_t hash;
        size_t at, n; /* n = 0: free */
    } *seen = calloc(room, sizeof *seen);
    CHECK(seen, "corpus_deduplicate: out of memory for %zu lines", lines);
    for (size_t i = 0; i < c->n;) {
        const char *end = memchr(c->text + i, '\n', c->n - i);
        size_t n = end ? (size_t)(end - c->text) - i : c->n - i, whole = n + (end != NULL), known = 0;
        uint64_t hash = hash_of(c->text + i, n);
        size_t k = hash & (room - 1);
        for (; n && seen[k].n && !known; k = known ? k : (k + 1) & (room - 1))
            known = seen[k].hash == hash && seen[k].n == n && !memcmp(c->text + seen[k].at, c->text + i, n);
        gone += known;
        if (!known) {
            memmove(c->text + to, c->text + i, whole);
            if (n)
                seen[k] = (struct Seen){hash, to, n};
            to += whole;
        }
        i += whole;
    }
    free(seen);
    c->text[c->n = to] = 0;
    return gone;
}

Letters corpus_letters(const char *text, size_t n)
{
    Letters l = {0};
    for (size_t i = 0; i < n; i++)
        l.token[(unsigned char)text[i]] = 1;
    for (int b = 0; b < 256; b++) {
        l.byte[l.size] = (unsigned char)b;
        l.token[b] = l.token[b] ? l.size++ : -1;
    }
    return l;
}

void corpus_batch(const int *ids, size_t n, int B, int T, gsl_rng *rng, int *x, int *y)
{
    CHECK(B >= 1 && T >= 1 && n > (size_t)T, "corpus_batch: %d windows of %d + 1 tokens out of %zu", B, T, n);
    for (int b = 0; b < B; b++) {
        const int *at = ids + gsl_rng_uniform_int(rng, n - (size_t)T);
        memcpy(x + (size_t)b * (size_t)T, at, (size_t)T * sizeof *x);
        memcpy(y + (size_t)b * (size_t)T, at + 1, (size_t)T * sizeof *y);
    }
}
