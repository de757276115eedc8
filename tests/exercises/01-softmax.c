/* Graded tests of chapter 01. References are computed here in long double, with the shift. */
#include "01-softmax.h"

#include <float.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "grade.h"

static float top(const float *z, int n)
{
    float m = -INFINITY;
    for (int i = 0; i < n; i++)
        m = z[i] > m ? z[i] : m;
    return m;
}

static long double shifted_sum(const float *z, int n, long double t)
{
    long double sum = 0, m = top(z, n);
    for (int i = 0; i < n; i++)
        sum += expl((z[i] - m) / t);
    return sum;
}

static void reference(const float *z, float *p, int n, long double t)
{
    long double sum = shifted_sum(z, n, t), m = top(z, n);
    for (int i = 0; i < n; i++)
        p[i] = (float)(expl((z[i] - m) / t) / sum);
}

/* The mistake of the article: the scores over their own sum. */
static int shares_of_scores(const float *z, const float *p, int n)
{
    float sum = 0;
    for (int i = 0; i < n; i++)
        sum += z[i];
    for (int i = 0; i < n; i++)
        if (!(fabsf(p[i] - z[i] / sum) < 1e-5f))
            return 0;
    return 1;
}

static const char *mistake(const float *z, const float *p, int n)
{
    float total = 0;
    int zeros = 0;
    for (int i = 0; i < n; i++) {
        if (isnan(p[i]))
            return top(z, n) > 88    ? "e^z became infinite (in double too, above 709), and inf / inf is NaN"
                   : top(z, n) < -88 ? "every e^z became 0, and 0 / 0 is NaN: subtract the largest score"
                                     : "NaN comes from 0 / 0, inf / inf or inf - inf: where are they here?";
        total += p[i];
        zeros += p[i] == 0;
    }
    if (zeros == n)
        return "each e^z fits into a float, but their sum does not: subtract the largest score first";
    if (shares_of_scores(z, p, n))
        return "these are the scores divided by their sum; take e^z of each first";
    if (fabsf(total - 1) > 1e-3f)
        return "the p do not sum to 1: divide each e^(z - c) by the sum of all of them";
    return "the p sum to 1, but are not in proportion to e^z";
}

static void check_softmax(const float *z, int n, const float *want, const char *likely)
{
    char text[200];
    const float *input = grade_input(z, (size_t)n * sizeof *z);
    float *p = grade_floats((size_t)n);
    grade_call("ex_softmax(%s, n = %d)", grade_text_floats(text, sizeof text, z, (size_t)n), n);
    grade_int(ex_softmax(input, p, n), 0, "0 says that p was written; there is an answer here");
    grade_array(p, want, (size_t)n, 1e-5, likely ? likely : mistake(z, p, n));
}

static void check_softmax_against_reference(const float *z, int n, const char *likely)
{
    float *want = grade_floats((size_t)n);
    reference(z, want, n, 1);
    check_softmax(z, n, want, likely);
}

GRADE(ex_softmax, moderate_scores, 1, "From scores to shares")
{
    check_softmax((float[]){0.3f, 0.2f, 0.1f, 0.4f, 0.5f}, 5,
                  (float[]){0.198014f, 0.179171f, 0.162120f, 0.218840f, 0.241855f}, NULL);
    check_softmax((float[]){-7}, 1, (float[]){1}, NULL);
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    for (int k = 0; k < 50; k++) {
        float z[40];
        int n = 1 + (int)gsl_rng_uniform_int(rng, 40);
        for (int i = 0; i < n; i++)
            z[i] = (float)gsl_ran_gaussian(rng, 3);
        check_softmax_against_reference(z, n, NULL);
    }
    gsl_rng_free(rng);
}

