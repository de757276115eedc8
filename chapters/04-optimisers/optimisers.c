/* Chapter 04: four rules that turn gradients into steps, raced on surfaces whose shape is known. */
#include <gsl/gsl_multimin.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_statistics.h>
#include "optim.h"
#include "run.h"
#include "tape.h"

enum { DESCENT, MOMENTUM, RMSPROP, ADAM, RULES, POINTS = 8, COPIES = 800, HOLD = 100, LIMIT = 10000 };
static const char *const RULE[RULES] = {"descent", "momentum", "rmsprop", "adam"};
static const double TARGET = 1e-6, MEMORY[] = {0.7, 0.8, 0.9, 0.95, 0.999};

//> surface
/* kappa: curvature across the valley (along it is 1); c, n: cosine and sine of the valley's angle. */
typedef struct { double kappa, c, n; } Surface;
static double loss_at(const Surface *s, double x, double y, double g[2])
{
    if (s->kappa == 0) { /* not a valley: Rosenbrock's function */
        g[1] = 200 * (y - x * x), g[0] = -2 * (1 - x) - 2 * x * g[1];
        return (1 - x) * (1 - x) + g[1] * g[1] / 400;
    }
    double along = s->c * x + s->n * y, across = s->c * y - s->n * x;
    g[0] = s->c * along - s->n * s->kappa * across;
    g[1] = s->n * along + s->c * s->kappa * across;
    return 0.5 * (along * along + s->kappa * across * across);
}
//< surface

/* memory: momentum's mu, RMSProp's alpha, Adam's beta1. steps: what a race with it took. */
typedef struct { int rule; double rate, memory; float decay; int decoupled; long steps; } Setting;
static Tensor *w; /* (n, 2): n points walk side by side, since the rules work number by number */
static Params *params; static Optim *optim;

static void begin(const Surface *s, Setting how, size_t n)
{
    optim_free(optim), params_free(params); /* of the walk before */
    params = params_new();
    w = params_add(params, "w", init_constant(1), SHAPE((int)n, 2));
    params_init(params, NULL);
    for (size_t i = 0; s && i < n; i++) { /* on a circle, which turns with its valley; or by (-1.2, 1) */
        double u = cos(2.8 + 2.4 * (double)i), v = sin(2.8 + 2.4 * (double)i);
        w->data[2 * i] = (float)(s->kappa > 0 ? s->c * u - s->n * v : -1.2 + 0.1 * u);
        w->data[2 * i + 1] = (float)(s->kappa > 0 ? s->n * u + s->c * v : 1 + 0.1 * v);
    }
    AdamConfig adam = {(float)how.memory, 0.999f, 1e-8f, how.decay, how.decoupled};
    optim = how.rule == RMSPROP ? optim_rmsprop(params, (float)how.memory, 1e-8f)
            : how.rule == ADAM  ? optim_adam(params, adam)
                                : optim_sgd(params, (float)how.memory, 0); /* memory 0: gradient descent */
}

/* With an rng, N(0, 1) is added to every gradient; with cosine, the rate falls to 0 at the limit. */
typedef struct { size_t n; long limit; double target; gsl_rng *rng; int cosine; Log *log; int id; } Plan;
static double curve[3 * LIMIT]; /* the largest loss before each step; with noise the mean loss */

//> race
/* Steps until every loss is below the target, and stays there for HOLD steps; the limit if it never is. */
static long walk(const Surface *s, Setting how, Plan plan)
{
    static double loss[COPIES], g[2];
    long above = -1;
    begin(s, how, plan.n);
    for (long t = 0; t - above <= HOLD && above + 1 < plan.limit; t++) {
        tape_grad(w); /* says that w has a gradient: the one written here, by hand */
        for (size_t i = 0; i < plan.n; i++) {
            loss[i] = loss_at(s, (double)w->data[2 * i], (double)w->data[2 * i + 1], g);
            for (size_t j = 0; j < 2; j++)
                w->grad[2 * i + j] = (float)(g[j] + (plan.rng ? gsl_ran_gaussian_ziggurat(plan.rng, 1) : 0));
        }
        curve[t] = plan.rng ? gsl_stats_mean(loss, 1, plan.n) : gsl_stats_max(loss, 1, plan.n);
        if (!(curve[t] <= plan.target)) /* thrown far out of the valley: disqualified */
            above = plan.target > 0 && !(curve[t] <= 8 * curve[0]) ? plan.limit : t;
        if (plan.log && (t < 100 || t % 20 == 0))
            LOG_ROW(plan.log, plan.id, (double)t, (double)w->data[0], (double)w->data[1], curve[t]);
        optim_step(optim, (float)(plan.cosine ? schedule_cosine(t, 0, plan.limit, how.rate, 0) : how.rate));
    }
    return GSL_MIN(above + 1, plan.limit);
}

