/* Chapter 04: four rules that turn gradients into steps, raced on surfaces whose shape is known. */
#include <gsl/gsl_randist.h>
#include <gsl/gsl_statistics.h>
#include "run.h"
#include "tape.h"
#include "walk.h"

enum { POINTS = 8, WALKS = 800, HOLD = 100, LIMIT = 10000, MEMORIES = 7, TRIALS = 33 * MEMORIES };
static const char *const RULE[RULES] = {"descent", "momentum", "rmsprop", "adam"};
static const double TARGET = 1e-6, MEMORY[MEMORIES] = {0.5, 0.7, 0.8, 0.9, 0.95, 0.999, 0.9999};

static const Surface straight = {100, 1, 0}, turned = {100, M_SQRT1_2, M_SQRT1_2};

//> step
/* One step of all points. loss[i] is the loss of point i before it. */
static void step(Walk *k, double rate, gsl_rng *noise, double *loss)
{
    tape_grad(k->w); /* announces a gradient: the one written here, by hand */
    for (size_t i = 0; i < k->n; i++) {
        float *at = k->w->data + 2 * i, *grad = k->w->grad + 2 * i;
        double g[2];
        loss[i] = surface_loss(k->s, (double)at[0], (double)at[1], g);
        for (int j = 0; j < 2; j++)
            grad[j] = (float)(g[j] + (noise ? gsl_ran_gaussian_ziggurat(noise, 1) : 0));
    }
    optim_step(k->optim, (float)rate);
}
//< step

//> race
/* Steps until the slowest point is at the target, to stay for HOLD steps; `limit` if it never is. */
static int race(const Surface *s, Setting how, int limit)
{
    double loss[POINTS], first = 0;
    int steps = 0;
    Walk k = walk_begin(s, how, POINTS);
    for (int t = 0; steps < limit && t < steps + HOLD; t++) {
        step(&k, how.rate, NULL, loss);
        double slowest = gsl_stats_max(loss, 1, POINTS);
        first = t == 0 ? slowest : first;
        if (!(slowest <= TARGET)) /* not yet there; or thrown far out of the valley: disqualified */
            steps = slowest <= 8 * first ? t + 1 : limit;
    }
    walk_end(&k);
    return steps;
}
//< race

/* The best of 33 rates from 1 to 0.0001 with each memory; a rule without memory tries as many rates. */
static Setting tune(const Surface *s, int rule, int *steps)
{
    Setting best = {.rule = rule};
    *steps = LIMIT;
    for (int i = 0; i < TRIALS; i++) {
        Setting how = {.rule = rule, .rate = pow(10, -(i / MEMORIES) / 8.0), .memory = MEMORY[i % MEMORIES]};
        if (rule == DESCENT || rule == CORRECTED)
            how.memory = 0, how.rate = pow(10, -4.0 * i / (TRIALS - 1));
        int took = race(s, how, *steps);
        if (took < *steps)
            *steps = took, best = how;
    }
    return best;
}

/* What one walk leaves: the first point's place and the mean loss before each step, and after the last. */
static struct { double x, y, loss; } path[3 * LIMIT + 1];
static void walk(const Surface *s, Setting how, size_t n, int steps, int cosine, gsl_rng *noise)
{
    double loss[WALKS];
    Walk k = walk_begin(s, how, n);
    for (int t = 0; t <= steps; t++) {
        path[t].x = (double)k.w->data[0], path[t].y = (double)k.w->data[1];
        step(&k, cosine ? schedule_cosine(t, 0, steps, how.rate, 0) : how.rate, noise, loss);
        path[t].loss = gsl_stats_mean(loss, 1, n);
    }
    walk_end(&k);
}

static void show_best(Run *run, const Surface *s, double angle, Setting best, double steps, double gain)
{
    char name[64];
    printf(best.rule ? "  %5g %-6.2g %-5g" : "  %5g %-6.2g", steps, best.rate, best.memory);
    snprintf(name, sizeof name, "%s_%g_%g", RULE[best.rule], s->kappa, angle);
    run_summary(run, name, steps, "steps");
    snprintf(name, sizeof name, "%s_gain_%g_%g", RULE[best.rule], s->kappa, angle);
    run_summary(run, name, gain, "times faster than descent");
}

static void show_races(Run *run)
{
    int once[4];
    tune(&straight, RMSPROP, &once[0]), tune(&turned, RMSPROP, &once[1]);
    tune(&straight, CORRECTED, &once[2]), tune(&turned, CORRECTED, &once[3]);
    run_summary(run, "rmsprop_turned", (double)once[1] / once[0], "times");
    run_summary(run, "corrected_100_0", once[2], "steps");
    run_summary(run, "corrected_100_45", once[3], "steps");
    Log *turn = run_log(run, "turn", "degrees descent momentum rmsprop adam");
    Log *paths = run_log(run, "paths", "race step x y");
    run_section("race");
    puts("             descent       momentum            RMSProp             Adam                BFGS\n"
         "kappa angle  steps rate    steps rate   mu     steps rate   alpha  steps rate   beta1  gradients");
    for (int i = 0; i < 13; i++) { /* ten angles, two steeper valleys, Rosenbrock */
        double kappa = i < 10 ? 100 : i < 12 ? 1000 : 0, angle = i < 10 ? 5 * i : 45 * (i % 2);
        double row[5] = {angle};
        Surface s = surface_valley(kappa, angle);
        int printed = i == 0 || i == 3 || i >= 9, drawn = i == 0 || i == 9 || i == 12, steps;
        if (printed)
            printf(kappa > 0 ? "%5g %5g" : "Rosenbrock ", kappa, angle);
        for (int rule = 0; rule < RULES; rule++) {
            Setting best = tune(&s, rule, &steps);
            row[1 + rule] = steps;
            if (printed)
                show_best(run, &s, angle, best, steps, row[1] / steps);
            if (drawn)
                walk(&s, best, POINTS, steps, 0, NULL);
            for (int t = 0; drawn && t <= steps; t += t < 100 ? 1 : 20)
                LOG_ROW(paths, 10 * i + rule, t, path[t].x, path[t].y);
        }
        if (printed)
            printf("  %4d\n", surface_bfgs(&s, POINTS, TARGET));
        log_row(turn, 5, row);
    }
    log_close(turn), log_close(paths);
}

