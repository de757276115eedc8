/* Graded tests of ex_momentum_step. References are computed here in double, element by element. */
#include "04-optimisers.h"

#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdio.h>

#include "grade.h"
#include "shared.h"

static int call_momentum(float *w, float *before, const float *g, int n, double rate, double mu)
{
    char a[TEXT], b[TEXT], c[TEXT];
    size_t size = (size_t)(n > 0 ? n : 0);
    snprintf(last_call, sizeof last_call,
             "ex_momentum_step(w = %s, before = %s, g = %s, n = %d, rate = %g, mu = %g)",
             grade_text_floats(a, sizeof a, w, size), grade_text_floats(b, sizeof b, before, size),
             grade_text_floats(c, sizeof c, g, size), n, rate, mu);
    grade_call("%s", last_call);
    return ex_momentum_step(w, before, fixed(g, n > 0 ? n : 1), n, rate, mu);
}

GRADE(ex_momentum_step, two_steps, 1, "Four rules")
{
    const float g[] = {1, -4}, first[] = {2, -1};
    float *w = copy(first, 2), *before = copy(first, 2);
    grade_int(call_momentum(w, before, g, 2, 0.5, 0.5), 0, "a step that was made returns 0");
    element("w", 0);
    grade_suspect(2.5, "the step goes against the gradient: minus rate * g");
    grade_suspect(2, "the weights did not move");
    grade_near(w[0], 1.5, 1e-6, "with before = w, the first step is plain descent: 2 - 0.5 * 1");
    element("w", 1);
    grade_near(w[1], 1, 1e-6, "every weight is moved: -1 + 0.5 * 4");
    element("before", 0);
    grade_suspect(1.5, "`before` holds the new weight: save the old one first");
    grade_near(before[0], 2, 0, "`before` holds the weights that were there on entry");
    element("before", 1);
    grade_near(before[1], -1, 0, "`before` holds the weights that were there on entry");
    grade_int(call_momentum(w, before, g, 2, 0.5, 0.5), 0, "a step that was made returns 0");
    element("w", 0);
    grade_suspect(1, "the momentum is missing: 0.5 * (1.5 - 2)");
    grade_suspect(1.25, "the momentum has the wrong sign: it carries on in the last direction");
    grade_suspect(0.875, "the rate does not multiply mu * (w - before)");
    grade_near(w[0], 0.75, 1e-6, "1.5 - 0.5 * 1 + 0.5 * (1.5 - 2)");
    element("before", 0);
    grade_near(before[0], 1.5, 0, "`before` holds the weights that were there on entry");
}

GRADE(ex_momentum_step, like_a_velocity, 1, "Four rules")
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    for (int trial = 0; trial < 6; trial++) {
        int n = 1 + 2 * trial;
        float start[MOST], g[MOST];
        double rate = 0.01 * (trial + 1), mu = 0.15 * (trial + 1), v[MOST] = {0}, x[MOST];
        fill(start, n, 1, rng);
        float *w = copy(start, n), *before = copy(start, n);
        for (int i = 0; i < n; i++)
            x[i] = start[i];
        for (int t = 0; t < 12; t++) {
            fill(g, n, 1, rng);
            grade_int(call_momentum(w, before, g, n, rate, mu), 0, "a step that was made returns 0");
            for (int i = 0; i < n; i++) {
                v[i] = mu * v[i] + g[i];
                x[i] -= rate * v[i];
                element("w", i);
                grade_suspect(x[i] + rate * g[i] - rate * (1 - mu) * g[i],
                              "the gradient is not multiplied by 1 - mu: this rule does not average");
                grade_near(w[i], x[i], 2e-5, "at a constant rate this is v = mu v + g, w = w - rate v");
            }
        }
    }
    const float close[] = {29.999998f}, three[] = {3};
    float *near = copy(three, 1), *last = copy(three, 1);
    grade_int(call_momentum(near, last, close, 1, 0.1, 0.9), 0, "a step that was made returns 0");
    element("w", 0);
    grade_near(near[0], 3 - 0.1 * close[0], 1e-9,
               "compute in double: in float, the digits of 0.1 * g are lost here");
    float w[] = {1}, before[] = {3}, g[] = {1};
    const double bad[][2] = {{0.1, 1}, {0.1, -0.1}, {-0.1, 0.5}, {NAN, 0.5}, {0.1, NAN}, {INFINITY, 0.5}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        grade_int(call_momentum(w, before, g, 1, bad[i][0], bad[i][1]), -1,
                  "rate >= 0 and finite, 0 <= mu < 1; NaN is neither (NaN < 0 is false)");
        grade_true(w[0] == 1 && before[0] == 3, "weights as they were", "check before the first change");
    }
    grade_int(call_momentum(w, before, g, -1, 0.1, 0.5), -1, "n < 0 is refused");
    grade_int(call_momentum(w, before, g, 1, 0, 0), 0, "rate 0 and mu 0 are allowed");
    gsl_rng_free(rng);
}
