/* Optimisers, schedule and clipping against numbers that PyTorch computed in float64. */
#include <math.h>
#include <string.h>

#include "optim.h"
#include "reference.h"

SUITE(reference_optim);

static void read_into(const Reference *r, float *to, size_t n)
{
    double numbers[16];
    cr_assert(n <= 16 && reference_numbers(r->second, 16, numbers) == (int)n, "%s:%d: not %zu numbers",
              r->path, r->line, n);
    for (size_t i = 0; i < n; i++)
        to[i] = (float)numbers[i];
}

static Optim *make(Params *p, const char *name, const double a[])
{
    if (!strcmp(name, "sgd"))
        return optim_sgd(p, (float)a[1], (int)a[2]);
    if (!strcmp(name, "rmsprop"))
        return optim_rmsprop(p, (float)a[1], (float)a[2]);
    return optim_adam(p, (AdamConfig){.beta1 = (float)a[1],
                                      .beta2 = (float)a[2],
                                      .epsilon = (float)a[3],
                                      .weight_decay = (float)a[4],
                                      .decoupled = (int)a[5]});
}

/* A matrix and a vector, as in make.py. */
static Params *two_parameters(void)
{
    Params *p = params_new();
    params_add(p, "matrix", init_constant(0), SHAPE(2, 3));
    params_add(p, "vector", init_constant(0), SHAPE(4));
    gsl_rng *rng = testing_rng("unused");
    params_init(p, rng);
    gsl_rng_free(rng);
    return p;
}

TEST(reference_optim, optimisers)
{
    Reference *r = reference_open("optim.tsv");
    int cases = 0;
    for (; reference_next(r); cases++) {
        char name[64];
        double args[8] = {0};
        snprintf(name, sizeof name, "%s %s", r->first, r->second);
        reference_numbers(r->second, 8, args);
        Params *p = two_parameters();
        Optim *o = make(p, r->first, args);
        for (int i = 0; i < 2; i++) {
            reference_next(r);
            read_into(r, params_at(p, i)->data, params_at(p, i)->size);
        }
        for (int step = 0; step < 6; step++) {
            for (int i = 0; i < 2; i++) {
                Tensor *x = params_at(p, i);
                reference_next(r);
                cr_assert(!strcmp(r->kind, "grad") && !x->has_grad, "%s:%d: %s", r->path, r->line, name);
                read_into(r, x->grad, x->size);
                x->has_grad = 1;
            }
            optim_step(o, (float)(args[0] / (1 + step)));
            for (int i = 0; i < 2; i++) {
                reference_next(r);
                reference_compare(r, name, params_at(p, i)->data, params_at(p, i)->size);
            }
        }
        optim_free(o);
        params_free(p);
    }
    cr_assert(cases == 7, "%d cases were read", cases);
    reference_close(r);
}

TEST(reference_optim, clipping)
{
    Reference *r = reference_open("clip.tsv");
    int cases = 0;
    for (; reference_next(r); cases++) {
        double limit, norm;
        reference_numbers(r->first, 1, &limit);
        reference_numbers(r->second, 1, &norm);
        Params *p = two_parameters();
        float after[2][16];
        for (int i = 0; i < 2; i++) {
            Tensor *x = params_at(p, i);
            reference_next(r);
            read_into(r, x->grad, x->size);
            x->has_grad = 1;
            reference_next(r);
            read_into(r, after[i], x->size);
        }
        double got = optim_clip(p, limit);
        cr_assert(fabs(got - norm) <= 1e-5 * norm, "the norm is %g, not %g", got, norm);
        for (int i = 0; i < 2; i++)
            for (size_t j = 0; j < params_at(p, i)->size; j++)
                cr_assert(fabs((double)(params_at(p, i)->grad[j] - after[i][j])) <= 1e-5,
                          "limit %g: %g, not %g", limit, (double)params_at(p, i)->grad[j],
                          (double)after[i][j]);
        params_free(p);
    }
    cr_assert(cases == 3, "%d cases were read", cases);
    reference_close(r);
}

TEST(reference_optim, schedule_cosine)
{
    Reference *r = reference_open("schedule.tsv");
    int rows = 0;
    for (; reference_next(r); rows++) {
        double a[6];
        reference_numbers(r->kind, 1, &a[0]);
        reference_numbers(r->first, 1, &a[1]);
        cr_assert(reference_numbers(r->second, 4, a + 2) == 4);
        double rate = schedule_cosine((long)a[4], (long)a[0], (long)a[1], a[2], a[3]);
        cr_assert(fabs(rate - a[5]) <= 1e-7 * a[2], "%s:%d: step %g: %.9g, not %.9g", r->path, r->line, a[4],
                  rate, a[5]);
    }
    cr_assert(rows == 46, "%d rows were read", rows);
    reference_close(r);
}
