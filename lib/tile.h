/* tile.h (level 1): products of small matrices inside one thread, for data that are in cache already.
 * A BLAS is for large products and brings its own threads, so it must not be called where threads run. */
#ifndef TILE_H
#define TILE_H

#include <stddef.h>

/* A matrix anywhere in memory: element (i, j) is at[i * row + j * col]. */
typedef struct {
    const float *at;
    size_t row, col;
} Tile;

/* C = A B, or C += A B if add. A is (m,k), B (k,n) and C (m,n), with rows b_row and c_row numbers apart. */
void tile_product(int m, int n, int k, Tile A, const float *B, size_t b_row, float *C, size_t c_row, int add);

/* to (n,m) = scale · fromᵀ, from (m,n). */
void tile_transpose(int m, int n, const float *from, size_t from_row, float *to, size_t to_row, float scale);

#endif
