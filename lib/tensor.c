#include "tensor.h"

#include <string.h>

#include "error.h"

Tensor *tensor_header(Arena *a, int ndim, const int shape[])
{
    CHECK(ndim >= 0 && ndim <= TENSOR_DIMS, "tensor: %d dimensions; at most %d", ndim, TENSOR_DIMS);
    Tensor *x = arena_take(a, sizeof *x);
    *x = (Tensor){.ndim = ndim, .size = 1};
    for (int i = 0; i < ndim; i++) {
        CHECK(shape[i] >= 1, "tensor: dimension %d has extent %d; at least 1", i, shape[i]);
        CHECK(x->size <= ((size_t)1 << 40) / (size_t)shape[i], "tensor: too many elements");
        x->shape[i] = shape[i];
        x->size *= (size_t)shape[i];
    }
    return x;
}

Tensor *tensor_new(Arena *a, int ndim, const int shape[])
{
    Tensor *x = tensor_header(a, ndim, shape);
    x->data = arena_take(a, x->size * sizeof(float));
    return x;
}

void tensor_fill(Tensor *x, float value)
{
    for (size_t i = 0; i < x->size; i++)
        x->data[i] = value;
}

void tensor_set(Tensor *x, const float values[]) { memcpy(x->data, values, x->size * sizeof(float)); }

float tensor_item(const Tensor *x)
{
    CHECK(x->size == 1, "tensor_item: %s is not a single number", tensor_shape_text(x));
    return x->data[0];
}

int tensor_same_shape(const Tensor *a, const Tensor *b)
{
    return a->ndim == b->ndim && !memcmp(a->shape, b->shape, sizeof a->shape);
}

size_t tensor_cols(const Tensor *x) { return x->ndim ? (size_t)x->shape[x->ndim - 1] : 1; }
size_t tensor_rows(const Tensor *x) { return x->size / tensor_cols(x); }

gsl_matrix_float_view tensor_matrix(const Tensor *x)
{
    return gsl_matrix_float_view_array(x->data, tensor_rows(x), tensor_cols(x));
}

gsl_matrix_float_view tensor_grad_matrix(const Tensor *x)
{
    return gsl_matrix_float_view_array(x->grad, tensor_rows(x), tensor_cols(x));
}

const char *tensor_shape_text(const Tensor *x)
{
    static _Thread_local char text[8][64];
    static _Thread_local unsigned next;
    char *t = text[next++ % 8];
    int n = snprintf(t, sizeof text[0], "(");
    for (int i = 0; i < x->ndim; i++)
        n += snprintf(t + n, sizeof text[0] - (size_t)n, "%s%d", i ? ", " : "", x->shape[i]);
    snprintf(t + n, sizeof text[0] - (size_t)n, ")");
    return t;
}

void tensor_print(FILE *out, const char *name, const Tensor *x)
{
    enum { SHOWN = 8 };
    size_t rows = tensor_rows(x), cols = tensor_cols(x);
    fprintf(out, "%s %s\n", name, tensor_shape_text(x));
    for (size_t i = 0; i < rows && i < SHOWN; i++) {
        for (size_t j = 0; j < cols && j < SHOWN; j++)
            fprintf(out, " %9.4g", (double)x->data[i * cols + j]);
        fprintf(out, "%s\n", cols > SHOWN ? " …" : "");
    }
    if (rows > SHOWN)
        fprintf(out, " …\n");
}
