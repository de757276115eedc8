#include "idx.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "error.h"

enum { MAX_BYTES = 1 << 30, CHUNK = 1 << 20 };

typedef struct {
    gzFile gz;
    const char *path;
    char *reason;
    size_t reason_size;
} Reader;

#define FAIL(r, ...) error_say((r)->reason, (r)->reason_size, __VA_ARGS__)

/* Reads up to n bytes; fewer at the end of the file; -1 on damage, which it reports. */
static long read_some(Reader *r, unsigned char *to, size_t n)
{
    errno = 0;
    int got = gzread(r->gz, to, (unsigned)n), code;
    const char *why = gzerror(r->gz, &code);
    if (got >= 0 && (code == Z_OK || code == Z_STREAM_END))
        return got;
    size_t named = strlen(r->path); /* zlib puts the path before its reason */
    if (!strncmp(why, r->path, named) && !strncmp(why + named, ": ", 2))
        why += named + 2;
    FAIL(r, "%s: damaged near byte %ld: %s", r->path, (long)gzoffset(r->gz),
         code == Z_ERRNO ? strerror(errno) : code == Z_BUF_ERROR ? "the compressed file ends too early" : why);
    return -1;
}

static int read_header(Reader *r, Idx *idx)
{
    unsigned char head[4], extent[4];
    long got = read_some(r, head, sizeof head);
    if (got < 0)
        return GSL_EFAILED;
    if (got < 4 || head[0] || head[1])
        return FAIL(r, "%s: not an IDX file (it does not begin with two zero bytes)", r->path);
    if (head[2] != 8)
        return FAIL(r, "%s: IDX type 0x%02x at byte 2; only 0x08, unsigned bytes, is read here", r->path, head[2]);
    if (head[3] < 1 || head[3] > 4)
        return FAIL(r, "%s: %d dimensions at byte 3; 1 to 4 are possible", r->path, head[3]);
    idx->ndim = head[3];
    idx->size = 1;
    for (int i = 0; i < idx->ndim; i++) {
        got = read_some(r, extent, sizeof extent);
        if (got < 0)
            return GSL_EFAILED;
        if (got < 4)
            return FAIL(r, "%s: ends inside its header, after dimension %d", r->path, i);
        size_t n = (size_t)extent[0] << 24 | (size_t)extent[1] << 16 | (size_t)extent[2] << 8 | extent[3];
        if (n < 1 || n > MAX_BYTES || idx->size > MAX_BYTES / n)
            return FAIL(r, "%s: extent %zu at byte %d makes more than %d bytes of data, or none", r->path, n,
                        4 + 4 * i, MAX_BYTES);
        idx->shape[i] = (int)n;
        idx->size *= n;
    }
    return 0;
}

/* Memory grows with what really arrives: a header that promises much takes nothing. */
static int read_data(Reader *r, Idx *idx)
{
    size_t have = 0, room = 0;
    for (;;) {
        if (have == room) {
            size_t more = room ? 2 * room : CHUNK;
            room = more < idx->size + 1 ? more : idx->size + 1;
            unsigned char *grown = realloc(idx->data, room);
            if (!grown)
                return FAIL(r, "%s: no memory for %zu bytes", r->path, room);
            idx->data = grown;
        }
        size_t want = room - have < CHUNK ? room - have : CHUNK;
        long got = read_some(r, idx->data + have, want);
        if (got < 0)
            return GSL_EFAILED;
        have += (size_t)got;
        if (have > idx->size)
            return FAIL(r, "%s: longer than the %zu bytes its header announces", r->path, idx->size);
        if (got == 0)
            break;
    }
    if (have < idx->size)
        return FAIL(r, "%s: %zu bytes of data; its header announces %zu", r->path, have, idx->size);
    return 0;
}

int idx_load(const char *path, Idx *idx, char *reason, size_t reason_size)
{
    *idx = (Idx){0};
    errno = 0;
    Reader r = {gzopen(path, "rb"), path, reason, reason_size};
    if (!r.gz)
        return FAIL(&r, "cannot open %s: %s", path, strerror(errno ? errno : ENOMEM));
    gzbuffer(r.gz, 1 << 17);
    int code = read_header(&r, idx);
    if (!code)
        code = read_data(&r, idx);
    gzclose(r.gz);
    if (code)
        idx_free(idx);
    return code;
}

void idx_free(Idx *idx)
{
    free(idx->data);
    *idx = (Idx){0};
}
