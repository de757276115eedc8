/* Graded tests of ex_cross_entropy_grad. The references: long double, and the definition. */
#include "02-losses.h"

#include <gsl/gsl_randist.h>
#include <math.h>

#include "grade.h"
#include "shared.h"

static int call_grad(const float *z, const float *q, int n, float *dz)
{
    char text[TEXT], target[TEXT];
    grade_call("ex_cross_entropy_grad(%s, q = %s, n = %d)",
               grade_text_floats(text, sizeof text, z, (size_t)(n > 0 ? n : 0)),
               grade_text_floats(target, sizeof target, q, (size_t)(n > 0 ? n : 0)), n);
    size_t size = (size_t)(n > 0 ? n : 1) * sizeof *z;
    return ex_cross_entropy_grad(grade_input(z, size), grade_input(q, size), n, dz);
}

/* A gradient against the definition, with the mistakes one knows. */
static void check_grad(const float *z, const float *q, int n)
{
    float want[MOST], *got = grade_floats((size_t)n);
    double minus[MOST], plain[MOST], mean[MOST], product[MOST], weight = 0;
    long double top = -INFINITY, sum = 0;
    for (int k = 0; k < n; k++) {
        weight += (double)q[k];
        top = fmaxl(top, z[k]);
    }
    for (int k = 0; k < n; k++)
        sum += expl(z[k] - top);
    for (int k = 0; k < n; k++) {
        double p = (double)(expl(z[k] - top) / sum), target = (double)q[k], right = weight * p - target;
        want[k] = (float)right;
        minus[k] = -right;
        plain[k] = p - target;
        mean[k] = right / n;
        product[k] = target * (p - 1);
    }
    grade_int(call_grad(z, q, n, got), 0, "0 says that the gradient was written");
    const char *likely = isnan(got[0])       ? "e^z overflowed, or all were 0: subtract the largest logit"
                         : is(got, minus, n) ? "the sign: the loss falls where the likelihood rises"
                         : is(got, plain, n) ? "p - q is right only where the weights sum to 1"
                         : is(got, mean, n)  ? "divided by n: this is one example, not n"
                         : is(got, product, n)
                             ? "only each term's own logit: the logarithm of the sum holds every logit"
                             : "the logarithm of the sum has a derivative by every logit";
    grade_array(got, want, (size_t)n, 1e-5 * fmax(weight, 1), likely);
}

enum { WORDS = 50257 }; /* a vocabulary; every class but the first has z[k] = low and q[k] = share */

static void check_many_classes(float low, float share, const char *likely)
{
    static float z[WORDS], q[WORDS], want[WORDS];
    long double sum = 1 + (WORDS - 1) * expl(low), weight = 1 + (WORDS - 1) * (long double)share;
    for (int k = 0; k < WORDS; k++) {
        z[k] = k ? low : 0;
        q[k] = k ? share : 1;
        want[k] = (float)(weight * expl(z[k]) / sum - q[k]);
    }
    float *got = grade_floats(WORDS);
    grade_int(call_grad(z, q, WORDS, got), 0, "0 says that the gradient was written");
    grade_array(got, want, WORDS, 1e-5, likely);
}

static void refuse_grad(const float *z, const float *q, int n, const char *likely)
{
    float kept[] = {7, 7, 7};
    grade_int(call_grad(z, q, n, kept), -1, likely);
    grade_array(kept, (float[]){7, 7, 7}, 3, 0, unchecked);
}

GRADE(ex_cross_entropy_grad, one_label, 1, "Prediction minus label")
{
    const float article[] = {-1.2039728f, -1.6094379f, -2.3025851f, -1.6094379f, -1.6094379f};
    check_grad(article, (float[]){1, 0, 0, 0, 0}, 5);
    gsl_rng *rng = grade_random(3);
    for (int round = 0; round < 12; round++) {
        float z[MOST], q[MOST] = {0};
        for (int k = 0; k < MOST; k++)
            z[k] = (float)gsl_ran_flat(rng, -4, 4);
        q[round] = 1;
        check_grad(z, q, MOST);
    }
    check_many_classes(-17, 0, "the sum of e^z lost its small terms in a float: add up in double");
}

GRADE(ex_cross_entropy_grad, any_weights, 1, "Prediction minus label")
{
    const float z[] = {0.5f, -1, 2}, large[] = {1000, 0, 1001}, low[] = {-1000, -1001, -1002};
    check_grad(z, (float[]){0.9f, 0.05f, 0.05f}, 3);
    check_grad(z, (float[]){0, 3, 0}, 3);
    check_grad(z, (float[]){0, 0, 0}, 3);
    check_grad(z, (float[]){2}, 1);
    check_grad(large, (float[]){0, 1, 0}, 3);
    check_grad(low, (float[]){0, 1, 0}, 3);
    gsl_rng *rng = grade_random(4);
    for (int round = 0; round < 12; round++) {
        float x[MOST], q[MOST];
        for (int k = 0; k < MOST; k++) {
            x[k] = (float)gsl_ran_flat(rng, -4, 4);
            q[k] = (float)gsl_ran_exponential(rng, 1);
        }
        check_grad(x, q, 2 + round % (MOST - 1));
    }
    check_many_classes(-50, 5e-8f, "the sum of the weights lost its small terms in a float: add up in double");
    const float refused[][3] = {{0, -0.5f, 1}, {NAN, 0, 1}, {0, 0, INFINITY}, {1, 0, NAN}};
    for (int i = 0; i < 4; i++)
        refuse_grad(z, refused[i], 3, "a weight that is negative, NaN or infinite must be refused");
    refuse_grad((float[]){0, 1, NAN}, (float[]){1, 0, 0}, 3, "a NaN logit must be refused");
    refuse_grad((float[]){0, -INFINITY, 1}, (float[]){1, 0, 0}, 3, "an infinite logit must be refused");
    refuse_grad((float[]){0, 1, INFINITY}, (float[]){1, 0, 0}, 3, "an infinite logit must be refused");
    refuse_grad(z, (float[]){1, 0, 0}, 0, "n < 1 must be refused");
}
