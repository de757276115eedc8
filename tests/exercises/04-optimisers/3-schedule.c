/* Graded tests of ex_schedule. References are computed here in double, step by step. */
#include "04-optimisers.h"

#include <gsl/gsl_math.h>
#include <math.h>

#include "grade.h"

static double call_schedule(long step, long warmup, long total, double peak, double floor)
{
    grade_call("ex_schedule(step = %ld, warmup = %ld, total = %ld, peak = %g, floor = %g)", step, warmup,
               total, peak, floor);
    return ex_schedule(step, warmup, total, peak, floor);
}

GRADE(ex_schedule, shape, 1, "Noise, and schedules")
{
    const double line[] = {0.2, 0.4, 0.6, 0.8, 1};
    for (long t = 0; t < 5; t++) {
        double got = call_schedule(t, 5, 14, 1, 0.1);
        grade_suspect((double)t / 5,
                      "step 0 already moves: the line is at 0 one step before (or were integers divided?)");
        grade_suspect((double)t / 4, "step 0 already moves: the line is at 0 one step before it");
        grade_suspect(0.1 + 0.9 * line[t], "the line would start from 0, not from the floor");
        grade_near(got, line[t], 1e-12, "warm-up: peak * (step + 1) / warmup");
    }
    for (long t = 5; t < 14; t++) {
        double want = (0.1 + 1) / 2 + (1 - 0.1) / 2 * cos(M_PI * (double)(t - 5) / 8);
        double got = call_schedule(t, 5, 14, 1, 0.1);
        grade_suspect(0.55 + 0.45 * cos(M_PI * (double)(t - 5) / 9),
                      "the last step is total - 1, and it must be at the floor: one interval too many");
        grade_suspect(0.55 + 0.45 * cos(M_PI * (double)t / 13), "the cosine begins where warm-up ends");
        grade_suspect(1 - 0.9 * (double)(t - 5) / 8, "a straight line: half a cosine is wanted");
        grade_suspect(0.1 + cos(M_PI * (double)(t - 5) / 8) / 2 + 0.5, "the cosine spans peak - floor");
        grade_near(got, want, 1e-12, "half a cosine from peak at step warmup to floor at step total - 1");
    }
    grade_near(call_schedule(14, 5, 14, 1, 0.1), 0.1, 1e-12, "after the last step: floor");
    grade_near(call_schedule(1000000, 5, 14, 1, 0.1), 0.1, 1e-12, "the cosine must not rise again");
}

GRADE(ex_schedule, edges, 1, "Noise, and schedules")
{
    grade_near(call_schedule(0, 0, 5, 3, 1), 3, 1e-12, "without warm-up the cosine begins at once");
    grade_near(call_schedule(4, 0, 5, 3, 1), 1, 1e-12, "the last step, total - 1, is at the floor");
    grade_near(call_schedule(3, 3, 4, 3, 1), 3, 1e-12, "one step of cosine is at the peak; 0 / 0 is NaN");
    grade_near(call_schedule(4, 3, 4, 3, 1), 1, 1e-12, "after that step: floor");
    grade_near(call_schedule(0, 0, 1, 3, 1), 3, 1e-12, "one step of cosine is at the peak");
    grade_near(call_schedule(2, 0, 5, 2, 2), 2, 1e-12, "peak = floor is a constant");
    grade_near(call_schedule(0, 0, 3, 0, 0), 0, 0, "peak = floor = 0 is allowed");
    const long bad[][3] = {{-1, 0, 5}, {0, -1, 5}, {0, 5, 5}, {0, 0, 0}, {9, 6, 5}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        grade_near(call_schedule(bad[i][0], bad[i][1], bad[i][2], 1, 0), NAN, 0,
                   "NaN for step < 0, warmup < 0, total <= warmup");
    const double rates[][2] = {{1, 2}, {1, -1}, {NAN, 0}, {1, NAN}, {INFINITY, 0}};
    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++)
        grade_near(call_schedule(1, 3, 10, rates[i][0], rates[i][1]), NAN, 0,
                   "NaN unless 0 <= floor <= peak < INFINITY; comparisons with NaN are false");
}
