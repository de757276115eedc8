/* layer.h (level 5): a few parameters with the operation that uses them. */
#ifndef LAYER_H
#define LAYER_H

#include "op.h"
#include "params.h"

typedef struct {
    Tensor *w, *b; /* (M,K) and (M) */
} Linear;

/* Parameters NAME.weight and NAME.bias, both from U(-1/√K, 1/√K). */
Linear linear_new(Params *p, const char *name, int inputs, int outputs);
Tensor *linear_forward(Tape *t, const Linear *l, Tensor *x); /* (…,K) -> (…,M) */

typedef struct {
    Tensor *w, *b; /* (M,C,size,size) and (M) */
    Conv conv;
} Conv2d;

/* Parameters NAME.weight and NAME.bias, both from U(-1/√(C·size²), 1/√(C·size²)). */
Conv2d conv2d_new(Params *p, const char *name, int inputs, int outputs, int size, Conv conv);
Tensor *conv2d_forward(Tape *t, const Conv2d *l, Tensor *x); /* (B,C,H,W) -> (B,M,H',W') */

#endif
