/* layer.h (level 5): a few parameters with the operation that uses them. */
#ifndef LAYER_H
#define LAYER_H

#include "op.h"
#include "params.h"

typedef struct {
    Tensor *w, *b;          /* (M,K) and (M) */
    const Adapter *adapter; /* NULL: none (lora.h) */
} Linear;

/* Parameters NAME.weight and NAME.bias, both from U(-1/√K, 1/√K). */
Linear linear_new(Params *p, const char *name, int inputs, int outputs);
/* The same with weights from N(0, sd²) and biases of 0, as in GPT-2. */
Linear linear_new_normal(Params *p, const char *name, int inputs, int outputs, float sd);
Tensor *linear_forward(Tape *t, const Linear *l, Tensor *x); /* (…,K) -> (…,M) */
Tensor *linear_forward_gelu(Tape *t, const Linear *l, Tensor *x); /* gelu of the same */
/* The same + residual (…,M): what a branch adds to the stream beside it. */
Tensor *linear_forward_residual(Tape *t, const Linear *l, Tensor *x, Tensor *residual);

typedef struct {
    Tensor *w, *b; /* (M,C,size,size) and (M) */
    Conv conv;
} Conv2d;

/* Parameters NAME.weight and NAME.bias, both from U(-1/√(C·size²), 1/√(C·size²)). */
Conv2d conv2d_new(Params *p, const char *name, int inputs, int outputs, int size, Conv conv);
Tensor *conv2d_forward(Tape *t, const Conv2d *l, Tensor *x); /* (B,C,H,W) -> (B,M,H',W') */

typedef struct {
    Tensor *gain, *bias; /* (C) each */
} Norm;

/* Parameters NAME.weight, at first 1, and NAME.bias, 0. */
Norm norm_new(Params *p, const char *name, int width);
Tensor *norm_forward(Tape *t, const Norm *n, Tensor *x); /* (…,C) -> (…,C) */

#endif
