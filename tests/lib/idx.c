/* IDX files that are right, and each way of being wrong, named. */
#include "idx.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "images.h"
#include "testing.h"

SUITE(idx);

static const char *folder;
static void begin(void) { folder = testing_folder(); }

#define IDX_TEST(name) TEST(idx, name, .init = begin)

/* A file of `ndim` extents and n bytes 0, 1, 2 …; type is the third byte. */
static const char *file_of(const char *name, int type, int ndim, const unsigned extents[], size_t n, int gzip)
{
    unsigned char bytes[2048] = {0, 0, (unsigned char)type, (unsigned char)ndim};
    size_t at = 4;
    for (int i = 0; i < ndim && i < 8; i++)
        for (int shift = 24; shift >= 0; shift -= 8)
            bytes[at++] = (unsigned char)(extents[i] >> shift);
    for (size_t i = 0; i < n; i++)
        bytes[at++] = (unsigned char)i;
    const char *path = testing_path(folder, name);
    if (gzip) {
        gzFile gz = gzopen(path, "wb");
        cr_assert(gzwrite(gz, bytes, (unsigned)at) == (int)at && gzclose(gz) == Z_OK);
    } else
        testing_write(path, bytes, at);
    return path;
}

#define EXTENTS(...) \
    (int)(sizeof((unsigned[]){__VA_ARGS__}) / sizeof(unsigned)), (unsigned[]){__VA_ARGS__}

IDX_TEST(right_files)
{
    for (int gzip = 0; gzip < 2; gzip++) {
        Idx idx;
        char reason[300] = "";
        int code = idx_load(file_of("right", 8, EXTENTS(3, 4, 5), 60, gzip), &idx, reason, sizeof reason);
        cr_assert(code == 0 && idx.ndim == 3 && idx.shape[0] == 3 && idx.shape[2] == 5 && idx.size == 60,
                  "%s", reason);
        for (int i = 0; i < 60; i++)
            cr_assert(idx.data[i] == i);
        idx_free(&idx);
        cr_assert(!idx.data && !idx.size);
        idx_free(&idx); /* twice does no harm */
        cr_assert(idx_load(file_of("one", 8, EXTENTS(7), 7, gzip), &idx, reason, sizeof reason) == 0 &&
                  idx.ndim == 1);
        idx_free(&idx);
        cr_assert(idx_load(file_of("four", 8, EXTENTS(2, 1, 3, 1), 6, gzip), &idx, reason, sizeof reason) ==
                      0 &&
                  idx.ndim == 4);
        idx_free(&idx);
    }
}

static void wrong(const char *path, const char *said)
{
    Idx idx;
    char reason[400] = "";
    memset(&idx, 0x55, sizeof idx);
    cr_assert(idx_load(path, &idx, reason, sizeof reason) != 0, "%s was loaded", path);
    cr_assert(strstr(reason, path) && !strchr(reason, '\n'), "'%s' does not name the file in one line",
              reason);
    cr_assert(strstr(reason, said), "'%s' is not in '%s'", said, reason);
    cr_assert(!idx.data && !idx.size && !idx.ndim, "something is left after '%s'", reason);
}

