/* Chapter 19: a product in dense, sparse and smaller form, to be timed. */
#ifndef BENCH_H
#define BENCH_H

#include <gsl/gsl_rng.h>
#include <gsl/gsl_vector.h>

#include "sparse.h"
#include "tape.h"

enum { COPIES = 4 };

/* A matrix in all its forms. Of each there are several copies, used in turn as a model's layers are, so that it
 * is not found in the nearest cache. */
typedef struct {
    Arena *memory;
    Tape *tape;
    int rows, cols, n, at; /* n inputs at once; which copy */
    Tensor *w[COPIES], *fewer[COPIES];
    Csr csr[COPIES];
    gsl_spmatrix *gsl[COPIES];
    float *x, *x_columns, *y, *y_columns;
    gsl_vector *x_double, *y_double;
} Bench;

Bench bench_new(int rows, int cols, double sparsity, gsl_rng *rng);
void bench_free(Bench *b);

/* Each makes the product of copy b->at with b->n inputs (1 or TOGETHER), and returns where it stands. */
const float *bench_dense(Bench *b);
const float *bench_csr(Bench *b);
const float *bench_gsl(Bench *b);     /* of one input, in double: in b->y_double, and NULL is returned */
const float *bench_smaller(Bench *b); /* the dense product of a matrix without the rows, or columns, that are gone */

/* The largest difference between the dense and the sparse products of n inputs. */
double bench_difference(Bench *b, int n);

#endif