GRADE(ex_softmax, large_logits, 1, "Overflow, and its cure")
{
    check_softmax((float[]){1000, 1001}, 2, (float[]){0.268941f, 0.731059f}, NULL);
    check_softmax_against_reference((float[]){88, 88.25f, 88.5f}, 3, NULL);
    check_softmax_against_reference((float[]){-1000, -1001, -1002}, 3, NULL);
    check_softmax_against_reference((float[]){-100, -100.5f}, 2,
                                    "e^-100 has about one significant digit left in float: subtract the "
                                    "largest score, also where it is negative");
    check_softmax((float[]){-3e38f, 3e38f}, 2, (float[]){0, 1}, NULL);
}

GRADE(ex_softmax, long_tail, 1, "What goes wrong")
{
    enum { MANY = 100000 };
    static float z[MANY];
    const char *swallowed = "a float sum near 1 swallows every term under 6e-8: add up in double";
    for (int i = 0; i < MANY; i++)
        z[i] = -17;
    z[0] = 0;
    check_softmax_against_reference(z, 50257, swallowed);
    z[0] = -17;
    z[MANY - 1] = 0;
    check_softmax_against_reference(z, MANY, swallowed);
}

/* Where no answer exists: -1, and p as it was. */
static void refuses(const float *z, int n, const char *likely)
{
    char text[200];
    float p[8] = {7, 7, 7, 7, 7, 7, 7, 7};
    grade_call("ex_softmax(%s, n = %d)", grade_text_floats(text, sizeof text, z, n > 0 ? (size_t)n : 0), n);
    grade_int(ex_softmax(z, p, n), -1, likely);
    for (int i = 0; i < 8; i++)
        grade_true(p[i] == 7, "p left as it was", "check every score before writing the first p");
}

GRADE(ex_softmax, masked, 1, "What goes wrong")
{
    float p[3] = {1, -INFINITY, 1}; /* in place */
    grade_call("ex_softmax(z = {1, -inf, 1}, p = z, n = 3)");
    grade_int(ex_softmax(p, p, 3), 0, "-INFINITY is a forbidden choice, not a mistake");
    grade_array(p, (float[]){0.5f, 0, 0.5f}, 3, 1e-6, "p is z here: read z[i] before p[i] is written");
    check_softmax_against_reference((float[]){-INFINITY, -200, -INFINITY, -201}, 4, NULL);

    refuses((float[]){-INFINITY, -INFINITY}, 2, "where all is forbidden, the largest score is -inf, and "
                                                "-inf - -inf is NaN: nothing can be shared out");
    const char *nan = "NaN compares false with everything, and fmaxf passes over it: ask isnan of each score";
    refuses((float[]){NAN, 1, 2}, 3, nan);
    refuses((float[]){1, NAN, 2}, 3, nan);
    refuses((float[]){1, 2, NAN}, 3, nan);
    refuses((float[]){1, INFINITY}, 2, "inf - inf is NaN: +INFINITY must be refused");
    refuses((float[]){1}, 0, "n = 0: nothing can be chosen");
    refuses((float[]){1}, -1, "n = -1: nothing can be chosen");
}

/* `masks`: how likely a score is -INFINITY. */
static void random_scores(gsl_rng *rng, float *z, int n, double centre, double spread, double masks)
{
    for (int i = 0; i < n; i++)
        z[i] = gsl_rng_uniform(rng) < masks ? -INFINITY : (float)(centre + gsl_ran_gaussian(rng, spread));
}

static void check_logsumexp(const float *z, int n, double want, const char *likely)
{
    char text[200];
    double sum = (double)shifted_sum(z, n, 1), m = (double)top(z, n);
    grade_call("ex_logsumexp(%s, n = %d)", grade_text_floats(text, sizeof text, z, n > 0 ? (size_t)n : 0), n);
    if (!isnan(want))
        grade_suspect(NAN, "NaN comes from inf - inf: what is the largest score here?");
    if (isfinite(want)) {
        grade_suspect(INFINITY, "e^z overflowed: subtract the largest score, add it back after the log");
        grade_suspect(-INFINITY, "every e^z underflowed to 0: subtract the largest score first");
        grade_suspect(want - m, "the shift was subtracted inside the sum, but not added back after the log");
        grade_suspect(m + sum, "the logarithm of the sum is missing");
        grade_suspect(m, "this is the largest score alone: add ln of the sum of e^(z - max)");
    }
    grade_near(ex_logsumexp(z, n), want, 1e-6 * fmax(1, isfinite(want) ? fabs(want) : 1), likely);
}

