#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bpe.h"
#include "bpe_alphabet.h"
#include "bpe_core.h"
#include "error.h"
#include "json.h"

enum { MOST_BYTES = 1 << 26, CHUNK = 1 << 16, SHOWN = 40 };

typedef struct {
    Bpe *b;
    char path[1024]; /* of the file being read */
    char *text;      /* all of it, ended by a 0 */
    size_t n;
    char *reason;
    size_t reason_size;
} Loader;

#define FAIL(l, ...) error_say((l)->reason, (l)->reason_size, __VA_ARGS__)

static int read_all(Loader *l, const char *folder, const char *name)
{
    free(l->text);
    l->text = NULL;
    l->n = 0;
    if ((size_t)snprintf(l->path, sizeof l->path, "%s/%s", folder, name) >= sizeof l->path)
        return FAIL(l, "%.80s...: the path is too long", folder);
    FILE *file = fopen(l->path, "rb");
    if (!file)
        return FAIL(l, "cannot open %s: %s", l->path, strerror(errno));
    size_t got, room = 0;
    do {
        if (room - l->n < CHUNK + 1)
            l->text = realloc(l->text, room = 2 * room + 2 * CHUNK);
        CHECK(l->text, "bpe: out of memory for %s", l->path);
        l->n += got = fread(l->text + l->n, 1, CHUNK, file);
    } while (got > 0 && l->n <= MOST_BYTES);
    int code = ferror(file) ? FAIL(l, "%s: cannot be read: %s", l->path, strerror(errno)) : 0;
    fclose(file);
    l->text[l->n] = 0;
    return code || l->n <= MOST_BYTES ? code : FAIL(l, "%s: longer than %d bytes", l->path, MOST_BYTES);
}

/* ---- vocab.json: {"token": id, …}, every id from 0 to their number less one. */

static int check_bytes(const Loader *l)
{
    for (int byte = 0; byte < BPE_BYTES; byte++) {
        unsigned char bytes[] = {(unsigned char)byte};
        if (bpe_find(l->b, bytes, 1) < 0)
            return FAIL(l, "%s: has no token for the byte 0x%02x", l->path, (unsigned)byte);
    }
    return 0;
}

/* Which token has which id; the keys stay the JSON's. */
static int collect(Loader *l, json_t *root, const char **key_of, size_t size)
{
    const char *key;
    json_t *value;
    json_object_foreach (root, key, value) {
        json_int_t id = json_is_integer(value) ? json_integer_value(value) : -1;
        if (id < 0 || id >= (json_int_t)size)
            return FAIL(l, "%s: the id of \"%.*s\" is no number from 0 to %zu", l->path, SHOWN, key,
                        size - 1);
        if (key_of[id])
            return FAIL(l, "%s: \"%.*s\" and \"%.*s\" have the same id %d", l->path, SHOWN, key_of[id], SHOWN,
                        key, (int)id);
        key_of[id] = key;
    }
    return 0;
}

static int fill_tokens(Loader *l, const char **key_of)
{
    Bpe *b = l->b;
    for (int i = 0; i < b->size; i++) {
        size_t n = alphabet_read(key_of[i], strlen(key_of[i]), b->bytes + b->start[i]);
        if (n == SIZE_MAX || n == 0)
            return FAIL(l, "%s: token %d, \"%.*s\", %s", l->path, i, SHOWN, key_of[i],
                        n ? "has a character that stands for no byte" : "is empty");
        b->start[i + 1] = b->start[i] + n;
    }
    bpe_core_index(b);
    return check_bytes(l);
}

static int read_vocabulary(Loader *l)
{
    json_error_t error;
    json_t *root = json_within(l->text, l->n, 64 * l->n + (1 << 20), &error);
    if (!root)
        return FAIL(l, "%s: damaged near byte %d: %s", l->path, error.position, error.text);
    size_t size = json_is_object(root) ? json_object_size(root) : 0;
    int code;
    if (size < BPE_BYTES || size > BPE_MOST)
        code = FAIL(l, "%s: not an object of %d to %d tokens", l->path, BPE_BYTES, BPE_MOST);
    else {
        const char **key_of = calloc(size, sizeof *key_of);
        CHECK(key_of, "bpe: out of memory for %zu tokens", size);
        code = collect(l, root, key_of, size);
        if (!code) {
            l->b = bpe_core_new((int)size, l->n, 0);
            code = fill_tokens(l, key_of);
        }
        free(key_of);
    }
    json_release(root);
    return code;
}

/* ---- merges.txt: a first line "#version…", then a merge a line: two tokens and a blank between. */

/* The token written in text[0..n-1], or -1. */
static int token_of(const Loader *l, const char *text, size_t n, unsigned char *bytes, size_t *length)
{
    *length = alphabet_read(text, n, bytes);
    return *length == SIZE_MAX ? -1 : bpe_find(l->b, bytes, *length);
}

/* `made`, one a token: whether it exists so far. `bytes`: room for a line. */
static int read_merge(Loader *l, const char *line, size_t n, int number, char *made, unsigned char *bytes)
{
    const char *blank = memchr(line, ' ', n);
    if (!blank)
        return FAIL(l, "%s: line %d is not two tokens with a blank between", l->path, number);
    size_t first = (size_t)(blank - line), left_n, right_n;
    int left = token_of(l, line, first, bytes, &left_n), right = -1, both = -1;
    if (left >= 0)
        right = token_of(l, blank + 1, n - first - 1, bytes + left_n, &right_n);
    if (left < 0 || right < 0)
        return FAIL(l, "%s: line %d: its %s half is not in the vocabulary", l->path, number,
                    left < 0 ? "left" : "right");
    if (!made[left] || !made[right])
        return FAIL(l, "%s: line %d: no earlier line makes its %s half", l->path, number,
                    made[left] ? "right" : "left");
    both = bpe_find(l->b, bytes, left_n + right_n);
    if (both < 0)
        return FAIL(l, "%s: line %d: what it makes is not in the vocabulary", l->path, number);
    if (made[both])
        return FAIL(l, "%s: line %d: an earlier line makes the same token", l->path, number);
    made[both] = 1;
    l->b->merge[l->b->merges++] = (Merge){left, right, both};
    return 0;
}

static int read_merges(Loader *l)
{
    Bpe *b = l->b;
    char *made = calloc((size_t)b->size, 1);
    unsigned char *bytes = malloc(l->n + 1);
    free(b->merge);
    b->merge = malloc((size_t)b->size * sizeof *b->merge); /* no more: each makes a token of its own */
    CHECK(made && bytes && b->merge, "bpe: out of memory for %s", l->path);
    for (int i = 0; i < b->size; i++)
        made[i] = b->start[i + 1] - b->start[i] == 1;
    int code = 0, number = 0;
    for (const char *line = l->text, *end = l->text + l->n, *next; line < end && !code; line = next + 1) {
        next = memchr(line, '\n', (size_t)(end - line));
        next = next ? next : end;
        if (++number > 1 || strncmp(line, "#version", 8) != 0)
            code = read_merge(l, line, (size_t)(next - line), number, made, bytes);
    }
    free(made);
    free(bytes);
    if (!code)
        bpe_core_index(b);
    return code;
}

int bpe_load(const char *folder, Bpe **b, char *reason, size_t reason_size)
{
    Loader l = {.reason = reason, .reason_size = reason_size};
    int code = read_all(&l, folder, "vocab.json") || read_vocabulary(&l) ||
               read_all(&l, folder, "merges.txt") || read_merges(&l);
    free(l.text);
    if (code)
        bpe_free(l.b);
    *b = code ? NULL : l.b;
    return code ? GSL_EFAILED : 0;
}
