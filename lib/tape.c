#include "tape.h"

#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "threads.h"

/* Memory of a gradient that has been passed on, for the next one of the same size. */
typedef struct Spare {
    struct Spare *next;
    size_t size;
} Spare;

struct Tape {
    Arena *arena;
    Spare *spare;
    int keep_grads;
    Tensor **list; /* in the order they ran, which is a topological order */
    int length, capacity;
    int inference;
    TapeKey key;
};

Tape *tape_new(void)
{
    Tape *t = calloc(1, sizeof *t);
    CHECK(t, "tape: out of memory");
    t->arena = arena_new();
    return t;
}

void tape_free(Tape *t)
{
    if (!t)
        return;
    arena_free(t->arena);
    free(t->list);
    free(t);
}

void tape_reset(Tape *t)
{
    arena_reset(t->arena);
    t->spare = NULL;
    t->length = 0;
    t->key.step++;
    t->key.op = 0;
}

int tape_inference(Tape *t, int on)
{
    int before = t->inference;
    t->inference = on;
    return before;
}

int tape_keep_grads(Tape *t, int on)
{
    int before = t->keep_grads;
    t->keep_grads = on;
    return before;
}

int tape_is_inference(const Tape *t) { return t->inference; }

Tensor *tape_input(Tape *t, int ndim, const int shape[])
{
    Tensor *x = tensor_new(t->arena, ndim, shape);
    x->tape = t;
    return x;
}

void *tape_take(Tape *t, size_t bytes) { return arena_take(t->arena, bytes); }

static void append(Tape *t, Tensor *y)
{
    if (t->length == t->capacity) {
        t->capacity = t->capacity ? 2 * t->capacity : 256;
        t->list = realloc(t->list, (size_t)t->capacity * sizeof *t->list);
        CHECK(t->list, "tape: out of memory");
    }
    t->list[t->length++] = y;
}

static Tensor *record(Tape *t, const Op *op, Tensor *y, int nin, Tensor *const in[], const void *ctx,
                      size_t ctx_size)
{
    y->tape = t;
    y->op = op;
    y->nin = nin;
    y->in = memcpy(arena_take(t->arena, (size_t)nin * sizeof *in), in, (size_t)nin * sizeof *in);
    if (ctx_size)
        y->ctx = memcpy(arena_take(t->arena, ctx_size), ctx, ctx_size);
    for (int i = 0; i < nin && !t->inference; i++)
        y->needs_grad |= in[i]->needs_grad;
    op->forward(y);
    t->key.op++;
    if (y->needs_grad)
        append(t, y);
    return y;
}

Tensor *tape_record(Tape *t, const Op *op, int ndim, const int shape[], int nin, Tensor *const in[],
                    const void *ctx, size_t ctx_size)
{
    return record(t, op, tensor_new(t->arena, ndim, shape), nin, in, ctx, ctx_size);
}

Tensor *tape_record_view(Tape *t, const Op *op, int ndim, const int shape[], Tensor *x)
{
    Tensor *y = tensor_header(t->arena, ndim, shape);
    CHECK(y->size == x->size, "%s: %s has not as many elements as %s", op->name, tensor_shape_text(x),
          tensor_shape_text(y));
    y->data = x->data;
    return record(t, op, y, 1, &x, NULL, 0);
}

/* What was given back last is likely to be in cache still. */
static float *take_grad(Tape *t, size_t size)
{
    for (Spare **at = &t->spare; *at; at = &(*at)->next)
        if ((*at)->size == size) {
            Spare *found = *at;
            *at = found->next;
            return (float *)(void *)found;
        }
    return arena_take(t->arena, size * sizeof(float));
}

static void give_back_grad(Tape *t, Tensor *y)
{
    Spare *spare = (Spare *)(void *)y->grad;
    if (t->keep_grads || !spare || y->size * sizeof(float) < sizeof *spare)
        return;
    *spare = (Spare){t->spare, y->size};
    t->spare = spare;
    y->grad = NULL;
}

int tape_grad(Tensor *x)
{
    if (x->has_grad)
        return 1;
    if (!x->grad)
        x->grad = take_grad(x->tape, x->size);
    x->has_grad = 1;
    return 0;
}

typedef struct {
    float *dx;
    const float *dy;
    int add;
} Pass;

static void pass(void *context, Range range)
{
    const Pass *p = context;
    for (size_t i = range.from; i < range.to; i++)
        tape_put(p->add, &p->dx[i], p->dy[i]);
}

void tape_pass_grad(Tensor *x, Tensor *y)
{
    if (!x->grad && !y->tape->keep_grads) {
        x->grad = y->grad;
        x->has_grad = 1;
        y->grad = NULL;
        return;
    }
    int add = tape_grad(x); /* makes x->grad */
    threads_share(y->size, y->size > 1 << 15, pass, &(Pass){x->grad, y->grad, add});
}

static void sum_rows(int add, float *sum, const float *dy, size_t rows, size_t n)
{
    for (size_t r = 0; r < rows; r++)
        for (size_t i = 0; i < n; i++)
            tape_put(add || r, &sum[i], dy[r * n + i]);
}

/* Many rows are summed in groups first, so that threads can share them and small terms are not lost beside a long
 * sum; always the same groups, so that the number of threads changes nothing. */
enum { GROUPS = 16, MANY = 1 << 15 };

typedef struct {
    float *sum;
    const float *dy;
    size_t rows, n;
} RowSums;

static void sum_groups(void *context, Range range)
{
    const RowSums *c = context;
    for (size_t k = range.from; k < range.to; k++) {
        size_t from = c->rows * k / GROUPS, to = c->rows * (k + 1) / GROUPS;
        sum_rows(0, c->sum + k * c->n, c->dy + from * c->n, to - from, c->n);
    }
}

void tape_put_rows(Tape *t, Tensor *x, const float *dy, size_t rows)
{
    size_t n = x->size;
    int add = tape_grad(x);
    if (rows * n < MANY || rows < 2 * GROUPS) {
        sum_rows(add, x->grad, dy, rows, n);
        return;
    }
    float *sum = arena_take(t->arena, GROUPS * n * sizeof *sum);
    threads_share(GROUPS, 1, sum_groups, &(RowSums){sum, dy, rows, n});
    sum_rows(add, x->grad, sum, GROUPS, n);
}

//> backward
void tape_backward(Tape *t, Tensor *loss)
{
    CHECK(loss->size == 1, "tape_backward: the loss is %s, not a single number", tensor_shape_text(loss));
    CHECK(loss->needs_grad, "tape_backward: the loss depends on nothing that needs a gradient");
    tape_grad(loss);
    loss->grad[0] = 1;
    for (int i = t->length - 1; i >= 0; i--)
        if (t->list[i]->has_grad) {
            t->list[i]->op->backward(t->list[i]);
            give_back_grad(t, t->list[i]);
        }
}
//< backward

int tape_length(const Tape *t) { return t->length; }

Tensor *tape_at(const Tape *t, int i)
{
    CHECK(i >= 0 && i < t->length, "tape_at: %d is not one of the tape's %d results", i, t->length);
    return t->list[i];
}

size_t tape_used(const Tape *t) { return arena_used(t->arena); }

void tape_seed(Tape *t, uint64_t seed, uint64_t step) { t->key = (TapeKey){.seed = seed, .step = step}; }
TapeKey tape_key(const Tape *t) { return t->key; }
