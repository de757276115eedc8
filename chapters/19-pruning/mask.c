/* Chapter 19: which weights of a model stay, and which are 0 for good. See mask.h. */
#include "mask.h"

#include <gsl/gsl_math.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_statistics_float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"

Mask mask_new(const Params *p)
{
    Mask m = {0};
    for (int i = 0; i < params_count(p); i++) {
        Tensor *w = params_at(p, i);
        const char *name = params_name(p, i);
        if (w->ndim < 2 || strstr(name, "wte") || strstr(name, "wpe"))
            continue;
        CHECK(m.count < MATRICES, "mask: more than %d matrices", MATRICES);
        m.w[m.count++] = w, m.size += w->size;
    }
    m.keep = malloc(m.size * sizeof *m.keep);
    CHECK(m.keep, "mask: out of memory");
    mask_nothing(&m);
    return m;
}

void mask_nothing(Mask *m)
{
    for (size_t i = 0; i < m->size; i++)
        m->keep[i] = 1;
}

void mask_free(Mask *m)
{
    free(m->keep);
    *m = (Mask){0};
}

/* The share `sparsity` of all weights goes: those nearest to 0, and so what went before. */
void mask_magnitude(Mask *m, double sparsity)
{
    size_t gone = (size_t)(sparsity * (double)m->size + 0.5), at = 0;
    float *size = malloc(m->size * sizeof *size), limit = -1;
    CHECK(size, "mask: out of memory");
    for (int k = 0; k < m->count; k++)
        for (size_t i = 0; i < m->w[k]->size; i++)
            size[at++] = fabsf(m->w[k]->data[i]);
    //> magnitude
    memcpy(m->keep, size, m->size * sizeof *size);
    if (gone > 0)
        limit = gsl_stats_float_select(size, 1, m->size, gone - 1); /* the largest to go */
    for (size_t i = 0; i < m->size; i++)
        m->keep[i] = m->keep[i] > limit;
    //< magnitude
    free(size);
}

void mask_shuffle(Mask *m, gsl_rng *rng)
{
    float *keep = m->keep;
    for (int k = 0; k < m->count; keep += m->w[k++]->size)
        gsl_ran_shuffle(rng, keep, m->w[k]->size, sizeof *keep);
}

//> gradual
double mask_gradual(double u, double target)
{
    double v = GSL_MIN(GSL_MAX((u - 0.25) / 0.5, 0), 1); /* the first quarter of the training all stay */
    return target * (1 - gsl_pow_3(1 - v));              /* quick while there is much to choose from */
}
//< gradual

void mask_apply(const Mask *m)
{
    const float *keep = m->keep;
    for (int k = 0; k < m->count; keep += m->w[k++]->size) {
        float *w = m->w[k]->data;
        size_t n = m->w[k]->size;
#pragma omp parallel for simd if (n > 1 << 16)
        for (size_t i = 0; i < n; i++)
            w[i] = keep[i] != 0 ? w[i] : 0;
    }
}

float *params_copy(const Params *p)
{
    float *copy = malloc(params_size(p) * sizeof *copy), *to = copy;
    CHECK(copy, "out of memory");
    for (int i = 0; i < params_count(p); to += params_at(p, i++)->size)
        memcpy(to, params_at(p, i)->data, params_at(p, i)->size * sizeof *to);
    return copy;
}

void params_restore(const Params *p, const float *copy)
{
    for (int i = 0; i < params_count(p); copy += params_at(p, i++)->size)
        tensor_set(params_at(p, i), copy);
}
