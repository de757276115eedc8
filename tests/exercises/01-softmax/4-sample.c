/* Graded tests of ex_sample. The index that is wanted is found here in long double, by the contract. */
#include "01-softmax.h"

#include <float.h>
#include <gsl/gsl_randist.h>
#include <math.h>

#include "grade.h"

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
