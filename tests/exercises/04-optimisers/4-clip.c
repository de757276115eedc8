/* Graded tests of ex_clip. References are computed here in double, element by element. */
#include "04-optimisers.h"

#include <float.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "grade.h"
#include "shared.h"

static double call_clip(float *const g[], const int n[], int arrays, double max_norm)
{
    char all[TEXT] = "", one[TEXT / 4];
    for (int k = 0; k < arrays; k++) {
        size_t used = strlen(all), shown = n[k] > 3 ? 3 : (size_t)n[k];
        grade_text_floats(one, sizeof one, g[k], shown);
        if (n[k] > 3) /* long arrays are cut between two numbers */
            one[strlen(one) - 1] = '\0';
        snprintf(all + used, sizeof all - used, "%s%s%s", k ? ", " : "", one, n[k] > 3 ? ", …}" : "");
    }
    snprintf(last_call, sizeof last_call,
             "ex_clip({%s}, arrays = %d, max_norm = %g)", all, arrays, max_norm);
    grade_call("%s", last_call);
    return ex_clip(g, n, arrays, max_norm);
}

GRADE(ex_clip, two_arrays, 1, "What goes wrong")
{
    const float a[] = {2, -2}, b[] = {1};
    float *g[] = {copy(a, 2), copy(b, 1)};
    const int n[] = {2, 1};
    double norm = call_clip(g, n, 2, 1.5);
    grade_suspect(9, "that is the norm squared");
    grade_suspect(1.5, "the norm before clipping is wanted");
    grade_suspect(5, "the sum of sizes; the Euclidean norm is wanted");
    grade_suspect(sqrt(8), "each array has a norm of its own here; one norm over all is wanted");
    grade_suspect(1, "each array has a norm of its own here; one norm over all is wanted");
    grade_near(norm, 3, 1e-9, "the root of 2² + 2² + 1²");
    element("g[0]", 0);
    grade_suspect(1.5 / sqrt(2),
                  "each array is clipped by its own norm: one norm over all arrays, one factor");
    grade_suspect(1.5, "each element is clipped by itself, which turns the direction: one factor for all");
    grade_suspect(2, "the gradients were not scaled");
    grade_near(g[0][0], 1, 1e-6, "2 * 1.5 / 3");
    element("g[0]", 1);
    grade_near(g[0][1], -1, 1e-6, "-2 * 1.5 / 3: signs are kept");
    element("g[1]", 0);
    grade_near(g[1][0], 0.5, 1e-6, "1 * 1.5 / 3: later arrays are scaled too, by the same factor");
    norm = call_clip(g, n, 2, 1.6);
    grade_near(norm, 1.5, 1e-6, NULL);
    element("g[0]", 0);
    grade_suspect(1.6 / 1.5, "a short gradient is left alone, not stretched to max_norm");
    grade_near(g[0][0], 1, 1e-6, "a norm below max_norm changes nothing");
}

GRADE(ex_clip, random_and_large, 1, "What goes wrong")
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    for (int trial = 0; trial < 8; trial++) {
        float before[3][MOST], *g[3];
        int n[] = {trial, MOST - trial, trial == 4 ? 0 : 3};
        double scale = pow(10, 10 * trial - 35), squares = 0; /* 1e-35 … 1e35 */
        for (int k = 0; k < 3; k++) {
            fill(before[k], n[k], scale, rng);
            g[k] = copy(before[k], n[k]);
            for (int i = 0; i < n[k]; i++)
                squares += (double)before[k][i] * before[k][i];
        }
        double want = sqrt(squares), limit = want * (trial % 3 ? 0.3 : 1.5);
        double got = call_clip(g, n, 3, limit);
        grade_suspect(INFINITY, "the squares overflow a float (3.4e38 at most): add in double");
        grade_suspect(NAN, "these numbers are finite: their squares overflow a float; add in double");
        grade_suspect(0, "the squares vanish in a float: add in double");
        grade_near(got, want, 1e-6 * want, "one norm over all arrays, also those of no element");
        for (int k = 0; k < 3; k++)
            for (int i = 0; i < n[k]; i++) {
                double right = before[k][i] * fmin(1, limit / want);
                element(k == 0 ? "g[0]" : k == 1 ? "g[1]" : "g[2]", i);
                grade_near(g[k][i], right, 1e-6 * want, "every element of every array by the same factor");
                grade_near(g[k][i], right, fmax(1.001 * fabs(right) * FLT_EPSILON / 2, 1e-45),
                           "the factor is computed in double; rounded to float, it costs the last digit");
            }
    }
    gsl_rng_free(rng);
}

GRADE(ex_clip, zero_and_nan, 1, "What goes wrong")
{
    const float zeros[] = {0, 0}, first[] = {30, NAN}, second[] = {-INFINITY, 40}, fine[] = {30, 40};
    const int n[] = {2, 2};
    float *zero[] = {copy(zeros, 2), copy(zeros, 2)};
    grade_near(call_clip(zero, n, 2, 1), 0, 0, "the norm of zeros is 0");
    grade_near(zero[1][1], 0, 0, "0 * (max_norm / 0) is NaN: a norm of 0 is not above max_norm");
    grade_near(call_clip(zero, n, 0, 1), 0, 0, "the norm of nothing is 0");
    const float *bad[] = {first, second};
    for (int k = 0; k < 2; k++) {
        float *g[] = {copy(fine, 2), copy(bad[k], 2)};
        double got = call_clip(g, n, 2, 1);
        grade_suspect(INFINITY, "an infinite element: return NaN, so that the caller skips the step");
        grade_suspect(50, "the element that is no number was left out; the caller must hear of it");
        grade_near(got, NAN, 0, "an element is NaN or infinite: return NaN");
        grade_near(g[0][0], 30, 0, "and change nothing: one NaN must not spread to every weight");
        grade_near(g[1][k == 0 ? 0 : 1], k == 0 ? 30 : 40, 0, "and change nothing");
    }
    const double limits[] = {0, -1, NAN};
    for (int i = 0; i < 3; i++) {
        float *g[] = {copy(fine, 2), copy(fine, 2)};
        grade_near(call_clip(g, n, 2, limits[i]), NAN, 0, "NaN unless max_norm > 0; NaN > 0 is false");
        grade_near(g[0][1], 40, 0, "and nothing is changed");
    }
    float *g[] = {copy(fine, 2), copy(zeros, 2)};
    grade_near(call_clip(g, n, 2, INFINITY), 50, 1e-9, "max_norm = INFINITY never clips, and is allowed");
    grade_near(g[0][0], 30, 0, "max_norm = INFINITY never clips");
}
