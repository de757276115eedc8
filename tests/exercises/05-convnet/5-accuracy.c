/* Graded tests of ex_accuracy. References are computed here in double, from the counts. */
#include "05-convnet.h"

#include <limits.h>
#include <math.h>

#include "grade.h"
#include "shared.h"

static double call_accuracy(const int *count, int classes, double *error, double *recall)
{
    char text[TEXT];
    size_t n = classes > 0 ? (size_t)(classes * classes) : 0;
    grade_call("ex_accuracy(%s, classes = %d%s%s)", grade_text_ints(text, sizeof text, count, n), classes,
               error ? "" : ", error NULL", recall ? "" : ", recall NULL");
    return ex_accuracy(grade_input(count, (n ? n : 1) * sizeof *count), classes, error, recall);
}

#define SINGLE "a float has seven digits, nine are wanted: compute in double"

GRADE(ex_accuracy, shares, 1, "Ten epochs")
{
    gsl_rng *rng = grade_random(13);
    for (int round = 0; round < 15; round++) {
        int classes = 2 + round / 4, count[25];
        double row[5] = {0}, column[5] = {0}, all = 0, right = 0, balanced = 0;
        double error = NAN, *recall = grade_doubles((size_t)classes);
        for (int k = 0; k < classes * classes; k++) {
            count[k] = up_to(rng, 1, 50) * (k / classes == 0 ? 9 : 1);
            row[k / classes] += count[k];
            column[k % classes] += count[k];
            all += count[k];
            right += k / classes == k % classes ? count[k] : 0;
        }
        for (int t = 0; t < classes; t++)
            balanced += count[t * classes + t] / row[t] / classes;
        double a = right / all, got = call_accuracy(count, classes, &error, recall);
        grade_suspect(100 * a, "a share, between 0 and 1: not per cent");
        grade_suspect(balanced, "the mean of the classes' shares: large classes count for more");
        grade_suspect(1 - a, "that is the share of wrong answers");
        grade_suspect(0, "an int divided by an int loses what follows the point");
        grade_near(got, a, 1e-9, fabs(got - a) < 1e-6 ? SINGLE : "the right answers lie on the diagonal");
        grade_suspect(a * (1 - a) / all, "*error: the root is missing");
        grade_suspect(sqrt(a * (1 - a)), "*error is not divided by the number of images");
        grade_suspect(sqrt(a * (1 - a) / classes), "*error: n is the number of images, not of classes");
        grade_near(error, sqrt(a * (1 - a) / all), 1e-9,
                   fabs(error - sqrt(a * (1 - a) / all)) < 1e-6 ? SINGLE : "*error is sqrt(a (1 - a) / n)");
        for (int t = 0; t < classes; t++) {
            grade_suspect(count[t * classes + t] / column[t],
                          "recall[t] was divided by column t: it is a share of the images that are t");
            grade_suspect(count[t * classes + t] / all,
                          "recall[t] was divided by all images, not by those of class t");
            grade_near(recall[t], count[t * classes + t] / row[t], 1e-9,
                       fabs(recall[t] - count[t * classes + t] / row[t]) < 1e-6 ? SINGLE
                                                                               : "a share of row t");
        }
    }
}

GRADE(ex_accuracy, edges, 1, "What it confuses")
{
    const int none[4] = {0}, lonely[] = {3, 1, 0, 0}, minus[] = {3, 1, -1, 2}, *refused[] = {minus, none};
    const int huge[] = {INT_MAX, INT_MAX, 0, INT_MAX};
    double error = 5, recall[] = {5, 5};
    grade_near(call_accuracy(lonely, 2, &error, recall), 0.75, 1e-9, NULL);
    grade_near(recall[0], 0.75, 1e-9, "recall[0] is a share of row 0");
    grade_near(recall[1], NAN, 0, "class 1 has no image: its share is not 0, there is none");
    grade_near(call_accuracy(huge, 2, &error, recall), 2.0 / 3, 1e-9, "the sum overflows an int");
    grade_near(recall[0], 0.5, 1e-9, "recall[0]: the sum of a row overflows an int");
    grade_near(call_accuracy(none, 2, &error, recall), NAN, 0, "of no images there is no share");
    grade_near(error, NAN, 0, "of no images there is no standard error");
    grade_near(call_accuracy(lonely, 2, NULL, NULL), 0.75, 1e-9, NULL);
    for (int i = 0; i < 2; i++) {
        error = recall[0] = recall[1] = 5;
        grade_near(call_accuracy(refused[i], i ? 0 : 2, &error, recall), NAN, 0,
                   i ? "no classes" : "a negative count");
        grade_true(error == 5 && recall[0] == 5 && recall[1] == 5, "error and recall as they were",
                   "look at everything before you write");
    }
}
