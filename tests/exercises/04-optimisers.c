/* Graded tests of chapter 04. References are computed here in long double, element by element. */
#include "04-optimisers.h"

#include <gsl/gsl_math.h>
#include <gsl/gsl_randist.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "grade.h"

enum { TEXT = 400, MOST = 12 };

static float *copy(const float *x, int n)
{
    float *y = grade_floats((size_t)n);
    memcpy(y, x, (size_t)n * sizeof *x);
    return y;
}

/* What the last call was; an element of an array that it changed is then named in front of it. */
static char last_call[3 * TEXT];

static void element(const char *array, int i)
{
    grade_call("%s[%d] after %s", array, i, last_call);
}

static const float *fixed(const float *x, int n) { return grade_input(x, (size_t)n * sizeof *x); }

static void fill(float *x, int n, double sd, gsl_rng *rng)
{
    for (int i = 0; i < n; i++)
        x[i] = (float)gsl_ran_gaussian(rng, sd);
}

/* ---- momentum */

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

/* ---- Adam */

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

/* ---- schedule */

static double call_schedule(long step, long warmup, long total, double peak, double floor)
{
    grade_call("ex_schedule(step = %ld, warmup = %ld, total = %ld, peak = %g, floor = %g)", step, warmup,
               total, peak, floor);
    return ex_schedule(step, warmup, total, peak, floor);
}

GRADE(ex_schedule, shape, 1, "Noise, and schedules")
{
    const double line[] = {0.2, 0.4, 0.6, 0.8, 1};
    for (long t = 0; t < 5; t++) {
        double got = call_schedule(t, 5, 14, 1, 0.1);
        grade_suspect((double)t / 5,
                      "step 0 already moves: the line is at 0 one step before (or were integers divided?)");
        grade_suspect((double)t / 4, "step 0 already moves: the line is at 0 one step before it");
        grade_suspect(0.1 + 0.9 * line[t], "the line would start from 0, not from the floor");
        grade_near(got, line[t], 1e-12, "warm-up: peak * (step + 1) / warmup");
    }
    for (long t = 5; t < 14; t++) {
        double want = (0.1 + 1) / 2 + (1 - 0.1) / 2 * cos(M_PI * (double)(t - 5) / 8);
        double got = call_schedule(t, 5, 14, 1, 0.1);
        grade_suspect(0.55 + 0.45 * cos(M_PI * (double)(t - 5) / 9),
                      "the last step is total - 1, and it must be at the floor: one interval too many");
        grade_suspect(0.55 + 0.45 * cos(M_PI * (double)t / 13), "the cosine begins where warm-up ends");
        grade_suspect(1 - 0.9 * (double)(t - 5) / 8, "a straight line: half a cosine is wanted");
        grade_suspect(0.1 + cos(M_PI * (double)(t - 5) / 8) / 2 + 0.5, "the cosine spans peak - floor");
        grade_near(got, want, 1e-12, "half a cosine from peak at step warmup to floor at step total - 1");
    }
    grade_near(call_schedule(14, 5, 14, 1, 0.1), 0.1, 1e-12, "after the last step: floor");
    grade_near(call_schedule(1000000, 5, 14, 1, 0.1), 0.1, 1e-12, "the cosine must not rise again");
}

GRADE(ex_schedule, edges, 1, "Noise, and schedules")
{
    grade_near(call_schedule(0, 0, 5, 3, 1), 3, 1e-12, "without warm-up the cosine begins at once");
    grade_near(call_schedule(4, 0, 5, 3, 1), 1, 1e-12, "the last step, total - 1, is at the floor");
    grade_near(call_schedule(3, 3, 4, 3, 1), 3, 1e-12, "one step of cosine is at the peak; 0 / 0 is NaN");
    grade_near(call_schedule(4, 3, 4, 3, 1), 1, 1e-12, "after that step: floor");
    grade_near(call_schedule(0, 0, 1, 3, 1), 3, 1e-12, "one step of cosine is at the peak");
    grade_near(call_schedule(2, 0, 5, 2, 2), 2, 1e-12, "peak = floor is a constant");
    grade_near(call_schedule(0, 0, 3, 0, 0), 0, 0, "peak = floor = 0 is allowed");
    const long bad[][3] = {{-1, 0, 5}, {0, -1, 5}, {0, 5, 5}, {0, 0, 0}, {9, 6, 5}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        grade_near(call_schedule(bad[i][0], bad[i][1], bad[i][2], 1, 0), NAN, 0,
                   "NaN for step < 0, warmup < 0, total <= warmup");
    const double rates[][2] = {{1, 2}, {1, -1}, {NAN, 0}, {1, NAN}, {INFINITY, 0}};
    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++)
        grade_near(call_schedule(1, 3, 10, rates[i][0], rates[i][1]), NAN, 0,
                   "NaN unless 0 <= floor <= peak < INFINITY; comparisons with NaN are false");
}

/* ---- clipping */

static double call_clip(float *const g[], const int n[], int arrays, double max_norm)
{
    char all[TEXT] = "", one[TEXT / 4];
    for (int k = 0; k < arrays; k++) {
        size_t used = strlen(all), shown = n[k] > 3 ? 3 : (size_t)n[k];
        grade_text_floats(one, sizeof one, g[k], shown);
        if (n[k] > 3) /* long arrays are cut between two numbers */
            one[strlen(one) - 1] = '\0';
        snprintf(all + used, sizeof all - used, "%s%s%s", k ? ", " : "", one, n[k] > 3 ? ", …}" : "");
    }
    snprintf(last_call, sizeof last_call,
             "ex_clip({%s}, arrays = %d, max_norm = %g)", all, arrays, max_norm);
    grade_call("%s", last_call);
    return ex_clip(g, n, arrays, max_norm);
}

