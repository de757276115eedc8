/* Graded tests of ex_mse_sigmoid_grad. The references: the sigmoid as it stands, in long double. */
#include "02-losses.h"

#include <gsl/gsl_randist.h>
#include <math.h>

#include "grade.h"
#include "shared.h"

static long double sigmoid(long double z)
{
    return 1 / (1 + expl(-z));
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
    gsl_rng *rng = grade_random(6);
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
