/* Graded tests of ex_adam_step. References are computed here in long double, element by element. */
#include "04-optimisers.h"

#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdio.h>

#include "grade.h"
#include "shared.h"

static int call_adam(float *w, float *m, float *s, const float *g, int n, ExAdam a)
{
    char c[TEXT], b[TEXT];
    size_t size = (size_t)(n > 0 ? n : 0);
    snprintf(last_call, sizeof last_call,
             "ex_adam_step(w = %s, m, s, g = %s, n = %d, {rate %g, beta1 %g, beta2 %g, epsilon %g, "
             "decay %g, t = %ld})",
             grade_text_floats(b, sizeof b, w, size), grade_text_floats(c, sizeof c, g, size), n, a.rate,
             a.beta1, a.beta2, a.epsilon, a.decay, a.t);
    grade_call("%s", last_call);
    return ex_adam_step(w, m, s, fixed(g, n > 0 ? n : 1), n, a);
}

GRADE(ex_adam_step, first_step, 1, "The first step, and decay")
{
    const float zero[4] = {0}, g[] = {1e-3f, -0.5f, 20, -3000};
    const ExAdam a = {.rate = 0.01, .beta1 = 0.9, .beta2 = 0.999, .epsilon = 1e-8, .t = 1};
    float *w = copy(zero, 4), *m = copy(zero, 4), *s = copy(zero, 4);
    grade_int(call_adam(w, m, s, g, 4, a), 0, "a step that was made returns 0");
    for (int i = 0; i < 4; i++) {
        double sign = g[i] > 0 ? -1 : 1;
        element("w", i);
        grade_suspect(-0.01 * g[i] / sqrt((double)g[i] * g[i] + 1e-8),
                      "epsilon is added after the root, not under it");
        grade_suspect(0.01 * 0.1 / 0.9 * sqrt(0.999 / 0.001) * sign, "divide by 1 - beta^t, not by beta^t");
        grade_suspect(-0.01 * sign, "the step goes against the gradient");
        grade_suspect(0.0316228 * sign, "m and s are not corrected: both started at 0, s is further behind");
        grade_suspect(0.001 * sign, "m is not corrected: divide it by 1 - beta1^t");
        grade_suspect(0.316228 * sign, "s is not corrected: divide it by 1 - beta2^t before the root");
        grade_suspect(0.01 * g[i] * sign, "the gradient is not divided by the root of s");
        grade_near(w[i], 0.01 * sign, 1e-6,
                   "the first step has the size `rate`, whatever the gradient: divide m by 1 - beta1^t, "
                   "s by 1 - beta2^t");
        element("m", i);
        grade_suspect(g[i], "m is stored uncorrected: (1 - beta1) * g");
        grade_near(m[i], 0.1 * g[i], 1e-6 * fabs(g[i]), "m = beta1 m + (1 - beta1) g");
        element("s", i);
        grade_suspect((double)g[i] * g[i], "s is stored uncorrected: (1 - beta2) * g * g");
        grade_suspect((double)(1 - 0.999f) * g[i] * g[i],
                      "compute in double: in float, 1 - 0.999 is 0.00099999");
        grade_near(s[i], 0.001 * g[i] * g[i], 1e-9 * g[i] * g[i], "s = beta2 s + (1 - beta2) g * g");
    }
}

typedef struct {
    long double w, m, s;
} Exact;

static void exact_step(Exact *x, double g, ExAdam a)
{
    x->m = a.beta1 * x->m + (1 - a.beta1) * g;
    x->s = a.beta2 * x->s + (1 - a.beta2) * g * g;
    long double m = x->m / (1 - powl(a.beta1, a.t)), s = x->s / (1 - powl(a.beta2, a.t));
    x->w += -a.rate * m / (sqrtl(s) + a.epsilon) - a.rate * a.decay * x->w;
}

/* `steps` random steps of n weights beside their reference. */
static void follow(int n, int steps, ExAdam a, double sd, const char *likely, gsl_rng *rng)
{
    Exact x[MOST] = {{0, 0, 0}};
    float start[MOST], g[MOST], zero[MOST] = {0};
    fill(start, n, 1, rng);
    float *w = copy(start, n), *m = copy(zero, n), *s = copy(zero, n);
    for (int i = 0; i < n; i++)
        x[i].w = start[i];
    for (a.t = 1; a.t <= steps; a.t++) {
        fill(g, n, sd, rng);
        grade_int(call_adam(w, m, s, g, n, a), 0, "a step that was made returns 0");
        for (int i = 0; i < n; i++) {
            exact_step(&x[i], g[i], a);
            element("w", i);
            grade_near(w[i], (double)x[i].w, 1e-5, likely);
        }
    }
}

GRADE(ex_adam_step, many_steps, 1, "The first step, and decay")
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    for (int trial = 0; trial < 6; trial++)
        follow(1 + 2 * trial, 20, (ExAdam){0.02, 0.5 + 0.08 * trial, 0.95, 1e-8, 0, 1}, pow(10, trial - 3),
               "from the second step on: beta^t with the t of this step; m and s stay uncorrected", rng);
    follow(4, 10, (ExAdam){0.1, 0.9, 0.999, 0.5, 0, 1}, 0.1, "epsilon is added after the root", rng);
    gsl_rng_free(rng);
    float w[] = {1}, m[] = {0}, s[] = {0}, g[] = {1};
    ExAdam a = {0.1, 0.9, 0.999, 1e-8, 0, 0};
    grade_int(call_adam(w, m, s, g, 1, a), -1, "t < 1 is refused: 1 - beta^0 is 0");
    a.t = 1;
    grade_int(call_adam(w, m, s, g, -1, a), -1, "n < 0 is refused");
    grade_true(w[0] == 1 && m[0] == 0 && s[0] == 0, "nothing changed", "check before the first change");
}

GRADE(ex_adam_step, decay, 1, "The first step, and decay")
{
    const float zero[2] = {0}, one[] = {1, -2}, none[] = {0, 0}, g[] = {5, 5};
    ExAdam a = {.rate = 0.1, .beta1 = 0.9, .beta2 = 0.999, .epsilon = 1e-8, .decay = 0.5, .t = 1};
    float *w = copy(one, 2), *m = copy(zero, 2), *s = copy(zero, 2);
    grade_int(call_adam(w, m, s, none, 2, a), 0, "a step that was made returns 0");
    grade_suspect(0.9, "decay was added to the gradient, whose size Adam divides away: L2, not AdamW");
    grade_suspect(0.5, "the decay is multiplied by the rate too");
    grade_suspect(1, "without a gradient, the weight still decays");
    grade_near(w[0], 0.95, 1e-6, "1 - rate * decay * 1");
    grade_near(w[1], -1.9, 1e-6, "-2 + rate * decay * 2: in proportion to the weight");
    grade_true(m[0] == 0 && s[0] == 0, "m and s still 0", "decay never enters the averages");
    w = copy(one, 2), m = copy(zero, 2), s = copy(zero, 2);
    grade_int(call_adam(w, m, s, g, 2, a), 0, "a step that was made returns 0");
    grade_suspect(0.855, "the decay is of the weight before this update, not after");
    grade_near(w[0], 0.85, 1e-6, "1 - rate * 1 - rate * decay * 1");
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    follow(5, 20, (ExAdam){0.05, 0.9, 0.99, 1e-8, 0.3, 1}, 1, "decay acts beside each of Adam's steps", rng);
    gsl_rng_free(rng);
}
