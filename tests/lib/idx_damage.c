/* A thousand damaged IDX files: each loads or is refused in one line; none crashes, hangs or takes much memory. */
#define _POSIX_C_SOURCE 200809L
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "idx.h"
#include "testing.h"

SUITE_SLOW(idx_damage, 60);

enum { DAMAGES = 1000, ROOM = 1 << 16 };

typedef struct {
    unsigned char byte[ROOM];
    size_t n;
} File;

/* Big-endian extents after the magic number. */
static void put_header(File *f, int ndim, const unsigned long extent[])
{
    memcpy(f->byte, (unsigned char[]){0, 0, 8, (unsigned char)ndim}, 4);
    f->n = 4;
    for (int i = 0; i < ndim; i++)
        for (int shift = 24; shift >= 0; shift -= 8)
            f->byte[f->n++] = (unsigned char)(extent[i] >> shift);
}

static void valid(File *f, gsl_rng *rng)
{
    unsigned long extent[] = {(unsigned long)any(rng, 1, 12), (unsigned long)any(rng, 1, 28),
                              (unsigned long)any(rng, 1, 28)};
    put_header(f, 3, extent);
    for (unsigned long i = extent[0] * extent[1] * extent[2]; i > 0; i--)
        f->byte[f->n++] = any(rng, 0, 2) ? 0 : (unsigned char)any(rng, 0, 255);
}

static void compress_file(File *f)
{
    static unsigned char to[ROOM];
    z_stream z = {0};
    enum { GZIP = 15 + 16 }; /* a window of 2^15 bytes, gzip's wrapper */
    cr_assert(deflateInit2(&z, 6, Z_DEFLATED, GZIP, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    z.next_in = f->byte, z.avail_in = (unsigned)f->n, z.next_out = to, z.avail_out = ROOM;
    cr_assert(deflate(&z, Z_FINISH) == Z_STREAM_END);
    f->n = z.total_out;
    memcpy(f->byte, to, f->n);
    deflateEnd(&z);
}

static const char *const kinds[] = {"truncated",       "oversized",    "wrong magic",
                                    "bit flips",       "huge extents", "zeroed extents",
                                    "overwritten run", "random bytes", "doubled"};
enum { KINDS = sizeof kinds / sizeof *kinds };

static void damage(File *f, int kind, gsl_rng *rng)
{
    size_t header = f->n < 16 ? f->n : 16;
    switch (kind) {
    case 0: f->n = gsl_rng_uniform_int(rng, f->n); break;
    case 1:
        for (int more = any(rng, 1, 5000); more > 0; more--)
            f->byte[f->n++] = (unsigned char)any(rng, 0, 255);
        break;
    case 2: f->byte[any(rng, 0, 3)] = (unsigned char)any(rng, 0, 255); break;
    case 3:
        for (int bits = any(rng, 1, 8); bits > 0; bits--)
            f->byte[gsl_rng_uniform_int(rng, f->n)] ^= (unsigned char)(1 << any(rng, 0, 7));
        break;
    case 4: memset(f->byte + 4, any(rng, 0x3f, 0xff), (size_t)any(rng, 1, 12)); break;
    case 5: memset(f->byte + 4 + 4 * any(rng, 0, 2), 0, 4); break;
    case 6: {
        size_t from = gsl_rng_uniform_int(rng, f->n), n = gsl_rng_uniform_int(rng, f->n - from) + 1;
        memset(f->byte + from, any(rng, 0, 255), n);
        break;
    }
    case 7:
        for (size_t i = any(rng, 0, 1) ? header : 0; i < f->n; i++)
            f->byte[i] = (unsigned char)any(rng, 0, 255);
        break;
    default:
        memcpy(f->byte + f->n, f->byte, f->n);
        f->n *= 2;
    }
}

/* Our own memory stays below twice what the data can be, and a megabyte to begin with: deflate expands
 * 1032-fold at most. */
static void load(const char *path, const File *f, int zipped, const char *what)
{
    Idx idx;
    char reason[400] = "";
    testing_write(path, f->byte, f->n);
    memory_watch();
    int code = idx_load(path, &idx, reason, sizeof reason);
    if (!code) {
        unsigned sum = 0; /* every byte that is promised is there to be read */
        for (size_t i = 0; i < idx.size; i++)
            sum += idx.data[i];
        cr_assert(idx.data && idx.size > 0 && sum < 256 * idx.size && !*reason, "%s", what);
        idx_free(&idx);
    } else
        cr_assert(!idx.data && strstr(reason, path) && !strchr(reason, '\n') &&
                      strlen(reason) > strlen(path) + 5 && !strstr(strstr(reason, path) + 1, path),
                  "%s: '%s'", what, reason);
    Memory m = memory_watched();
    cr_assert(m.blocks == 0, "%s: %ld blocks were lost", what, m.blocks);
    cr_assert(m.peak <= 2 * f->n * (zipped ? 1032 : 1) + (2 << 20), "%s: %zu bytes for a file of %zu", what,
              m.peak, f->n);
}

TEST(idx_damage, thousand_files)
{
    gsl_rng *rng = testing_rng("idx damage");
    const char *folder = testing_folder(), *path = testing_path(folder, "damaged");
    static File f;
    int free_before = dup(0);
    close(free_before);
    for (int i = 0; i < DAMAGES; i++) {
        char what[100];
        int kind = i % KINDS, zipped = i / KINDS % 3; /* plain; damaged, then zipped; zipped, then damaged */
        snprintf(what, sizeof what, "SEED=%lu: damage %d, %s%s", testing_seed(), i, kinds[kind],
                 (const char *[]){"", ", gzipped after", ", gzipped before"}[zipped]);
        valid(&f, rng);
        if (zipped == 2)
            compress_file(&f);
        damage(&f, kind, rng);
        if (zipped == 1)
            compress_file(&f);
        load(path, &f, zipped, what);
    }
    int free_after = dup(0);
    close(free_after);
    cr_assert(free_after == free_before, "files were left open");
    gsl_rng_free(rng);
}

/* A header that promises a gigabyte before a few bytes costs a few bytes. */
TEST(idx_damage, promises_cost_nothing)
{
    static File f;
    const char *folder = testing_folder(), *path = testing_path(folder, "promise");
    for (int zipped = 0; zipped < 2; zipped++) {
        put_header(&f, 2, (unsigned long[]){1 << 15, 1 << 15});
        f.n += 100;
        if (zipped)
            compress_file(&f);
        load(path, &f, 0, "a promise");
    }
}