GRADE(ex_clip, two_arrays, 1, "What goes wrong")
{
    const float a[] = {2, -2}, b[] = {1};
    float *g[] = {copy(a, 2), copy(b, 1)};
    const int n[] = {2, 1};
    double norm = call_clip(g, n, 2, 1.5);
    grade_suspect(9, "that is the norm squared");
    grade_suspect(1.5, "the norm before clipping is wanted");
    grade_suspect(5, "the sum of sizes; the Euclidean norm is wanted");
    grade_suspect(sqrt(8), "each array has a norm of its own here; one norm over all is wanted");
    grade_suspect(1, "each array has a norm of its own here; one norm over all is wanted");
    grade_near(norm, 3, 1e-9, "the root of 2² + 2² + 1²");
    element("g[0]", 0);
    grade_suspect(1.5 / sqrt(2),
                  "each array is clipped by its own norm: one norm over all arrays, one factor");
    grade_suspect(1.5, "each element is clipped by itself, which turns the direction: one factor for all");
    grade_suspect(2, "the gradients were not scaled");
    grade_near(g[0][0], 1, 1e-6, "2 * 1.5 / 3");
    element("g[0]", 1);
    grade_near(g[0][1], -1, 1e-6, "-2 * 1.5 / 3: signs are kept");
    element("g[1]", 0);
    grade_near(g[1][0], 0.5, 1e-6, "1 * 1.5 / 3: later arrays are scaled too, by the same factor");
    norm = call_clip(g, n, 2, 1.6);
    grade_near(norm, 1.5, 1e-6, NULL);
    element("g[0]", 0);
    grade_suspect(1.6 / 1.5, "a short gradient is left alone, not stretched to max_norm");
    grade_near(g[0][0], 1, 1e-6, "a norm below max_norm changes nothing");
}

GRADE(ex_clip, random_and_large, 1, "What goes wrong")
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    for (int trial = 0; trial < 8; trial++) {
        float before[3][MOST], *g[3];
        int n[] = {trial, MOST - trial, trial == 4 ? 0 : 3};
        double scale = pow(10, 10 * trial - 35), squares = 0; /* 1e-35 … 1e35 */
        for (int k = 0; k < 3; k++) {
            fill(before[k], n[k], scale, rng);
            g[k] = copy(before[k], n[k]);
            for (int i = 0; i < n[k]; i++)
                squares += (double)before[k][i] * before[k][i];
        }
        double want = sqrt(squares), limit = want * (trial % 3 ? 0.3 : 1.5);
        double got = call_clip(g, n, 3, limit);
        grade_suspect(INFINITY, "the squares overflow a float (3.4e38 at most): add in double");
        grade_suspect(NAN, "these numbers are finite: their squares overflow a float; add in double");
        grade_suspect(0, "the squares vanish in a float: add in double");
        grade_near(got, want, 1e-6 * want, "one norm over all arrays, also those of no element");
        for (int k = 0; k < 3; k++)
            for (int i = 0; i < n[k]; i++) {
                double right = before[k][i] * fmin(1, limit / want);
                element(k == 0 ? "g[0]" : k == 1 ? "g[1]" : "g[2]", i);
                grade_near(g[k][i], right, 1e-6 * want, "every element of every array by the same factor");
                grade_near(g[k][i], right, fmax(1.001 * fabs(right) * FLT_EPSILON / 2, 1e-45),
                           "the factor is computed in double; rounded to float, it costs the last digit");
            }
    }
    gsl_rng_free(rng);
}

GRADE(ex_clip, zero_and_nan, 1, "What goes wrong")
{
    const float zeros[] = {0, 0}, first[] = {30, NAN}, second[] = {-INFINITY, 40}, fine[] = {30, 40};
    const int n[] = {2, 2};
    float *zero[] = {copy(zeros, 2), copy(zeros, 2)};
    grade_near(call_clip(zero, n, 2, 1), 0, 0, "the norm of zeros is 0");
    grade_near(zero[1][1], 0, 0, "0 * (max_norm / 0) is NaN: a norm of 0 is not above max_norm");
    grade_near(call_clip(zero, n, 0, 1), 0, 0, "the norm of nothing is 0");
    const float *bad[] = {first, second};
    for (int k = 0; k < 2; k++) {
        float *g[] = {copy(fine, 2), copy(bad[k], 2)};
        double got = call_clip(g, n, 2, 1);
        grade_suspect(INFINITY, "an infinite element: return NaN, so that the caller skips the step");
        grade_suspect(50, "the element that is no number was left out; the caller must hear of it");
        grade_near(got, NAN, 0, "an element is NaN or infinite: return NaN");
        grade_near(g[0][0], 30, 0, "and change nothing: one NaN must not spread to every weight");
        grade_near(g[1][k == 0 ? 0 : 1], k == 0 ? 30 : 40, 0, "and change nothing");
    }
    const double limits[] = {0, -1, NAN};
    for (int i = 0; i < 3; i++) {
        float *g[] = {copy(fine, 2), copy(fine, 2)};
        grade_near(call_clip(g, n, 2, limits[i]), NAN, 0, "NaN unless max_norm > 0; NaN > 0 is false");
        grade_near(g[0][1], 40, 0, "and nothing is changed");
    }
    float *g[] = {copy(fine, 2), copy(zeros, 2)};
    grade_near(call_clip(g, n, 2, INFINITY), 50, 1e-9, "max_norm = INFINITY never clips, and is allowed");
    grade_near(g[0][0], 30, 0, "max_norm = INFINITY never clips");
}