GRADE(ex_logsumexp, large_scores, 1, "Logarithms")
{
    check_logsumexp((float[]){1000, 1000}, 2, 1000 + log(2), NULL);
    check_logsumexp((float[]){-1000, -1000, -1000, -1000}, 4, -1000 + 2 * log(2), NULL);
    check_logsumexp((float[]){0.5f}, 1, 0.5, "of one score, it is the score");
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    for (int k = 0; k < 50; k++) {
        float z[40];
        int n = 2 + (int)gsl_rng_uniform_int(rng, 39);
        random_scores(rng, z, n, gsl_ran_gaussian(rng, 300), 2, 0);
        check_logsumexp(z, n, (double)(top(z, n) + logl(shifted_sum(z, n, 1))), NULL);
    }
    gsl_rng_free(rng);
}

GRADE(ex_logsumexp, edges, 1, "Logarithms")
{
    check_logsumexp((float[]){-INFINITY, 0, 0}, 3, log(2), "a forbidden choice adds e^-inf = 0 to the sum");
    check_logsumexp((float[]){-INFINITY, -INFINITY}, 2, -INFINITY, "the sum is 0, and ln 0 is -infinity");
    check_logsumexp((float[]){0}, 0, -INFINITY, "the sum of nothing is 0, and ln 0 is -infinity");
    check_logsumexp((float[]){1, INFINITY}, 2, INFINITY, "the sum is infinite, and so is its logarithm");
    check_logsumexp((float[]){NAN, 1}, 2, NAN, "a NaN score must not be passed over (fmax does)");
    check_logsumexp((float[]){1, NAN}, 2, NAN, "a NaN score must not be passed over (fmax does)");
    check_logsumexp((float[]){INFINITY, NAN}, 2, NAN, "NaN comes before +INFINITY: look at every score");
    check_logsumexp((float[]){0}, -1, NAN, "n < 0 has no answer");
}

static int agrees(const float *p, const float *z, int n, double t)
{
    float wrong[40];
    reference(z, wrong, n, t);
    for (int i = 0; i < n; i++)
        if (!(fabsf(p[i] - wrong[i]) < 1e-5f))
            return 0;
    return 1;
}

/* `likely` for one of the ends, NULL in between. */
static void check_temperature(const float *z, int n, double t, const float *want, const char *likely)
{
    char text[200];
    const float *input = grade_input(z, (size_t)n * sizeof *z);
    float *p = grade_floats((size_t)n);
    grade_call("ex_temperature(%s, n = %d, t = %g)",
               grade_text_floats(text, sizeof text, z, (size_t)n), n, t);
    grade_int(ex_temperature(input, p, n, t), 0, likely ? likely : "0 says that p was written");
    if (!likely)
        likely = agrees(p, z, n, 1 / t) ? "the scores were multiplied by t, not divided"
                 : agrees(p, z, n, 1)   ? "t changed nothing"
                                        : "it is the softmax of z / t: divide the scores, not the p";
    grade_array(p, want, (size_t)n, 1e-5, likely);
}

static void refuses_temperature(const float *z, int n, double t, const char *likely)
{
    char text[200];
    float p[8] = {7, 7, 7, 7, 7, 7, 7, 7};
    grade_call("ex_temperature(%s, n = %d, t = %g)",
               grade_text_floats(text, sizeof text, z, n > 0 ? (size_t)n : 0), n, t);
    grade_int(ex_temperature(z, p, n, t), -1, likely);
    for (int i = 0; i < 8; i++)
        grade_true(p[i] == 7, "p left as it was", "check the scores and t before writing the first p");
}

