/* Graded tests of chapter 02. */
#include <float.h>
#include <gsl/gsl_math.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "02-losses.h"
#include "grade.h"

enum { MOST = 12, TEXT = 200 };

static gsl_rng *random_numbers(unsigned long seed)
{
    static gsl_rng *rng;
    if (!rng)
        rng = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(rng, seed);
    return rng;
}

/* The references: long double, and the definition as it stands. */
static long double log_sum_exp(const float *z, int n)
{
    long double sum = 0;
    for (int k = 0; k < n; k++)
        sum += expl((long double)z[k]);
    return logl(sum);
}

static long double sigmoid(long double z)
{
    return 1 / (1 + expl(-z));
}

/* Whether an array came out as a known mistake would have it. */
static int is(const float *got, const double *wrong, int n)
{
    for (int k = 0; k < n; k++)
        if (!(fabs((double)got[k] - wrong[k]) <= 1e-6 + 1e-5 * fabs(wrong[k])))
            return 0;
    return 1;
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
    gsl_rng *rng = random_numbers(2);
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

static const char unchecked[] = "dz was written before all of the input was checked: check in a loop before";

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
    gsl_rng *rng = random_numbers(3);
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
    gsl_rng *rng = random_numbers(4);
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

static double call_mse(const float *p, const int *label, int rows, int classes)
{
    char text[TEXT], labels[TEXT];
    size_t n = rows > 0 && classes > 0 ? (size_t)rows * (size_t)classes : 1, m = rows > 0 ? (size_t)rows : 1;
    grade_call("ex_mse(%s, label = %s, rows = %d, classes = %d)", grade_text_floats(text, sizeof text, p, n),
               grade_text_ints(labels, sizeof labels, label, m), rows, classes);
    return ex_mse(grade_input(p, n * sizeof *p), grade_input(label, m * sizeof *label), rows, classes);
}

GRADE(ex_mse, one_hot, 1, "Surprise, and its price")
{
    const float article[] = {0.3f, 0.2f, 0.1f, 0.2f, 0.2f};
    double got = call_mse(article, (int[]){0}, 1, 5);
    grade_suspect(0.004, "against the uniform distribution: the label does not enter");
    grade_suspect(0.62, "the sum, not the mean over the classes");
    grade_suspect(0.49 / 5, "only the labelled class was counted: the others have the target 0");
    grade_suspect(0.49, "only the labelled class was counted: the others have the target 0");
    grade_suspect(sqrt(0.124), "the root: the mean of the squares is wanted");
    grade_near(got, 0.124, 1e-6, "the mean over five squares: 0.7 and 0.2, 0.1, 0.2, 0.2");
    gsl_rng *rng = random_numbers(5);
    for (int round = 0; round < 8; round++) {
        int rows = 1 + round, classes = 2 + round % 3, label[8];
        float p[8 * 4];
        long double want = 0;
        for (int i = 0; i < rows; i++) {
            label[i] = (int)gsl_rng_uniform_int(rng, (unsigned long)classes);
            for (int k = 0; k < classes; k++) {
                p[i * classes + k] = (float)gsl_ran_gaussian(rng, 1);
                want += powl((long double)p[i * classes + k] - (k == label[i]), 2);
            }
        }
        got = call_mse(p, label, rows, classes);
        grade_suspect((double)want, "the sum over everything: divide by rows * classes");
        grade_suspect((double)(want / rows),
                      "the mean over the rows of the sum over the classes: divide by classes too");
        grade_suspect((double)(want / classes), "the sum over the rows: divide by rows too");
        want /= rows * classes;
        grade_suspect((double)want / 2, "half of it: no factor 1/2 belongs to the mean");
        grade_near(got, (double)want, 1e-5, "is row i read at p + i * classes, with label[i]?");
    }
    enum { ROWS = 500000 };
    static float many[2 * ROWS];
    static int zeros[ROWS];
    for (int i = 0; i < ROWS; i++)
        many[2 * i] = 0.3f, many[2 * i + 1] = 0.7f;
    grade_near(call_mse(many, zeros, ROWS, 2), 0.49, 4.9e-7,
               "a million squares added in float: the sum loses digits, add in double");
    grade_near(call_mse(article, (int[]){5}, 1, 5), NAN, 0,
               "label 5 is out of range: the labels are 0 ... 4");
    grade_near(call_mse(article, (int[]){-1}, 1, 5), NAN, 0, "a negative label is out of range");
    grade_near(call_mse(article, (int[]){0}, 0, 5), NAN, 0, "no rows, no mean");
    grade_near(call_mse(article, (int[]){0}, 1, 0), NAN, 0, "no classes, no mean");
    grade_near(call_mse((float[]){1, NAN}, (int[]){0}, 1, 2), NAN, 0, "a NaN in p must not go unnoticed");
}

static int call_sigmoid(const float *z, const int *y, int n, float *dz)
{
    char text[TEXT], labels[TEXT];
    size_t m = n > 0 ? (size_t)n : 1;
    grade_call("ex_mse_sigmoid_grad(%s, y = %s, n = %d)", grade_text_floats(text, sizeof text, z, m),
               grade_text_ints(labels, sizeof labels, y, m), n);
    return ex_mse_sigmoid_grad(grade_input(z, m * sizeof *z), grade_input(y, m * sizeof *y), n, dz);
}

static void refuse_sigmoid(const float *z, const int *y, int n, const char *likely)
{
    float kept[] = {7, 7};
    grade_int(call_sigmoid(z, y, n, kept), -1, likely);
    grade_array(kept, (float[]){7, 7}, 2, 0, unchecked);
}

GRADE(ex_mse_sigmoid_grad, moderate, 1, "What goes wrong")
{
    gsl_rng *rng = random_numbers(6);
    for (int round = 0; round < 12; round++) {
        int n = 1 + round, y[MOST];
        float z[MOST], want[MOST], *got = grade_floats((size_t)n);
        double sum[MOST], half[MOST], entropy[MOST], outer[MOST];
        for (int i = 0; i < n; i++) {
            z[i] = (float)gsl_ran_flat(rng, -4, 4);
            y[i] = (int)gsl_rng_uniform_int(rng, 2);
            double p = (double)sigmoid(z[i]);
            sum[i] = 2 * (p - y[i]) * p * (1 - p);
            half[i] = sum[i] / 2 / n;
            outer[i] = 2 * (p - y[i]) / n;
            entropy[i] = (p - y[i]) / n;
            want[i] = (float)(sum[i] / n);
        }
        grade_int(call_sigmoid(z, y, n, got), 0, "0 says that the gradient was written");
        const char *likely = is(got, sum, n) && n > 1 ? "of the sum, not of the mean: divide by n"
                             : is(got, half, n)       ? "half of it: the square's derivative has a factor 2"
                             : is(got, outer, n)      ? "the chain rule: the sigmoid has a derivative too"
                             : is(got, entropy, n)    ? "p - y belongs to the cross-entropy"
                                                      : "2 (p - y) p (1 - p) / n";
        grade_array(got, want, (size_t)n, 1e-6, likely);
    }
}

GRADE(ex_mse_sigmoid_grad, flat_on_both_sides, 1, "Rounding")
{
    const float z[] = {-10, -20, -40, -40, 10, 20, 30, 38, 40, 10, 20, 30, 40};
    const int y[] = {1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1}; /* first what needs 1 - p, then p - 1 as well */
    for (int i = 0; i < 13; i++) {
        long double p = sigmoid(z[i]), q = sigmoid(-(long double)z[i]);
        double want = (double)(y[i] ? -2 * q * q * p : 2 * p * p * q);
        float *got = grade_floats(1);
        grade_int(call_sigmoid(z + i, y + i, 1, got), 0, "0 says that the gradient was written");
        grade_suspect(0, y[i] ? "p - y was rounded to 0: for y = 1 it is -sigmoid(-z)"
                              : "1 - p was rounded to 0: 1 - sigmoid(z) is sigmoid(-z)");
        grade_suspect(NAN, "e^-z overflowed, and infinity was divided by infinity");
        grade_near(got[0], want, 2e-6 * fabs(want),
                   y[i] ? "p - y lost its digits: for y = 1 it is -sigmoid(-z)"
                        : "1 - p lost its digits: 1 - sigmoid(z) is sigmoid(-z)");
    }
    const float beyond[] = {-1000, 1000, -INFINITY, INFINITY, 800, -100, 100};
    for (int i = 0; i < 7; i++) {
        float *got = grade_floats(1);
        grade_int(call_sigmoid(beyond + i, (int[]){i % 2}, 1, got), 0, "logits of any size are allowed");
        grade_near(got[0], 0, 1e-17, "e^-z overflowed, and infinity was divided by infinity");
    }
    const char *label = "a label that is not 0 or 1 must be refused";
    refuse_sigmoid((float[]){0, 1}, (int[]){0, 2}, 2, label);
    refuse_sigmoid((float[]){0, 1}, (int[]){-1, 0}, 2, label);
    refuse_sigmoid((float[]){0, NAN}, (int[]){0, 1}, 2, "a NaN logit must be refused");
    refuse_sigmoid((float[]){0, 1}, (int[]){0, 1}, 0, "n < 1 must be refused");
}

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
    gsl_rng *rng = random_numbers(7);
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
