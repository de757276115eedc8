/* Every operation against numbers that PyTorch computed in float64. */
#include <string.h>

#include "op.h"
#include "reference.h"

SUITE(reference);

enum { MAX_ARGS = 8, MAX_IN = 6 };

typedef struct {
    char name[32];
    double args[MAX_ARGS];
    int nargs, nin;
    Tensor *in[MAX_IN];
} Case;

/* Targets, and ids behind their shape. */
static Tensor *with_integers(Tape *t, const Case *c, Tensor *const in[])
{
    int target[MAX_ARGS];
    for (int i = 0; i < c->nargs; i++)
        target[i] = (int)c->args[i];
    if (!strcmp(c->name, "embedding"))
        return op_embedding(t, in[0], target + 2, SHAPE(target[0], target[1]));
    if (!strcmp(c->name, "softmax_xent"))
        return op_softmax_xent(t, in[0], target);
    cr_assert(!strcmp(c->name, "convnet"), "no operation '%s'", c->name);
    Tensor *x = op_conv2d(t, in[0], in[1], in[2], (Conv){.stride = 1, .pad = 1, .relu = 1});
    x = op_flatten(t, op_maxpool2d(t, x, 2, 2));
    return op_softmax_xent(t, op_linear(t, x, in[3], in[4]), target);
}

static Tensor *apply(Tape *t, const Case *c)
{
    typedef Tensor *One(Tape *, Tensor *);
    typedef Tensor *Two(Tape *, Tensor *, Tensor *);
    typedef Tensor *Three(Tape *, Tensor *, Tensor *, Tensor *);
    static const struct {
        const char *name;
        One *one;
        Two *two;
        Three *three;
    } list[] = {{"add", NULL, op_add, NULL},   {"sub", NULL, op_sub, NULL},   {"mul", NULL, op_mul, NULL},
                {"mse", NULL, op_mse, NULL},   {"exp", op_exp, NULL, NULL},   {"tanh", op_tanh, NULL, NULL},
                {"sum", op_sum, NULL, NULL},   {"mean", op_mean, NULL, NULL}, {"sigmoid", op_sigmoid, NULL, NULL},
                {"relu", op_relu, NULL, NULL}, {"gelu", op_gelu, NULL, NULL}, {"softmax", op_softmax, NULL, NULL},
                {"matmul", NULL, op_matmul, NULL},
                {"linear_gelu", NULL, NULL, op_linear_gelu},
                {"layer_norm", NULL, NULL, op_layer_norm}};
    Tensor *const *in = c->in;
    for (size_t i = 0; i < sizeof list / sizeof *list; i++)
        if (!strcmp(c->name, list[i].name))
            return list[i].one   ? list[i].one(t, in[0])
                   : list[i].two ? list[i].two(t, in[0], in[1])
                                 : list[i].three(t, in[0], in[1], in[2]);
    int a = (int)c->args[0], b = (int)c->args[1];
    if (!strcmp(c->name, "scale"))
        return op_scale(t, in[0], (float)c->args[0]);
    if (!strcmp(c->name, "linear"))
        return op_linear(t, in[0], in[1], c->nin == 3 ? in[2] : NULL);
    if (!strcmp(c->name, "conv2d"))
        return op_conv2d(t, in[0], in[1], c->nin == 3 ? in[2] : NULL, (Conv){a, b, (int)c->args[2]});
    if (!strcmp(c->name, "maxpool2d"))
        return op_maxpool2d(t, in[0], a, b);
    if (!strcmp(c->name, "attention"))
        return op_attention(t, in[0], a, b);
    return with_integers(t, c, in);
}

static Tensor *read_tensor(Tape *t, const Reference *r)
{
    static double numbers[4096];
    int shape[TENSOR_DIMS] = {0}, ndim = reference_shape(r->first, shape);
    Tensor *x = tape_input(t, ndim, shape);
    cr_assert(reference_numbers(r->second, 4096, numbers) == (int)x->size, "%s:%d: numbers are missing",
              r->path, r->line);
    for (size_t i = 0; i < x->size; i++)
        x->data[i] = (float)numbers[i];
    return x;
}

/* From the line `op` to the last `grad`. */
static void one_case(Tape *t, Reference *r)
{
    Case c = {0};
    snprintf(c.name, sizeof c.name, "%s", r->first);
    c.nargs = reference_numbers(r->second, MAX_ARGS, c.args);
    Tensor *weights = NULL;
    while (!weights) {
        cr_assert(reference_next(r) && c.nin < MAX_IN, "%s:%d: an unfinished case", r->path, r->line);
        Tensor *x = read_tensor(t, r);
        if (!strcmp(r->kind, "c"))
            weights = x;
        else
            (c.in[c.nin++] = x)->needs_grad = 1;
    }
    Tensor *y = apply(t, &c);
    reference_next(r);
    cr_assert(!strcmp(r->kind, "y") && tensor_same_shape(y, weights), "%s has the shape %s", c.name,
              tensor_shape_text(y));
    reference_compare(r, c.name, y->data, y->size);
    tape_backward(t, op_sum(t, op_mul(t, y, weights)));
    for (int i = 0; i < c.nin; i++) {
        reference_next(r);
        cr_assert(!strcmp(r->kind, "grad"), "%s:%d: not a gradient", r->path, r->line);
        reference_compare(r, c.name, c.in[i]->grad, c.in[i]->size);
    }
}

TEST(reference, operations)
{
    Reference *r = reference_open("ops.tsv");
    Tape *t = tape_new();
    int cases = 0;
    for (; reference_next(r); cases++) {
        cr_assert(!strcmp(r->kind, "op"), "%s:%d: a case begins with 'op'", r->path, r->line);
        one_case(t, r);
        tape_reset(t);
    }
    cr_assert(cases == 40, "%d cases were read", cases);
    tape_free(t);
    reference_close(r);
}