GRADE(ex_temperature, between, 1, "Temperature")
{
    float z[40] = {1, 2, 4}, want[40];
    reference(z, want, 3, 2);
    check_temperature(z, 3, 2, want, NULL);
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    for (int k = 0; k < 50; k++) {
        int n = 2 + (int)gsl_rng_uniform_int(rng, 39);
        double t = pow(10, 2 * gsl_rng_uniform(rng) - 1);
        random_scores(rng, z, n, 1, 4, 0.1);
        z[0] = 1; /* so that not all are masked */
        reference(z, want, n, t);
        check_temperature(z, n, t, want, NULL);
    }
    gsl_rng_free(rng);
    refuses_temperature((float[]){1, 2}, 2, -1, "a negative t would prefer the lowest score: refuse it");
    refuses_temperature((float[]){1, 2}, 2, NAN, "t < 0 is false for NaN; !(t >= 0) is true");
    refuses_temperature((float[]){1, NAN}, 2, 1, "a NaN score has no place in the order: refuse it");
    refuses_temperature((float[]){-INFINITY, -INFINITY}, 2, 1, "nothing can be chosen");
}

GRADE(ex_temperature, limits, 1, "Temperature")
{
    const char *tie = "at t = 0 the largest score takes everything, and equals share";
    const char *flat = "at t = INFINITY every choice that is not forbidden is equally likely";
    const char *wide = "z - max, or t, overflows a float: subtract and divide in double";
    const char *order = "z / t overflows and inf - inf is NaN: subtract the largest score first, then divide";
    check_temperature((float[]){1, 3, 2}, 3, 0, (float[]){0, 1, 0}, tie);
    check_temperature((float[]){2, -INFINITY, 2, 1.999f}, 4, 0, (float[]){0.5f, 0, 0.5f, 0}, tie);
    check_temperature((float[]){5, -INFINITY, 900}, 3, INFINITY, (float[]){0.5f, 0, 0.5f}, flat);
    check_temperature((float[]){90, 80, 90}, 3, 1e-307, (float[]){0.5f, 0, 0.5f}, order);
    check_temperature((float[]){-90, -80}, 2, DBL_TRUE_MIN, (float[]){0, 1}, order);
    check_temperature((float[]){90, -90, -INFINITY}, 3, DBL_MAX, (float[]){0.5f, 0.5f, 0}, flat);
    check_temperature((float[]){3e38f, -3e38f}, 2, 1e300, (float[]){0.5f, 0.5f}, wide);
    check_temperature((float[]){3e38f, -3e38f}, 2, 6e38, (float[]){0.731059f, 0.268941f}, wide);
    refuses_temperature((float[]){1, INFINITY}, 2, 0, "+INFINITY is refused at every temperature, 0 too");
    refuses_temperature((float[]){-INFINITY}, 1, INFINITY, "nothing can be chosen, at any temperature");
    refuses_temperature((float[]){NAN, 2}, 2, 0, "a NaN score is refused at every temperature, 0 too");
    refuses_temperature((float[]){1}, 0, 1, "n = 0: nothing can be chosen");
}

/* A generator whose next draw the test decides, and which counts the draws. */
typedef struct {
    double next;
    int drawn;
} Script;

static void script_set(void *state, unsigned long seed)
{
    (void)seed;
    *(Script *)state = (Script){0};
}

static double script_double(void *state)
{
    Script *script = state;
    script->drawn++;
    return script->next;
}

static unsigned long script_get(void *state)
{
    return (unsigned long)(script_double(state) * 4294967296.0);
}

static const gsl_rng_type SCRIPT = {"script", 4294967295UL, 0, sizeof(Script),
                                    script_set, script_get, script_double};

static void check_draw(const float *p, int n, double u, int want, const char *likely)
{
    char text[200];
    gsl_rng *rng = gsl_rng_alloc(&SCRIPT);
    Script *script = rng->state;
    script->next = u;
    grade_call("ex_sample(%s, n = %d, rng that draws %.6g%s)",
               grade_text_floats(text, sizeof text, p, n > 0 ? (size_t)n : 0), n, u,
               u > 0.9999999 ? " - 1e-16" : "");
    grade_int(ex_sample(p, n, rng), want, likely);
    grade_call("gsl_rng_uniform, counted during ex_sample(%s, n = %d, rng)",
               grade_text_floats(text, sizeof text, p, n > 0 ? (size_t)n : 0), n);
    grade_int(script->drawn, want >= 0, want >= 0 ? "one draw a sample, or a seed will mean other words"
                                                  : "bad input must draw nothing");
    gsl_rng_free(rng);
}

