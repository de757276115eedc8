/* idx.h (level 5): the IDX files of MNIST and Fashion-MNIST, plain or gzipped. */
#ifndef IDX_H
#define IDX_H

#include <stddef.h>

/* Big-endian: two zero bytes, a type byte (0x08: unsigned bytes, the only one read here),
 * the number of dimensions, their extents as 32-bit integers, then the data.
 * http://yann.lecun.com/exdb/mnist/ */
typedef struct {
    int ndim, shape[4];
    size_t size;
    unsigned char *data;
} Idx;

/* Reads the file at `path`; 0 on success. A file that is missing, truncated, too long, of
 * another type or damaged (gzip's checksum) gives a non-zero code and one line in
 * `reason` that names the file; then *idx is empty. At most 1 GiB of data. */
int idx_load(const char *path, Idx *idx, char *reason, size_t reason_size);
void idx_free(Idx *idx);

#endif