/* The best of 165 settings, rates from 1 to 0.0001: 33, each with five memories; for descent 165. */
static Setting tune(const Surface *s, int rule)
{
    Setting best = {.rule = rule, .steps = LIMIT};
    for (int i = 0; i < 165; i++) {
        double rate = pow(10, rule == DESCENT ? -i / 41.0 : -(i / 5) / 8.0);
        Setting how = {.rule = rule, .rate = rate, .memory = rule == DESCENT ? 0 : MEMORY[i % 5]};
        how.steps = walk(s, how, (Plan){.n = POINTS, .limit = best.steps, .target = TARGET});
        best = how.steps < best.steps ? how : best;
    }
    return best;
}
//< race

/* From a third of the walk to its end, by what did a step multiply the distance (loss is its square)? */
static void show(Run *run, const char *what, const Surface *s, Setting how, Plan plan)
{
    char name[64];
    walk(s, how, plan);
    double a = curve[plan.limit / 3 - 1], b = curve[plan.limit - 1], x = pow(b / a, .75 / (double)plan.limit);
    printf("%-8s rate %.4f memory %.4f loss %7.2g then %7.2g  x %.4f\n", what, how.rate, how.memory, a, b, x);
    snprintf(name, sizeof name, "%s_%.4f", what, how.rate);
    run_summary(run, name, plan.limit < 1000 ? x : b, "");
}

static long asked; /* gradients that BFGS asked for */
static void fdf(const gsl_vector *x, void *s, double *f, gsl_vector *g)
{
    *f = loss_at(s, x->data[0], x->data[1], g->data), asked++;
}
static void df(const gsl_vector *x, void *s, gsl_vector *g) { fdf(x, s, &(double){0}, g); }
static double f(const gsl_vector *x, void *s) { return loss_at(s, x->data[0], x->data[1], (double[2]){0}); }

static double bfgs(Surface *s)
{
    gsl_multimin_function_fdf surface = {f, df, fdf, 2, s};
    gsl_multimin_fdfminimizer *m = gsl_multimin_fdfminimizer_alloc(gsl_multimin_fdfminimizer_vector_bfgs2, 2);
    long most = 0;
    begin(s, (Setting){0}, POINTS);
    for (int i = 0; i < POINTS; i++, most = GSL_MAX(most, asked), asked = 0) {
        double start[2] = {(double)w->data[2 * i], (double)w->data[2 * i + 1]};
        gsl_vector_view x = gsl_vector_view_array(start, 2);
        gsl_multimin_fdfminimizer_set(m, &surface, &x.vector, 0.1, 0.1);
        while (m->f > TARGET && gsl_multimin_fdfminimizer_iterate(m) == GSL_SUCCESS) {}
    }
    gsl_multimin_fdfminimizer_free(m);
    return (double)most;
}

