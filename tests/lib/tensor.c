/* Shapes, views, and what is printed. */
#include "tensor.h"

#include <stdlib.h>
#include <string.h>

#include "testing.h"

SUITE(tensor);

TEST(tensor, rows_and_columns)
{
    Arena *a = arena_new();
    Tensor *scalar = tensor_new(a, 0, NULL), *v = tensor_new(a, SHAPE(5)), *x = tensor_new(a, SHAPE(2, 3, 4));
    cr_assert(scalar->size == 1 && tensor_rows(scalar) == 1 && tensor_cols(scalar) == 1);
    cr_assert(v->size == 5 && tensor_rows(v) == 1 && tensor_cols(v) == 5);
    cr_assert(x->size == 24 && tensor_rows(x) == 6 && tensor_cols(x) == 4);
    cr_assert(!strcmp(tensor_shape_text(scalar), "()") && !strcmp(tensor_shape_text(x), "(2, 3, 4)"));
    cr_assert(!x->grad && !x->has_grad && !x->needs_grad && !x->op && !x->nin);
    arena_free(a);
}

TEST(tensor, same_shape)
{
    Arena *a = arena_new();
    Tensor *x = tensor_new(a, SHAPE(2, 3));
    cr_assert(tensor_same_shape(x, tensor_new(a, SHAPE(2, 3))));
    cr_assert(!tensor_same_shape(x, tensor_new(a, SHAPE(3, 2))));
    cr_assert(!tensor_same_shape(x, tensor_new(a, SHAPE(2, 3, 1))));
    cr_assert(!tensor_same_shape(x, tensor_new(a, SHAPE(6))));
    arena_free(a);
}

/* GSL sees the same memory, row by row. */
TEST(tensor, views_share_memory)
{
    Arena *a = arena_new();
    Tensor *x = tensor_new(a, SHAPE(2, 2, 3));
    for (int i = 0; i < 12; i++)
        x->data[i] = (float)i;
    gsl_matrix_float_view v = tensor_matrix(x);
    cr_assert(v.matrix.size1 == 4 && v.matrix.size2 == 3 && gsl_matrix_float_get(&v.matrix, 2, 1) == 7);
    gsl_matrix_float_set(&v.matrix, 3, 2, -1);
    cr_assert(x->data[11] == -1);
    float copy[12] = {3, 1, 4};
    tensor_set(x, copy);
    cr_assert(x->data[2] == 4 && x->data[11] == 0);
    tensor_fill(x, 2.5F);
    cr_assert(x->data[0] == 2.5F && x->data[11] == 2.5F);
    arena_free(a);
}

/* Eight texts live at once, and the longest shape fits. */
TEST(tensor, shape_texts)
{
    Arena *a = arena_new();
    const char *text[8];
    for (int i = 0; i < 8; i++)
        text[i] = tensor_shape_text(tensor_header(a, SHAPE(i + 1)));
    cr_assert(!strcmp(text[0], "(1)") && !strcmp(text[7], "(8)"));
    Tensor x = {.ndim = 4, .shape = {2147483647, 2147483647, 2147483647, 2147483647}};
    cr_assert(!strcmp(tensor_shape_text(&x), "(2147483647, 2147483647, 2147483647, 2147483647)"));
    arena_free(a);
}

TEST(tensor, print_is_short)
{
    Arena *a = arena_new();
    Tensor *x = tensor_new(a, SHAPE(100, 100));
    tensor_fill(x, 1.5F);
    char text[4096] = "";
    FILE *file = tmpfile();
    tensor_print(file, "x", x);
    rewind(file);
    text[fread(text, 1, sizeof text - 1, file)] = 0;
    fclose(file);
    cr_assert(!strncmp(text, "x (100, 100)\n", 13) && testing_lines(text) == 10, "%s", text);
    arena_free(a);
}
