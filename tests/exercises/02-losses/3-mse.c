/* Graded tests of ex_mse. The references: long double, and the definition as it stands. */
#include "02-losses.h"

#include <gsl/gsl_randist.h>
#include <math.h>

#include "grade.h"
#include "shared.h"

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
    gsl_rng *rng = grade_random(5);
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
