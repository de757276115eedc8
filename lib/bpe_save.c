#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bpe.h"
#include "bpe_alphabet.h"
#include "bpe_core.h"
#include "error.h"
#include "json.h"
#include "replace.h"

static int path_in(const char *folder, const char *name, char path[1024], char *reason, size_t reason_size)
{
    if (snprintf(path, 1024, "%s/%s", folder, name) >= 1024)
        return error_say(reason, reason_size, "%.80s...: the path is too long", folder);
    return 0;
}

static size_t write_token(const Bpe *b, int id, char *to)
{
    return alphabet_write(b->bytes + b->start[id], b->start[id + 1] - b->start[id], to);
}

static size_t longest(const Bpe *b)
{
    size_t most = 0;
    for (int i = 0; i < b->size; i++)
        most = b->start[i + 1] - b->start[i] > most ? b->start[i + 1] - b->start[i] : most;
    return most;
}

static char *vocabulary_text(const Bpe *b)
{
    char *token = malloc(2 * longest(b) + 1);
    json_t *vocabulary = json_object();
    int code = !token || !vocabulary;
    for (int i = 0; i < b->size && !code; i++) {
        token[write_token(b, i, token)] = 0;
        code = json_object_set_new(vocabulary, token, json_integer(i));
    }
    char *text = code ? NULL : json_dumps(vocabulary, JSON_ENSURE_ASCII | JSON_COMPACT);
    CHECK(text, "bpe: out of memory for the text of %d tokens", b->size);
    json_decref(vocabulary);
    free(token);
    return text;
}

static int save_vocabulary(const Bpe *b, Replace *r)
{
    char *text = vocabulary_text(b);
    int code = replace_write(r, text, strlen(text)) || replace_write(r, "\n", 1);
    free(text);
    return code;
}

static int save_merges(const Bpe *b, Replace *r)
{
    char *line = malloc(2 * longest(b) + 2);
    CHECK(line, "bpe: out of memory");
    int code = replace_write(r, "#version: 0.2\n", 14);
    for (int k = 0; k < b->merges && !code; k++) {
        size_t n = write_token(b, b->merge[k].left, line);
        line[n++] = ' ';
        n += write_token(b, b->merge[k].right, line + n);
        line[n++] = '\n';
        code = replace_write(r, line, n);
    }
    free(line);
    return code;
}

int bpe_save(const Bpe *b, const char *folder, char *reason, size_t reason_size)
{
    static const char *const name[] = {"vocab.json", "merges.txt"};
    char path[1024];
    for (int i = 0; i < 2; i++) {
        Replace r;
        if (path_in(folder, name[i], path, reason, reason_size) ||
            replace_begin(&r, path, reason, reason_size) ||
            (i == 0 ? save_vocabulary(b, &r) : save_merges(b, &r)) || replace_end(&r))
            return GSL_EFAILED;
    }
    return 0;
}