/* The index by the contract; -1 where u is so near a border that rounding may decide. */
static int expected_index(const float *p, int n, double u)
{
    long double sum = 0, walked = 0;
    for (int i = 0; i < n; i++)
        sum += p[i];
    for (int i = 0; i < n; i++) {
        walked += p[i];
        if (fabsl(u * sum - walked) < 1e-5L * sum)
            return -1;
        if (u * sum < walked)
            return i;
    }
    return -1;
}

GRADE(ex_sample, intervals, 1, "Drawing a word")
{
    const float p[] = {0.25f, 0.5f, 0.25f}, weights[] = {3, 6, 3};
    const double u[] = {0, 0.2, 0.3, 0.7, 0.8, 0.99};
    const int want[] = {0, 0, 1, 1, 2, 2};
    for (int k = 0; k < 6; k++)
        check_draw(p, 3, u[k], want[k], "i = 0 owns the u below p[0], i = 1 the next p[1], and so on");
    for (int k = 0; k < 6; k++)
        check_draw(weights, 3, u[k], want[k], "these p sum to 12, not to 1: compare with u times the sum");
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    for (int k = 0; k < 200; k++) {
        float q[30];
        int n = 1 + (int)gsl_rng_uniform_int(rng, 30);
        for (int i = 0; i < n; i++)
            q[i] = (float)gsl_ran_exponential(rng, 1);
        double draw = gsl_rng_uniform(rng);
        int index = expected_index(q, n, draw);
        if (index >= 0)
            check_draw(q, n, draw, index, "the smallest i with u * sum < p[0] + ... + p[i]");
    }
    gsl_rng_free(rng);
}

GRADE(ex_sample, edges, 1, "Drawing a word")
{
    const double last = 1 - DBL_EPSILON / 2; /* the largest double below 1 */
    check_draw((float[]){0, 0, 1, 2}, 4, 0, 2,
               "u can be 0: with <= in place of <, the first i is chosen though its p is 0");
    check_draw((float[]){0.5f, 0, 0.5f}, 3, 0.5, 2, "u = 0.5 is not below p[0], and p[1] is 0");
    check_draw((float[]){0.3f, 0.3f, 0.3f, 0}, 4, last, 2,
               "the walk went past the end: scale u by the sum, and where rounding still carries it there, "
               "return the last i with p > 0");
    check_draw((float[]){0.1f, 0.1f, 0.1f}, 3, last, 2,
               "the p sum to 0.3: u must be compared in proportion to the sum");
    check_draw((float[]){1.57344558e-12f, 9.94114746e-09f, 1.07869323e-06f, 0.0107741756f, 1.09611938e-10f,
                         2.15087358e-11f, 0.11914172f, 0}, 8, last, 6,
               "rounding carried the walk past the end: return the last i with p > 0, or add up p in the "
               "same order in sum and walk");

    check_draw((float[]){1}, 0, 0.5, -1, "n = 0: nothing can be drawn");
    check_draw((float[]){1}, -1, 0.5, -1, "n = -1: nothing can be drawn");
    check_draw((float[]){0, 0}, 2, 0.5, -1, "all p are 0: nothing can be drawn");
    check_draw((float[]){0.5f, -0.1f, 0.6f}, 3, 0.1, -1, "a negative p is refused, wherever it stands");
    check_draw((float[]){0.5f, 0.5f, NAN}, 3, 0.1, -1, "p < 0 is false for NaN; !(p >= 0) is true");
    check_draw((float[]){0.5f, INFINITY}, 2, 0.1, -1, "an infinite p is refused");
}
