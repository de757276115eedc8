/* Chapter 19: matrices that are mostly 0. */
#ifndef SPARSE_H
#define SPARSE_H

#include <stddef.h> /* which the next one needs */

#include <gsl/gsl_spmatrix.h>

#include "arena.h"

//> csr
/* Compressed sparse rows: the numbers of row r that are not 0 stand in value[k], their columns in col[k], for
 * start[r] <= k < start[r + 1]. */
typedef struct {
    int rows, cols, *start, *col;
    float *value;
} Csr;
//< csr

Csr csr_from(Arena *a, const float *w, int rows, int cols);
double csr_bytes(const Csr *m);
gsl_spmatrix *csr_in_gsl(const Csr *m); /* the same in double, as GSL has it */

void csr_product(const Csr *m, const float *x, float *y); /* y = W x: (cols) -> (rows) */
/* For TOGETHER inputs, which are columns: (cols,TOGETHER) -> (rows,TOGETHER), both ARENA_ALIGNed. */
enum { TOGETHER = 64 };
void csr_product_many(const Csr *m, const float *x, float *y);

#endif
