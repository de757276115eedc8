#include "layer.h"

#include <stdio.h>

static Tensor *named(Params *p, const char *name, const char *part, Init init, int ndim, const int shape[])
{
    char full[96];
    snprintf(full, sizeof full, "%s.%s", name, part);
    return params_add(p, full, init, ndim, shape);
}

Linear linear_new(Params *p, const char *name, int inputs, int outputs)
{
    Init init = init_fan_in(inputs);
    return (Linear){.w = named(p, name, "weight", init, SHAPE(outputs, inputs)),
                    .b = named(p, name, "bias", init, SHAPE(outputs))};
}

Linear linear_new_normal(Params *p, const char *name, int inputs, int outputs, float sd)
{
    return (Linear){.w = named(p, name, "weight", init_normal(sd), SHAPE(outputs, inputs)),
                    .b = named(p, name, "bias", init_constant(0), SHAPE(outputs))};
}

Tensor *linear_forward(Tape *t, const Linear *l, Tensor *x)
{
    return l->adapter ? op_linear_adapted(t, x, l->w, l->b, NULL, l->adapter) : op_linear(t, x, l->w, l->b);
}

Tensor *linear_forward_gelu(Tape *t, const Linear *l, Tensor *x)
{
    return l->adapter ? op_linear_gelu_adapted(t, x, l->w, l->b, l->adapter) : op_linear_gelu(t, x, l->w, l->b);
}

Tensor *linear_forward_residual(Tape *t, const Linear *l, Tensor *x, Tensor *residual)
{
    return l->adapter ? op_linear_adapted(t, x, l->w, l->b, residual, l->adapter)
                      : op_linear_residual(t, x, l->w, l->b, residual);
}

Conv2d conv2d_new(Params *p, const char *name, int inputs, int outputs, int size, Conv conv)
{
    Init init = init_fan_in(inputs * size * size);
    return (Conv2d){.w = named(p, name, "weight", init, SHAPE(outputs, inputs, size, size)),
                    .b = named(p, name, "bias", init, SHAPE(outputs)), .conv = conv};
}

Tensor *conv2d_forward(Tape *t, const Conv2d *l, Tensor *x) { return op_conv2d(t, x, l->w, l->b, l->conv); }

Norm norm_new(Params *p, const char *name, int width)
{
    return (Norm){.gain = named(p, name, "weight", init_constant(1), SHAPE(width)),
                  .bias = named(p, name, "bias", init_constant(0), SHAPE(width))};
}

Tensor *norm_forward(Tape *t, const Norm *n, Tensor *x) { return op_layer_norm(t, x, n->gain, n->bias); }
