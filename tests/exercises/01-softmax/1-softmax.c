/* Graded tests of ex_softmax. References are computed in long double, with the shift: see shared.h. */
#include "01-softmax.h"

#include <gsl/gsl_randist.h>
#include <math.h>

#include "grade.h"
#include "shared.h"

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
