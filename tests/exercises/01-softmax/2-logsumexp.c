/* Graded tests of ex_logsumexp. References are computed in long double, with the shift: see shared.h. */
#include "01-softmax.h"

#include <gsl/gsl_randist.h>
#include <math.h>

#include "grade.h"
#include "shared.h"

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
