/* Chapter 04: where the rules walk, and what walks there. */
#include "walk.h"

#include <gsl/gsl_multimin.h>

Surface surface_valley(double kappa, double degrees)
{
    return (Surface){kappa, cos(degrees * M_PI / 180), sin(degrees * M_PI / 180)};
}

static double rosenbrock(double x, double y, double g[2])
{
    double off = y - x * x;
    g[0] = -2 * (1 - x) - 400 * x * off;
    g[1] = 200 * off;
    return (1 - x) * (1 - x) + 100 * off * off;
}

//> valley
/* kappa: curvature across the valley (along it is 1); c, n: cosine and sine of the valley's angle. */
static double valley(const Surface *s, double x, double y, double g[2])
{
    double along = s->c * x + s->n * y, across = s->c * y - s->n * x;
    g[0] = s->c * along - s->n * s->kappa * across;
    g[1] = s->n * along + s->c * s->kappa * across;
    return 0.5 * (along * along + s->kappa * across * across);
}
//< valley

double surface_loss(const Surface *s, double x, double y, double g[2])
{
    return s->kappa > 0 ? valley(s, x, y, g) : rosenbrock(x, y, g);
}

void surface_start(const Surface *s, size_t i, double *x, double *y)
{
    double u = cos(2.8 + 2.4 * (double)i), v = sin(2.8 + 2.4 * (double)i);
    *x = s->kappa > 0 ? s->c * u - s->n * v : -1.2 + 0.1 * u;
    *y = s->kappa > 0 ? s->n * u + s->c * v : 1 + 0.1 * v;
}

typedef struct {
    const Surface *s;
    int asked; /* gradients so far */
} Counted;

static double f(const gsl_vector *x, void *counted)
{
    Counted *c = counted;
    return surface_loss(c->s, x->data[0], x->data[1], (double[2]){0});
}

static void fdf(const gsl_vector *x, void *counted, double *loss, gsl_vector *g)
{
    Counted *c = counted;
    c->asked++;
    *loss = surface_loss(c->s, x->data[0], x->data[1], g->data);
}

static void df(const gsl_vector *x, void *counted, gsl_vector *g) { fdf(x, counted, &(double){0}, g); }

int surface_bfgs(const Surface *s, size_t n, double target)
{
    gsl_multimin_fdfminimizer *m = gsl_multimin_fdfminimizer_alloc(gsl_multimin_fdfminimizer_vector_bfgs2, 2);
    int most = 0;
    for (size_t i = 0; i < n; i++) {
        Counted counted = {s, 0};
        gsl_multimin_function_fdf function = {f, df, fdf, 2, &counted};
        double start[2];
        gsl_vector_view x = gsl_vector_view_array(start, 2);
        surface_start(s, i, &start[0], &start[1]);
        gsl_multimin_fdfminimizer_set(m, &function, &x.vector, 0.1, 0.1);
        while (m->f > target && gsl_multimin_fdfminimizer_iterate(m) == GSL_SUCCESS) {}
        most = GSL_MAX(most, counted.asked);
    }
    gsl_multimin_fdfminimizer_free(m);
    return most;
}

Walk walk_begin(const Surface *s, Setting how, size_t n)
{
    Walk k = {.s = s, .n = n, .params = params_new()};
    k.w = params_add(k.params, "w", init_constant(1), SHAPE((int)n, 2));
    params_init(k.params, NULL);
    for (size_t i = 0; s && i < n; i++) {
        double x, y;
        surface_start(s, i, &x, &y);
        k.w->data[2 * i] = (float)x;
        k.w->data[2 * i + 1] = (float)y;
    }
    float memory = (float)how.memory;
    AdamConfig adam = {memory, 0.999f, 1e-8f, (float)how.decay, how.decoupled};
    k.optim = how.rule == RMSPROP ? optim_rmsprop(k.params, memory, 1e-8f)
              : how.rule >= ADAM  ? optim_adam(k.params, adam)
                                  : optim_sgd(k.params, memory, 0); /* memory 0: descent */
    return k;
}

void walk_end(Walk *k)
{
    optim_free(k->optim);
    params_free(k->params);
}
