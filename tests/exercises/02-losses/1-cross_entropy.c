/* Graded tests of ex_cross_entropy. The references: long double, and the definition as it stands. */
#include "02-losses.h"

#include <float.h>
#include <gsl/gsl_math.h>
#include <gsl/gsl_randist.h>
#include <math.h>

#include "grade.h"
#include "shared.h"

static long double log_sum_exp(const float *z, int n)
{
    long double sum = 0;
    for (int k = 0; k < n; k++)
        sum += expl((long double)z[k]);
    return logl(sum);
}

static double call_cross_entropy(const float *z, int n, int label)
{
    char text[TEXT];
    grade_call("ex_cross_entropy(%s, n = %d, label = %d)",
               grade_text_floats(text, sizeof text, z, (size_t)(n > 0 ? n : 0)), n, label);
    return ex_cross_entropy(grade_input(z, (size_t)(n > 0 ? n : 1) * sizeof *z), n, label);
}

GRADE(ex_cross_entropy, random_logits, 1, "Surprise, and its price")
{
    gsl_rng *rng = grade_random(2);
    float z[MOST];
    for (int round = 0; round < 20; round++) {
        int n = 2 + round % (MOST - 1), label = (int)gsl_rng_uniform_int(rng, (unsigned long)n);
        for (int k = 0; k < n; k++)
            z[k] = (float)gsl_ran_flat(rng, -3, 3);
        double lse = (double)log_sum_exp(z, n), want = lse - (double)z[label], entropy = 0, sum = 0;
        for (int k = 0; k < n; k++) {
            double log_p = (double)z[k] - lse;
            entropy -= exp(log_p) * log_p;
            sum += (double)z[k];
        }
        double got = call_cross_entropy(z, n, label);
        grade_suspect(-want, "the sign: a loss is minus the logarithm");
        grade_suspect(entropy, "-sum p ln p is the entropy: the label does not enter it");
        grade_suspect(want / M_LN2, "in bits: nats are wanted, from the natural logarithm");
        grade_suspect(exp(-want), "the probability itself, without its logarithm");
        grade_suspect(lse, "the label's logit is not subtracted");
        grade_suspect(want / n, "one label is one price: it is not divided by n");
        grade_suspect(lse - (double)z[0], "class 0 was taken for the label");
        grade_suspect(n * lse - sum, "the logarithms of all classes are summed: only the label's counts");
        grade_near(got, want, 1e-6 * want, "-ln softmax(z)[label] is ln(sum of e^z) - z[label]");
    }
}

/* The order matters: each row can fail for one more reason than the rows before it. */
GRADE(ex_cross_entropy, large_and_small, 1, "Rounding")
{
    static const char large[] = "the loss is ln(sum of e^z) - z[label]: subtract the largest logit first";
    static const char digits[] = "1 + the rest was formed, and the rest lost digits: leave the largest term "
                                 "out of the sum, and take log1p of the rest (log1p(sum - 1) is too late)";
    static const char order[] = "the small logarithm met a large logit, and lost digits: subtract "
                                "max - z[label] first, add the logarithm last";
    static const struct {
        float z[3];
        int label;
        const char *likely;
    } row[] = {{{1000, 0, 0}, 1, large},   {{-900, -1000, -1001}, 2, large}, {{2000, 2001, 1999}, 0, large},
               {{0, -1000, 0}, 1, large},  {{5, 5, -5}, 0, large},           {{0, -30, -29}, 0, digits},
               {{0, -50, -45}, 0, digits}, {{30, 0, 1}, 0, order},           {{-5, 20, -20}, 1, order},
               {{100, 30, 40}, 0, order},  {{500, 530, 490}, 1, order}};
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        const float *z = row[i].z, top = fmaxf(fmaxf(z[0], z[1]), z[2]);
        long double below = 0;
        int tops = 0;
        for (int k = 0; k < 3; k++)
            if (z[k] < top)
                below += expl((long double)z[k] - top);
            else
                tops++;
        double apart = (double)top - (double)z[row[i].label];
        double want = (double)(log1pl(below + (tops - 1)) + apart);
        double got = call_cross_entropy(z, 3, row[i].label);
        if (tops > 1)
            grade_suspect((double)log1pl(below) + apart,
                          "two logits share the maximum: leave out one, by its index, not both");
        grade_suspect(NAN, "e^z overflowed: subtract the largest logit before e^z");
        grade_suspect(INFINITY, "e^1000 overflowed, or a probability was rounded to 0: subtract the largest "
                                "logit, and stay with logits");
        grade_suspect(-INFINITY, "every e^z was rounded to 0: subtract the largest logit before e^z");
        grade_near(got, want, 1e-6 * want, row[i].likely);
    }
}

GRADE(ex_cross_entropy, edges, 1, "Surprise, and its price")
{
    const float z[] = {1, 2, 3}, masked[] = {-INFINITY, 1, 1}, none[] = {-INFINITY, -INFINITY};
    const float nan_first[] = {NAN, 1}, nan_last[] = {1, NAN};
    const float infinite[] = {INFINITY, 1}, far[] = {FLT_MAX, -FLT_MAX};
    grade_near(call_cross_entropy(z, 3, 0), 2.4076059644, 1e-6, NULL);
    grade_near(call_cross_entropy(z, 1, 0), 0, 0, "with one class there is no surprise: ln 1 = 0");
    grade_near(call_cross_entropy(masked, 3, 2), M_LN2, 1e-6,
               "a class ruled out adds e^-INFINITY = 0 to the sum");
    grade_near(call_cross_entropy(masked, 3, 0), INFINITY, 0, "the label was ruled out: -ln 0");
    grade_near(call_cross_entropy(far, 2, 1), 2.0 * (double)FLT_MAX, 1e32,
               "the difference overflows a float: take it in double");
    grade_near(call_cross_entropy(z, 3, 3), NAN, 0, "label 3 is out of range: the labels are 0, 1, 2");
    grade_near(call_cross_entropy(z, 3, -1), NAN, 0, "a negative label is out of range");
    grade_near(call_cross_entropy(z, 0, 0), NAN, 0, "n < 1 leaves no classes");
    grade_near(call_cross_entropy(none, 2, 1), NAN, 0,
               "with every class ruled out there are no probabilities");
    grade_near(call_cross_entropy(nan_first, 2, 1), NAN, 0, "a NaN logit must not go unnoticed");
    grade_near(call_cross_entropy(nan_last, 2, 0), NAN, 0, "a NaN logit must not go unnoticed");
    grade_near(call_cross_entropy(infinite, 2, 1), NAN, 0, "a logit of +INFINITY must be refused");
}
