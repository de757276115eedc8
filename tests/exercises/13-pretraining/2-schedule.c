/* Graded tests of ex_schedule. References are computed here. */
#include "13-pretraining.h"

#include <gsl/gsl_math.h>
#include <math.h>

#include "grade.h"

static double schedule(long step, long warmup, long total, double peak, double floor)
{
    if (step < warmup)
        return peak * (double)(step + 1) / (double)warmup;
    if (step >= total)
        return floor;
    return floor + (peak - floor) * 0.5 * (1 + cos(M_PI * (double)(step - warmup) / (double)(total - warmup)));
}

static void check_schedule(long step, long warmup, long total, double peak, double floor, const char *likely)
{
    double want = schedule(step, warmup, total, peak, floor), drop = peak - floor;
    grade_call("ex_schedule(step = %ld, warmup = %ld, total = %ld, peak = %g, floor = %g)", step, warmup, total, peak,
               floor);
    double got = ex_schedule(step, warmup, total, peak, floor);
    int close = fabs(got - want) < 2e-3 * fabs(want);
    if (close) {
        likely = "nearly: π to all digits is acos(-1); everything in double";
    } else if (step < warmup) {
        grade_suspect(peak * (double)step / (double)warmup, step ? "step 0 would have a rate of 0: count from step + 1"
                      : "count from step + 1 (and step / warmup of two longs is a whole number)");
        grade_suspect(0, "(step + 1) / warmup of two longs is a whole number, 0: make one a double");
    } else if (step < total) {
        double share = (double)(step - warmup) / (double)(total - warmup);
        grade_suspect(floor + drop * 0.5 * (1 + cos(M_PI * (double)step / (double)total)),
                      "the cosine begins where the warm-up ends");
        grade_suspect((want - floor) * peak / drop, "the cosine leads down to floor, not to 0");
        grade_suspect(floor + drop * (1 - share), "that is a straight line, not half a cosine");
        grade_suspect(floor + drop * 0.5 * (1 + cos(2 * M_PI * share)),
                      "half a cosine: it ends at cos(π), not at cos(2π)");
        grade_suspect(floor + drop * cos(M_PI / 2 * share), "half a cosine, from 1 to -1; that is a quarter");
        grade_suspect(floor + drop * 0.5 * (1 - cos(M_PI * share)), "that rises: 1 + cos(…)");
        grade_suspect(peak, "a share of two longs is a whole number, 0: make one a double");
    }
    grade_near(got, want, 1e-9 * peak, likely);
}

GRADE(ex_schedule, rises_and_falls, 1, "A step")
{
    check_schedule(11, 100, 2000, 1e-3, 1e-4, "the warm-up is a line: peak (step + 1) / warmup");
    check_schedule(575, 100, 2000, 1e-3, 1e-4, "half a cosine from peak, at step warmup, to floor, at step total");
    check_schedule(1050, 100, 2000, 1e-3, 1e-4, "half way down the cosine is half way between peak and floor");
    for (long step = 0; step <= 2000; step += step < 110 ? 11 : 135)
        check_schedule(step, 100, 2000, 1e-3, 1e-4, "a line to step warmup - 1, then half a cosine to step total");
}

GRADE(ex_schedule, ends, 1, "A step")
{
    check_schedule(99, 100, 2000, 1e-3, 1e-4, "the last step of the warm-up has the peak");
    check_schedule(100, 100, 2000, 1e-3, 1e-4, "the first step of the cosine has the peak, too");
    check_schedule(2000, 100, 2000, 1e-3, 1e-4, "at step total the rate is floor");
    check_schedule(4100, 100, 2000, 1e-3, 1e-4, "after step total it stays at floor: a cosine would rise again");
    check_schedule(0, 0, 10, 2, 0, "without warm-up the first step has the peak");
    check_schedule(3, 5, 5, 2, 0.5, "in the warm-up, whatever total is");
    check_schedule(5, 5, 5, 2, 0.5, "warmup = total: floor follows at once; 0/0 is NaN");
    check_schedule(9, 10, 4, 2, 0.5, "warmup > total: the warm-up is made to its end");
    check_schedule(12, 10, 4, 2, 0.5, "warmup > total: then floor");
}