static void show_races(Run *run)
{
    Log *turned = run_log(run, "turn", "degrees descent momentum rmsprop adam bfgs");
    Log *paths = run_log(run, "paths", "race step x y loss");
    run_section("race");
    printf("valley angle         descent         momentum          RMSProp             Adam   BFGS\n");
    for (int i = 0; i < 13; i++) { /* ten angles, two steeper valleys, Rosenbrock */
        double kappa = i < 10 ? 100 : i < 12 ? 1e3 : 0, turn = i < 10 ? 5 * i : 45 * (i % 2), row[6] = {turn};
        Surface s = {kappa, cos(turn * M_PI / 180), sin(turn * M_PI / 180)};
        printf(kappa > 0 ? "%6g %5g" : "Rosenbrock  ", kappa, turn);
        for (int rule = 0; rule < RULES; rule++) {
            char name[64];
            Setting best = tune(&s, rule);
            if ((i == 0 || i == 9 || i == 12) && best.steps < LIMIT)
                walk(&s, best, (Plan){POINTS, LIMIT, TARGET, NULL, 0, paths, 10 * i + rule});
            snprintf(name, sizeof name, "%s_%g_%g", RULE[rule], kappa, turn);
            run_summary(run, name, row[rule + 1] = (double)best.steps, "steps");
            snprintf(name, sizeof name, "%s_gain_%g_%g", RULE[rule], kappa, turn);
            run_summary(run, name, row[1] / row[rule + 1], "times faster than descent");
            printf("  %5ld %.3f %-4g", best.steps, best.rate, best.memory);
        }
        printf("%4g\n", row[5] = bfgs(&s));
        log_row(turned, 6, row);
    }
    log_close(turned), log_close(paths);
}

//> push
/* Four weights of 1 get gradients of these sizes, by turns up and down. How far do they come? */
static void push(const char *what, Setting how, int steps)
{
    begin(NULL, how, 2);
    for (int t = 0; t < steps; t++) {
        tape_grad(w);
        for (int i = 0; i < 4; i++)
            w->grad[i] = (float)((t % 2 ? -0.01 : 0.01) * gsl_pow_int(10, i));
        optim_step(optim, (float)how.rate);
    }
    printf("%-21s  %.4f   %.4f   %.4f   %.4f\n", what, 1 - (double)w->data[0], 1 - (double)w->data[1],
           1 - (double)w->data[2], 1 - (double)w->data[3]);
}
//< push

int main(int argc, char **argv)
{
    Run run = run_begin(argc, argv, "04-optimisers", "SGD, momentum, RMSProp and Adam, raced", NULL);
    const Surface straight = {100, 1, 0}, turned = {100, M_SQRT1_2, M_SQRT1_2}, rosenbrock = {0, 0, 0};
    Plan short_walk = {.n = POINTS, .limit = 300}, long_walk = {.n = POINTS, .limit = 3 * LIMIT};
    Plan noisy = {COPIES, 2000, 0, run.rng, 0, run_log(&run, "noise", "run step x y loss"), 0};
    run_summary(&run, "rmsprop_turned",
                (double)tune(&turned, RMSPROP).steps / (double)tune(&straight, RMSPROP).steps, "times");
    show_races(&run);
    run_section("rates");
    show(&run, "descent", &turned, (Setting){.rate = 2 / 101.0}, short_walk);
    show(&run, "descent", &turned, (Setting){.rate = 0.0201}, short_walk);
    show(&run, "momentum", &turned, (Setting){.rate = 4 / 121.0, .memory = 81 / 121.0}, short_walk);
    run_section("push"), puts("size of the gradients  0.01     0.1      1        10");
    push("RMSProp, first step", (Setting){RMSPROP, 0.001, 0.99, 0, 0, 0}, 1);
    push("Adam, first step", (Setting){ADAM, 0.001, 0.9, 0, 0, 0}, 1);
    push("Adam + L2, 1000 steps", (Setting){ADAM, 0.001, 0.9, 0.1f, 0, 0}, 1000);
    push("AdamW, 1000 steps", (Setting){ADAM, 0.001, 0.9, 0.1f, 1, 0}, 1000);
    run_section("noise");
    for (; noisy.cosine < 2; noisy.cosine++)
        for (double rate = 0.016; rate > 0.0005; rate /= 2, noisy.id++)
            show(&run, noisy.cosine ? "cosine" : "constant", &turned, (Setting){.rate = rate}, noisy);
    run_summary(&run, "floor_theory", 0.008 / 2 * (1 / (2 - 0.008) + 1 / (2 - 0.8)), "");
    log_close(noisy.log), run_section("wrong");
    show(&run, "RMSProp", &turned, (Setting){RMSPROP, 0.01, 0.9, 0, 0, 0}, long_walk);
    show(&run, "RMSProp", &turned, (Setting){RMSPROP, 0.001, 0.9, 0, 0, 0}, long_walk);
    show(&run, "descent", &rosenbrock, (Setting){.rate = 0.0015}, long_walk);
    return run_end(&run);
}
