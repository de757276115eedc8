/* Graded tests of ex_early_stop, chapter 16. The reference is the rule, epoch by epoch. */
#include "16-finetuning.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdio.h>

#include "grade.h"
#include "shared.h"

typedef struct {
    int previous, lowest, first, all_in_all, late, nan_counts, equal, any;
} Rule;

/* Epochs trained under a rule, right or wrong. */
static int trained(const double *loss, int n, int patience, double least, Rule r)
{
    double mark = r.first ? loss[0] : INFINITY, low = INFINITY;
    int waited = 0, e = 0;
    for (; e < n && waited < patience + r.late; e++) {
        double line = (r.previous && e > 0 ? loss[e - 1] : r.lowest ? low : mark) - (r.any ? 0 : least);
        int better = loss[e] < line || (r.equal && loss[e] <= line) || (r.nan_counts && !(loss[e] >= line));
        waited = !better ? waited + 1 : r.all_in_all ? waited : 0;
        mark = better ? loss[e] : mark, low = fmin(loss[e], low);
    }
    return e;
}

static int lowest(const double *loss, int n)
{
    int at = -1;
    for (int e = 0; e < n; e++)
        if (isfinite(loss[e]) && (at < 0 || loss[e] < loss[at]))
            at = e;
    return at;
}

static const char *stop_mistake(const double *loss, int n, int patience, double least, int got)
{
    static const struct { Rule rule; const char *likely; } wrong[] = {
        {{.nan_counts = 1}, "NaN never improves: compare so that NaN says no"},
        {{.any = 1}, "an epoch improves only if it is lower by more than `least`"},
        {{.equal = 1}, "lower by more than `least`: by as much is not enough"},
        {{.lowest = 1}, "small steps add up: compare with the last epoch that improved, not with the lowest loss"},
        {{.first = 1}, "the first finite loss improves in any case: start from INFINITY, not from loss[0]"},
        {{.previous = 1}, "compare with the last epoch that improved, not with the epoch before"},
        {{.all_in_all = 1}, "`patience` epochs in a row: an improvement begins the count anew"},
        {{.late = 1}, "one too many: the epoch that exhausts the patience is the last"},
        {{.late = -1}, "one too few: the epoch that exhausts the patience is trained, and counts"}};
    for (int i = 0; i < LENGTH(wrong); i++)
        if (got == trained(loss, n, patience, least, wrong[i].rule))
            return wrong[i].likely;
    return "the number of epochs trained, the last one without improvement among them";
}

static void check_stop(const double *loss, int n, int patience, double least)
{
    char list[200], text[400];
    int keep = GRADE_UNWRITTEN, want = trained(loss, n, patience, least, (Rule){0}), best = lowest(loss, want);
    grade_text_doubles(list, sizeof list, loss, (size_t)n);
    snprintf(text, sizeof text, "ex_early_stop(%s, n = %d, patience = %d, least = %g, …)", list, n, patience, least);
    grade_call("%s", text);
    int got = ex_early_stop(grade_input(loss, (size_t)n * sizeof *loss), n, patience, least, &keep);
    grade_int(got, want, stop_mistake(loss, n, patience, least, got));
    grade_call("*keep after %s, which trains %d", text, want);
    grade_int(keep, best, best < 0                  ? "no loss is finite: -1"
                          : keep == lowest(loss, n) ? "what stands behind the end was never measured"
                          : keep >= 0 && keep < want && loss[keep] <= loss[best] ? "of equal losses the first"
                          : keep == want - 1        ? "not the last epoch: that of the lowest loss"
                          : "the lowest loss, whether or not it improved by enough; epochs count from 0");
}

GRADE(ex_early_stop, patience, 1, "What goes wrong")
{
    check_stop((double[]){3, 2, 1, 2, 3, 4, 5}, 7, 2, 0);
    check_stop((double[]){3, 2, 4, 1, 4, 3, 2, 0.5}, 8, 3, 0);
    check_stop((double[]){3, 2, 2, 2, 1}, 5, 2, 0);
    check_stop((double[]){3, 2, 1}, 3, 5, 0);
    check_stop((double[]){3, 4, 1}, 3, 1, 0);
    check_stop((double[]){5}, 1, 1, 0);
    check_stop((double[]){-1, -2, -1.5, -1.75}, 4, 2, 0);
    double loss[60];
    for (int k = 1; k < 40; k++) {
        gsl_rng *rng = grade_random((unsigned)k);
        for (int e = 0; e < 60; e++)
            loss[e] = 3.0 / (e + 1) + 0.02 * e + gsl_ran_gaussian(rng, 0.1);
        check_stop(loss, 60, 1 + k % 7, 0);
    }
}

GRADE(ex_early_stop, least_and_nan, 1, "What goes wrong")
{
    check_stop((double[]){2, 1.75, 1.5, 1.25, 1, 0.875, 0.75}, 7, 2, 0.375);
    check_stop((double[]){2, 1.75, 1.5, 1.25}, 4, 2, 0.25);
    check_stop((double[]){2, 1.875, 1.75, 1}, 4, 2, 1);
    check_stop((double[]){NAN, NAN, 2, 1}, 4, 2, 0);
    check_stop((double[]){NAN, 2, NAN, 1, NAN, NAN, 0}, 7, 2, 0);
    check_stop((double[]){INFINITY, INFINITY, 9, NAN, INFINITY, 8, 9}, 7, 3, 0.5);
    check_stop((double[]){NAN, INFINITY}, 2, 5, 0);
    double loss[60];
    for (int k = 1; k < 40; k++) {
        gsl_rng *rng = grade_random((unsigned)k);
        for (int e = 0; e < 60; e++)
            loss[e] = draw(rng, 20) == 0 ? NAN : 3.0 - 0.02 * e + 0.125 * draw(rng, 5);
        check_stop(loss, 60, 1 + k % 7, 0.0771);
    }
    static const struct { int n, patience; double least; const char *likely; } bad[] = {
        {0, 1, 0, "n < 1 is refused"}, {3, 0, 0, "patience < 1 is refused"}, {3, 1, -0.5, "least is not negative"},
        {3, 1, NAN, "NaN compares with nothing: !(least >= 0)"}, {3, 1, INFINITY, "least is finite"}};
    for (int i = 0; i < LENGTH(bad); i++) {
        int n = bad[i].n, patience = bad[i].patience, keep = GRADE_UNWRITTEN;
        grade_call("ex_early_stop({3, 2, 1}, n = %d, patience = %d, least = %g, …)", n, patience, bad[i].least);
        grade_int(ex_early_stop((double[]){3, 2, 1}, n, patience, bad[i].least, &keep), -1, bad[i].likely);
        grade_true(keep == GRADE_UNWRITTEN, "*keep as it was", "-1 says that nothing was written");
    }
}