IDX_TEST(wrong_files)
{
    for (int gzip = 0; gzip < 2; gzip++) {
        wrong(file_of("type", 0x0D, EXTENTS(2, 2), 16, gzip), "0x0d at byte 2");
        wrong(file_of("no-dims", 8, 0, NULL, 5, gzip), "0 dimensions at byte 3");
        wrong(file_of("many-dims", 8, EXTENTS(1, 1, 1, 1, 1), 1, gzip), "5 dimensions at byte 3");
        wrong(file_of("zero", 8, EXTENTS(3, 0), 0, gzip), "extent 0 at byte 8");
        wrong(file_of("huge", 8, EXTENTS(0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff), 10, gzip),
              "extent 4294967295 at byte 4");
        wrong(file_of("wraps", 8, EXTENTS(65536, 65536, 65536, 65536), 10, gzip), "at byte 8");
        wrong(file_of("promises", 8, EXTENTS(1 << 30), 10, gzip),
              "10 bytes of data; its header announces 1073741824");
        wrong(file_of("short", 8, EXTENTS(3, 4), 11, gzip), "11 bytes of data; its header announces 12");
        wrong(file_of("long", 8, EXTENTS(3, 4), 13, gzip), "longer than the 12 bytes");
        wrong(file_of("header", 8, EXTENTS(3), 0, gzip), "0 bytes of data; its header announces 3");
    }
    const char *path = testing_path(folder, "hand");
    testing_write(path, "", 0);
    wrong(path, "not an IDX file");
    testing_write(path, "\0\0\10", 3);
    wrong(path, "not an IDX file");
    testing_write(path, "\0\0\10\2\0\0\0\3\0\0", 10);
    wrong(path, "ends inside its header, after dimension 1");
    testing_write(path, "<html><body>404 Not Found</body></html>", 39);
    wrong(path, "not an IDX file");
    wrong(testing_path(folder, "missing"), "No such file");
    wrong(folder, "");
}

/* A reason that is longer than its buffer is cut, not overrun. */
IDX_TEST(reasons_fit)
{
    Idx idx;
    char reason[20];
    memset(reason, '#', sizeof reason);
    cr_assert(idx_load(testing_path(folder, "missing"), &idx, reason, 10) != 0);
    cr_assert(strlen(reason) == 9 && reason[10] == '#');
}

static void set_of(unsigned images, unsigned labels, int dims, int first_label, int gzip)
{
    unsigned char bytes[600] = {0, 0, 8, 1, 0, 0, 0, (unsigned char)labels};
    file_of(gzip ? "t-images-idx3-ubyte.gz" : "t-images-idx3-ubyte", 8, dims, (unsigned[]){images, 4, 5},
            dims == 3 ? images * 20 : images * 4, gzip);
    for (unsigned i = 0; i < labels; i++)
        bytes[8 + i] = (unsigned char)((first_label + (int)i) % 256);
    testing_write(testing_path(folder, "t-labels-idx1-ubyte"), bytes, 8 + labels);
}

IDX_TEST(image_sets)
{
    Images m;
    char reason[400] = "";
    cr_assert(images_load(folder, "t", &m, reason, sizeof reason) != 0 && strstr(reason, "make data"), "%s",
              reason);
    set_of(6, 6, 3, 0, 1);
    cr_assert(images_load(folder, "t", &m, reason, sizeof reason) == 0, "%s", reason);
    cr_assert(m.n == 6 && m.height == 4 && m.width == 5 && m.classes == 10);
    Normalize norm = images_statistics(&m);
    cr_assert(norm.mean > 0.23 && norm.mean < 0.234 && norm.sd > 0.13 && norm.sd < 0.14, "mean %g, sd %g",
              norm.mean, norm.sd);
    int *order = images_order(6), label[2];
    cr_assert(order[0] == 0 && order[5] == 5);
    Arena *a = arena_new();
    Tensor *x = tensor_new(a, SHAPE(2, 1, 4, 5));
    images_batch(&m, order + 3, 2, (Normalize){0.5, 0.25}, x, label);
    cr_assert(label[0] == 3 && label[1] == 4 && x->data[20] == (float)((80 / 255.0 - 0.5) / 0.25));
    arena_free(a);
    free(order);
    images_free(&m);

    set_of(6, 5, 3, 0, 1);
    cr_assert(images_load(folder, "t", &m, reason, sizeof reason) &&
                  strstr(reason, "6 t images but 5 labels") && !m.n,
              "%s", reason);
    set_of(6, 6, 3, 5, 1);
    cr_assert(images_load(folder, "t", &m, reason, sizeof reason) && strstr(reason, "label 10 of t image 5"),
              "%s", reason);
    set_of(6, 6, 2, 0, 0);
    cr_assert(images_load(folder, "t", &m, reason, sizeof reason) && strstr(reason, "have 2 dimensions"),
              "%s", reason);
}
