#include "params.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"

enum { NAME_SIZE = 64 };

typedef struct {
    char name[NAME_SIZE];
    Init init;
    Tensor *tensor;
} Param;

struct Params {
    Arena *headers, *memory; /* tensors never move, however many are declared */
    Param *list;
    int count, capacity;
    char *block; /* all weights, then all gradients, in `memory` for its huge pages */
};

Init init_constant(float value) { return (Init){INIT_CONSTANT, value}; }
Init init_normal(float sd) { return (Init){INIT_NORMAL, sd}; }
Init init_fan_in(int fan_in) { return (Init){INIT_UNIFORM, 1 / sqrtf((float)fan_in)}; }

Params *params_new(void)
{
    Params *p = calloc(1, sizeof *p);
    CHECK(p, "params: out of memory");
    p->headers = arena_new();
    p->memory = arena_new();
    return p;
}

void params_free(Params *p)
{
    if (!p)
        return;
    arena_free(p->headers);
    free(p->list);
    arena_free(p->memory);
    free(p);
}

Tensor *params_add(Params *p, const char *name, Init init, int ndim, const int shape[])
{
    CHECK(!p->block, "params_add: '%s' comes after params_init", name);
    CHECK(strlen(name) < NAME_SIZE, "params_add: the name '%s' is too long", name);
    CHECK(!params_find(p, name), "params_add: there are two parameters '%s'", name);
    if (p->count == p->capacity) {
        p->capacity = p->capacity ? 2 * p->capacity : 32;
        p->list = realloc(p->list, (size_t)p->capacity * sizeof *p->list);
        CHECK(p->list, "params: out of memory");
    }
    Param *q = &p->list[p->count++];
    *q = (Param){.init = init, .tensor = tensor_header(p->headers, ndim, shape)};
    strcpy(q->name, name);
    q->tensor->needs_grad = 1;
    return q->tensor;
}

static size_t padded(const Tensor *x)
{
    return (x->size * sizeof(float) + ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN;
}

/* Memory for the gradients, and before them for the weights, unless they are another's. */
static void take_block(Params *p, const Params *of)
{
    size_t bytes = 0;
    for (int i = 0; i < p->count; i++)
        bytes += padded(p->list[i].tensor);
    CHECK(bytes, "params_init: no parameter was declared");
    size_t weights = of ? 0 : bytes, at = 0;
    p->block = arena_take(p->memory, weights + bytes);
    for (int i = 0; i < p->count; i++) {
        Tensor *x = p->list[i].tensor;
        x->data = of ? of->list[i].tensor->data : (float *)(void *)(p->block + at);
        x->grad = (float *)(void *)(p->block + weights + at);
        at += padded(x);
    }
}

void params_init(Params *p, gsl_rng *rng)
{
    if (!p->block)
        take_block(p, NULL);
    for (int i = 0; i < p->count; i++) {
        Tensor *x = p->list[i].tensor;
        Init init = p->list[i].init;
        double scale = (double)init.scale;
        for (size_t j = 0; j < x->size; j++)
            x->data[j] = (float)(init.kind == INIT_CONSTANT  ? scale
                                 : init.kind == INIT_UNIFORM ? gsl_ran_flat(rng, -scale, scale)
                                                             : gsl_ran_gaussian_ziggurat(rng, scale));
    }
    params_drop_grads(p);
}

void params_share(Params *p, const Params *of)
{
    CHECK(!p->block && of->block, "params_share: %s", p->block ? "these have memory" : "those have no memory yet");
    CHECK(p->count == of->count, "params_share: %d parameters for %d", of->count, p->count);
    for (int i = 0; i < p->count; i++)
        CHECK(tensor_same_shape(p->list[i].tensor, of->list[i].tensor), "params_share: '%s' is %s, '%s' is %s",
              p->list[i].name, tensor_shape_text(p->list[i].tensor), of->list[i].name,
              tensor_shape_text(of->list[i].tensor));
    take_block(p, of);
}

int params_count(const Params *p) { return p->count; }

Tensor *params_at(const Params *p, int i)
{
    CHECK(i >= 0 && i < p->count, "params_at: %d is not one of %d parameters", i, p->count);
    return p->list[i].tensor;
}

const char *params_name(const Params *p, int i)
{
    CHECK(i >= 0 && i < p->count, "params_name: %d is not one of %d parameters", i, p->count);
    return p->list[i].name;
}

Tensor *params_find(const Params *p, const char *name)
{
    for (int i = 0; i < p->count; i++)
        if (!strcmp(p->list[i].name, name))
            return p->list[i].tensor;
    return NULL;
}

size_t params_size(const Params *p)
{
    size_t size = 0;
    for (int i = 0; i < p->count; i++)
        size += p->list[i].tensor->size;
    return size;
}

static void add_grad(Tensor *x, const Tensor *from)
{
    if (!from->has_grad)
        return;
#pragma omp for simd nowait
    for (size_t i = 0; i < x->size; i++)
        x->grad[i] = x->has_grad ? x->grad[i] + from->grad[i] : from->grad[i];
}

void params_add_grads(Params *p, Params *from)
{
    CHECK(p->count == from->count, "params_add_grads: %d parameters for %d", from->count, p->count);
#pragma omp parallel
    for (int i = 0; i < p->count; i++)
        add_grad(p->list[i].tensor, from->list[i].tensor);
    for (int i = 0; i < p->count; i++)
        p->list[i].tensor->has_grad |= from->list[i].tensor->has_grad;
    params_drop_grads(from);
}

void params_drop_grads(Params *p)
{
    for (int i = 0; i < p->count; i++)
        p->list[i].tensor->has_grad = 0;
}