/* One line of a table, and the loss before step `late` as a headline. */
static double show(Run *run, const char *what, const Surface *s, Setting how, int early, int late)
{
    char name[64];
    walk(s, how, POINTS, late, 0, NULL);
    printf("%-8s  %.4f  %.4f  %16.2g  %10.2g", what, how.rate, how.memory, path[early].loss, path[late].loss);
    snprintf(name, sizeof name, "%s_%.4f", what, how.rate);
    double factor = sqrt(pow(path[late].loss / path[early].loss, 1.0 / (late - early)));
    run_summary(run, name, late < 1000 ? factor : path[late].loss, "");
    return factor;
}

/* Four weights of 1 get gradients of these sizes, by turns up and down. How far do they come? */
static void push(const char *what, Setting how, int steps)
{
    Walk k = walk_begin(NULL, how, 2);
    for (int t = 0; t < steps; t++) {
        tape_grad(k.w);
        for (int i = 0; i < 4; i++)
            k.w->grad[i] = (float)((t % 2 ? -0.01 : 0.01) * gsl_pow_int(10, i));
        optim_step(k.optim, (float)how.rate);
    }
    printf("%-21s", what);
    for (int i = 0; i < 4; i++)
        printf("  %.4f", 1 - (double)k.w->data[i]);
    puts(""), walk_end(&k);
}

static void show_noise(Run *run)
{
    char name[64];
    Log *log = run_log(run, "noise", "rate cosine step loss");
    run_section("noise");
    puts("rate    floor by theory  constant rate  half cosine");
    for (double rate = 0.016; rate > 0.0005; rate /= 2) {
        double last[2], floor = rate / 2 * (1 / (2 - rate) + 1 / (2 - 100 * rate));
        for (int cosine = 0; cosine < 2; cosine++) {
            walk(&turned, (Setting){.rate = rate}, WALKS, 2000, cosine, run->rng);
            for (int t = 0; t <= 2000; t += t < 100 ? 1 : 20)
                LOG_ROW(log, rate, cosine, t, path[t].loss);
            last[cosine] = path[2000].loss;
            snprintf(name, sizeof name, "%s_%.4f", cosine ? "cosine" : "constant", rate);
            run_summary(run, name, last[cosine], "");
        }
        printf("%.4f  %15.2g  %13.2g  %11.2g\n", rate, floor, last[0], last[1]);
    }
    log_close(log);
    run_summary(run, "floor_theory", 0.008 / 2 * (1 / (2 - 0.008) + 1 / (2 - 0.8)), "");
}

int main(int argc, char **argv)
{
    Run run = run_begin(argc, argv, "04-optimisers", "SGD, momentum, RMSProp and Adam, raced", NULL);
    show_races(&run);
    const Setting polyak = {MOMENTUM, 4 / 121.0, 81 / 121.0, 0, 0};
    run_section("rates");
    puts("rule      rate    mu      loss at step 100      at 300  factor of distance a step");
    printf("  %25.4f\n", show(&run, "descent", &turned, (Setting){.rate = 2 / 101.0}, 100, 300));
    printf("  %25.4f\n", show(&run, "descent", &turned, (Setting){.rate = 0.0201}, 100, 300));
    printf("  %25.4f\n", show(&run, "momentum", &turned, polyak, 100, 300));
    run_section("push");
    puts("size of the gradients  0.01    0.1     1       10");
    push("RMSProp, first step", (Setting){RMSPROP, 0.001, 0.99, 0, 0}, 1);
    push("Adam, first step", (Setting){ADAM, 0.001, 0.9, 0, 0}, 1);
    push("Adam + L2, 1000 steps", (Setting){ADAM, 0.001, 0.9, 0.1, 0}, 1000);
    push("AdamW, 1000 steps", (Setting){ADAM, 0.001, 0.9, 0.1, 1}, 1000);
    show_noise(&run);
    run_section("wrong");
    puts("rule      rate    alpha   loss at step 10000    at 30000");
    show(&run, "RMSProp", &turned, (Setting){RMSPROP, 0.01, 0.9, 0, 0}, LIMIT, 3 * LIMIT), puts("");
    show(&run, "RMSProp", &turned, (Setting){RMSPROP, 0.001, 0.9, 0, 0}, LIMIT, 3 * LIMIT), puts("");
    return run_end(&run);
}
