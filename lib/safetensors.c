#define _DEFAULT_SOURCE /* pread */
#include "safetensors.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"
#include "json.h"
#include "replace.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
               "tensors are written and read as they lie in memory");

enum { HEADER_MOST = 100000000, BUDGET = 4 << 20, BUDGET_SHARE = 4, MOST_AT_ONCE = 1 << 26 };

struct Safetensors {
    int file;
    uint64_t size;
    SafetensorsHeader header;
    char *reason;
    size_t reason_size;
    char path[];
};

int safetensors_refuse(Safetensors *f, const char *format, ...)
{
    int path = snprintf(f->reason, f->reason_size, "%s: ", f->path);
    if (path < 0 || (size_t)path >= f->reason_size)
        return GSL_EFAILED;
    va_list args;
    va_start(args, format);
    vsnprintf(f->reason + path, f->reason_size - (size_t)path, format, args);
    va_end(args);
    for (char *c = f->reason + path; *c; c++)
        if (*c < ' ' || *c > '~') /* a name from the file may not end the line or steer the terminal */
            *c = '?';
    return GSL_EFAILED;
}

/* ---- Reading. */

static int read_at(Safetensors *f, uint64_t at, void *to, size_t bytes)
{
    for (char *c = to; bytes > 0;) {
        ssize_t got = pread(f->file, c, bytes < MOST_AT_ONCE ? bytes : MOST_AT_ONCE, (off_t)at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return safetensors_refuse(f, "cannot be read at byte %llu: %s", (unsigned long long)at,
                                      strerror(errno));
        if (got == 0)
            return safetensors_refuse(f, "ends at byte %llu, while it is being read", (unsigned long long)at);
        c += got, at += (uint64_t)got, bytes -= (size_t)got;
    }
    return 0;
}

int safetensors_read(Safetensors *f, const SafeTensor *t, uint64_t from, void *to, size_t bytes)
{
    CHECK(from <= t->bytes && bytes <= t->bytes - from,
          "safetensors_read: %zu bytes from %llu on of '%s', which has %llu", bytes, (unsigned long long)from,
          t->name, (unsigned long long)t->bytes);
    return read_at(f, t->at + from, to, bytes);
}

int safetensors_is_half(const SafeTensor *t) { return !strcmp(t->dtype, "F16") || !strcmp(t->dtype, "BF16"); }

/* IEEE 754 binary16: sign, 5 bits of exponent, 10 of fraction; bfloat16: the upper half of a float. */
static float half_value(uint16_t h, int bf16)
{
    uint32_t sign = (uint32_t)(h & 0x8000) << 16, exponent = h >> 10 & 31, fraction = h & 1023, bits;
    float value;
    if (bf16)
        bits = (uint32_t)h << 16;
    else if (exponent == 0) { /* subnormal: fraction · 2⁻²⁴, exact in a float */
        value = (float)fraction * 0x1p-24F;
        memcpy(&bits, &value, sizeof bits);
        bits |= sign;
    } else
        bits = sign | (exponent == 31 ? 0x7f800000 : (exponent + 112) << 23) | fraction << 13;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* Halves are read into the upper half of where their floats will be, and widened from the front. */
int safetensors_read_floats(Safetensors *f, const SafeTensor *t, float *to)
{
    CHECK(!strcmp(t->dtype, "F32") || safetensors_is_half(t), "safetensors_read_floats: '%s' is %s", t->name,
          t->dtype);
    if (!safetensors_is_half(t))
        return safetensors_read(f, t, 0, to, (size_t)t->bytes);
    size_t n = (size_t)t->bytes / 2;
    char *from = (char *)to + 2 * n;
    int code = safetensors_read(f, t, 0, from, 2 * n), bf16 = t->dtype[0] == 'B';
    for (size_t i = 0; !code && i < n; i++) {
        uint16_t h;
        memcpy(&h, from + 2 * i, sizeof h);
        to[i] = half_value(h, bf16);
    }
    return code;
}

/* What kind of file it is, and how long its header. */
static int measure(Safetensors *f, uint64_t *header)
{
    struct stat s;
    unsigned char head[9];
    if (fstat(f->file, &s) != 0)
        return safetensors_refuse(f, "cannot be read: %s", strerror(errno));
    if (!S_ISREG(s.st_mode))
        return safetensors_refuse(f, "is %s, not a file",
                                  S_ISDIR(s.st_mode) ? "a folder" : "a device or pipe");
    f->size = (uint64_t)s.st_size;
    if (f->size < 10)
        return safetensors_refuse(f, "not a safetensors file: it has only %d bytes", (int)f->size);
    if (read_at(f, 0, head, sizeof head))
        return GSL_EFAILED;
    *header = 0;
    for (int i = 7; i >= 0; i--)
        *header = *header << 8 | head[i];
    uint64_t most = f->size - 8 < HEADER_MOST ? f->size - 8 : HEADER_MOST;
    if (*header < 2 || *header > most)
        return safetensors_refuse(
            f,
            "not a safetensors file: bytes 0 to 7 announce a header of %llu bytes; 2 to %llu "
            "are possible",
            (unsigned long long)*header, (unsigned long long)most);
    if (head[8] != '{')
        return safetensors_refuse(
            f, "not a safetensors file: its header begins, at byte 8, with 0x%02x, not with {", head[8]);
    return 0;
}

static int read_header(Safetensors *f)
{
    uint64_t n = 0;
    if (measure(f, &n))
        return GSL_EFAILED;
    char *text = malloc((size_t)n);
    if (!text)
        return safetensors_refuse(f, "no memory for %llu bytes of header", (unsigned long long)n);
    int code = read_at(f, 8, text, (size_t)n);
    if (!code) {
        code = safetensors_header_parse(&f->header, text, (size_t)n, f->size,
                                        BUDGET + BUDGET_SHARE * (size_t)f->size);
        if (code)
            safetensors_refuse(f, "%s", f->header.why);
    }
    free(text);
    return code;
}

Safetensors *safetensors_open(const char *path, char *reason, size_t reason_size)
{
    Safetensors *f = calloc(1, sizeof *f + strlen(path) + 1);
    CHECK(f, "safetensors: out of memory");
    strcpy(f->path, path);
    f->reason = reason;
    f->reason_size = reason_size;
    f->file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY); /* a FIFO would wait for its writer */
    int code = f->file < 0 ? safetensors_refuse(f, "cannot be opened: %s", strerror(errno)) : read_header(f);
    if (!code)
        return f;
    safetensors_close(f);
    return NULL;
}

void safetensors_close(Safetensors *f)
{
    if (!f)
        return;
    if (f->file >= 0)
        close(f->file);
    safetensors_header_free(&f->header);
    free(f);
}

int safetensors_count(const Safetensors *f) { return f->header.count; }

const SafeTensor *safetensors_at(const Safetensors *f, int i)
{
    CHECK(i >= 0 && i < f->header.count, "safetensors_at: %d is not one of %d tensors", i, f->header.count);
    return &f->header.list[i];
}

static int compare(const void *name, const void *t) { return strcmp(name, ((const SafeTensor *)t)->name); }

const SafeTensor *safetensors_find(const Safetensors *f, const char *name)
{
    const SafetensorsHeader *h = &f->header;
    return bsearch(name, h->list, (size_t)h->count, sizeof *h->list, compare);
}

const char *safetensors_note(const Safetensors *f, const char *key)
{
    for (int i = 0; i < f->header.notes_count; i += 2)
        if (!strcmp(f->header.notes[i], key))
            return f->header.notes[i + 1];
    return NULL;
}

/* ---- Writing. */

static json_t *entry(SafeTensor *t, uint64_t *end)
{
    int64_t bytes = safetensors_bytes(t);
    CHECK(bytes >= 0, "safetensors_write: '%s' of dtype %s is no tensor", t->name, t->dtype);
    t->at = *end;
    t->bytes = (uint64_t)bytes;
    *end += t->bytes;
    json_t *shape = json_array();
    for (int i = 0; i < t->ndim; i++)
        json_array_append_new(shape, json_integer(t->shape[i]));
    return json_pack("{s:s, s:o, s:[I, I]}", "dtype", t->dtype, "shape", shape, "data_offsets",
                     (json_int_t)t->at, (json_int_t)*end);
}

/* The length and the header, padded with spaces; the caller frees it. */
static char *header_text(SafeTensor list[], int n, const char *const notes[], size_t *length)
{
    uint64_t end = 0;
    json_t *root = json_object(), *metadata = json_object();
    int bad = 0;
    for (int i = 0; notes && notes[i]; i += 2)
        bad |= json_object_set_new(metadata, notes[i], json_string(notes[i + 1]));
    if (json_object_size(metadata))
        json_object_set(root, "__metadata__", metadata);
    for (int i = 0; i < n; i++) {
        CHECK(!json_object_get(root, list[i].name), "safetensors_write: two tensors '%s'", list[i].name);
        bad |= json_object_set_new(root, list[i].name, entry(&list[i], &end));
    }
    size_t size = json_dumpb(root, NULL, 0, JSON_COMPACT), padded = (size + 7) / 8 * 8;
    char *text = malloc(8 + padded);
    CHECK(!bad && size && text, "safetensors_write: out of memory, or a name that is not UTF-8");
    memset(text + 8, ' ', padded);
    json_dumpb(root, text + 8, size, JSON_COMPACT);
    for (int i = 0; i < 8; i++)
        text[i] = (char)(padded >> 8 * i & 0xff);
    json_decref(metadata);
    json_decref(root);
    *length = 8 + padded;
    return text;
}

int safetensors_write(const char *path, SafeTensor list[], int n, const char *const notes[],
                      SafetensorsData *data, void *context, char *reason, size_t reason_size)
{
    size_t length;
    char *text = header_text(list, n, notes, &length);
    Replace r;
    if (replace_begin(&r, path, reason, reason_size)) {
        free(text);
        return GSL_EFAILED;
    }
    int code = replace_write(&r, text, length);
    free(text);
    for (int i = 0; !code && i < n; i++)
        code = replace_write(&r, data(context, i), (size_t)list[i].bytes);
    return code ? code : replace_end(&r);
}
