/* tensor.h (level 2): float32 arrays of at most four dimensions, contiguous, row-major. */
#ifndef TENSOR_H
#define TENSOR_H

#include <gsl/gsl_matrix_float.h>
#include <stdio.h>

#include "arena.h"

enum { TENSOR_DIMS = 4 };

typedef struct Tensor Tensor;
struct Tensor {
    float *data, *grad; /* grad: same shape; NULL until first needed */
    size_t size;
    int ndim, shape[TENSOR_DIMS];
    int needs_grad;        /* does the loss' gradient have to reach this tensor? */
    int has_grad;          /* has a gradient arrived in this step? */
    const struct Op *op;   /* what made it; NULL for inputs and parameters */
    Tensor **in;           /* from which nin tensors */
    int nin;
    void *ctx;             /* the operation's own notes, in the arena */
    struct Tape *tape;     /* where it was recorded */
};

/* The shape arguments of a call: tensor_new(a, SHAPE(B, T, C)). */
#define SHAPE(...) (int)(sizeof((int[]){__VA_ARGS__}) / sizeof(int)), (int[]){__VA_ARGS__}

/* A tensor with data in the arena, contents undefined. Every extent >= 1, 0 to 4
 * dimensions (0: a scalar, size 1). */
Tensor *tensor_new(Arena *a, int ndim, const int shape[]);

/* The header alone: the caller sets `data`. */
Tensor *tensor_header(Arena *a, int ndim, const int shape[]);

void tensor_fill(Tensor *x, float value);
void tensor_set(Tensor *x, const float values[]); /* copies size values */
float tensor_item(const Tensor *x);               /* the value of a tensor of size 1 */
int tensor_same_shape(const Tensor *a, const Tensor *b);

/* Rows and columns of x seen as a matrix: all leading dimensions by the last one. */
size_t tensor_rows(const Tensor *x);
size_t tensor_cols(const Tensor *x);

/* GSL's view of the same memory, (rows, cols) as above. */
gsl_matrix_float_view tensor_matrix(const Tensor *x);
gsl_matrix_float_view tensor_grad_matrix(const Tensor *x);

/* The shape as text, "(2, 3)", in one of eight rotating static buffers: for messages. */
const char *tensor_shape_text(const Tensor *x);

void tensor_print(FILE *out, const char *name, const Tensor *x); /* at most 8 rows and columns */

#endif
