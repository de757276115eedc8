/* Graded tests of ex_perplexity. The reference: the product of the probabilities, in long double. */
#include "02-losses.h"

#include <gsl/gsl_math.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdlib.h>

#include "grade.h"
#include "shared.h"

static double call_perplexity(const float *loss, const int *target, int n, int ignore, double base)
{
    char text[TEXT], tokens[TEXT];
    size_t m = n > 0 ? (size_t)n : 1;
    grade_call("ex_perplexity(%s, target = %s, n = %d, ignore = %d, base = %g)",
               grade_text_floats(text, sizeof text, loss, m),
               grade_text_ints(tokens, sizeof tokens, target, m), n, ignore, base);
    return ex_perplexity(grade_input(loss, m * sizeof *loss),
                         grade_input(target, m * sizeof *target), n, ignore, base);
}

GRADE(ex_perplexity, of_tokens, 1, "Surprise, and its price")
{
    const float nats[] = {0.6931472f, 1.3862944f, 2.0794415f}, bits[] = {1, 2, 3};
    const int target[] = {4, 0, 9};
    double got = call_perplexity(nats, target, 3, -1, M_E);
    grade_suspect(14.0 / 3, "the mean of 2, 4 and 8: the mean is taken before the exponential");
    grade_suspect(64, "the sum: the mean over the tokens is wanted");
    grade_suspect(pow(2, M_LN2 * 2), "2 to the power of nats: the base is given");
    grade_suspect(2 * M_LN2, "the mean loss, without its exponential");
    grade_suspect(0.25, "the sign: perplexity is at least 1");
    grade_near(got, 4, 1e-5, "base to the power of the mean loss");
    got = call_perplexity(bits, target, 3, -1, 2);
    grade_suspect(exp(2), "e to the power of bits: the base is given");
    grade_near(got, 4, 1e-6, "the same probabilities, in bits: the same perplexity");
    grade_near(call_perplexity(bits, target, 3, -1, 10), 100, 1e-4, "base to the power of the mean loss");
    gsl_rng *rng = grade_random(7);
    float loss[MOST];
    int tokens[MOST] = {0};
    for (int round = 0; round < 8; round++) {
        long double product = 1;
        for (int i = 0; i < MOST; i++) {
            loss[i] = (float)gsl_ran_exponential(rng, 3);
            product *= expl(-(long double)loss[i]);
        }
        double want = (double)powl(product, -1.0L / MOST);
        grade_near(call_perplexity(loss, tokens, MOST, -1, M_E), want, 1e-6 * want,
                   "base to the power of the mean loss");
    }
    enum { LONG = 1000000 };
    float *many = malloc(LONG * sizeof *many);
    int *same = calloc(LONG, sizeof *same);
    for (int i = 0; i < LONG; i++)
        many[i] = 5.3f;
    got = call_perplexity(many, same, LONG, -1, M_E);
    free(many);
    free(same);
    grade_suspect(INFINITY,
                  "the product of a million probabilities is 0 in any floating-point type: add the losses");
    grade_near(got, exp(5.3f), 1e-6 * exp(5.3),
               "a million losses added in float: the sum loses digits, add in double");
}

GRADE(ex_perplexity, ignored_tokens, 1, "Surprise, and its price")
{
    const float loss[] = {1, 7, 3, NAN, -5};
    const int target[] = {5, 0, 6, 0, 0};
    double got = call_perplexity(loss, target, 3, 0, 2);
    grade_suspect(pow(2, 11.0 / 3), "an ignored token was counted");
    grade_suspect(pow(2, 4.0 / 3),
                  "the ignored loss is left out of the sum, but its token still counts in the mean");
    grade_near(got, 4, 1e-6, "the mean of 1 and 3 is 2 bits");
    grade_near(call_perplexity(loss, target, 5, 0, 2), 4, 1e-6,
               "an ignored loss may be anything, and NaN times 0 is NaN");
    grade_near(call_perplexity(loss, target, 3, 6, 2), 16, 1e-6, "`ignore` names a target: here 6, not 0");
    grade_near(call_perplexity((float[]){0, 0}, target, 2, -1, M_E), 1, 1e-9, "nothing surprises: 1");
    grade_near(call_perplexity((float[]){1, INFINITY}, target, 2, -1, M_E), INFINITY, 0,
               "one impossible token: INFINITY");
    grade_near(call_perplexity((float[]){INFINITY, NAN}, target, 2, -1, 2), NAN, 0,
               "NaN comes before INFINITY: a loss after an infinite one must be looked at too");
    grade_near(call_perplexity((float[]){INFINITY, -5}, target, 2, -1, 2), NAN, 0,
               "NaN comes before INFINITY: a loss after an infinite one must be looked at too");
    grade_near(call_perplexity((float[]){INFINITY, 1}, target, 2, -1, 1), NAN, 0,
               "NaN comes before INFINITY: the base is looked at first");
    grade_near(call_perplexity(loss, (int[]){0, 0, 0}, 3, 0, 2), NAN, 0, "no token counts: there is no mean");
    grade_near(call_perplexity(loss, target, 0, -1, 2), NAN, 0, "no token counts: there is no mean");
    grade_near(call_perplexity(loss, target, 4, -1, 2), NAN, 0,
               "a NaN loss that counts must not go unnoticed");
    grade_near(call_perplexity((float[]){1, -5}, target, 2, -1, 2), NAN, 0,
               "a negative loss is a probability above 1");
    const double refused[] = {1, 0.5, 0, -2, NAN, INFINITY};
    for (int i = 0; i < 6; i++)
        grade_near(call_perplexity(loss, target, 3, 0, refused[i]), NAN, 0,
                   "a base must be finite and above 1");
}
