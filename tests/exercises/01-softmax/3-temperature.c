/* Graded tests of ex_temperature. References are computed in long double, with the shift: see shared.h. */
#include "01-softmax.h"

#include <float.h>
#include <gsl/gsl_rng.h>
#include <math.h>

#include "grade.h"
#include "shared.h"

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
