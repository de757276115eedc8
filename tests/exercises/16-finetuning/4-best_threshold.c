/* Graded tests of ex_best_threshold, chapter 16. The reference tries every score, and counts. */
#include "16-finetuning.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdio.h>

#include "grade.h"
#include "shared.h"

enum { LARGE = 200000 };

/* How a threshold may be used: as it shall be, and wrongly. */
typedef enum { RIGHT, ACCURACY, LOW_IS_SPAM, ABOVE_ONLY, USES } Use;

static double worth(const float *score, const int *label, int n, float threshold, Use use)
{
    int said[MOST_N];
    for (int i = 0; i < n; i++)
        said[i] = use == ABOVE_ONLY    ? score[i] > threshold
                  : use == LOW_IS_SPAM ? score[i] <= threshold
                                       : score[i] >= threshold;
    Counts c = count(said, label, n);
    return use == ACCURACY ? c.hits + c.rest : c.f1;
}

static double most(const float *score, const int *label, int n, Use use)
{
    double best = -1;
    for (int i = 0; i < n; i++)
        best = fmax(best, worth(score, label, n, score[i], use));
    return best;
}

static void check_threshold(const float *score, const int *label, int n, const char *likely, const char *call)
{
    static const char *uses[USES] = {NULL, "F1 is to be greatest, not the accuracy",
                                     "high scores are called spam, not low ones", "at the threshold, too: >=, not >"};
    char scores[200], truth[80], text[500];
    grade_text_floats(scores, sizeof scores, score, (size_t)n), grade_text_ints(truth, sizeof truth, label, (size_t)n);
    snprintf(text, sizeof text, "ex_best_threshold(score = %s, label = %s, n = %d)", scores, truth, n);
    call = call ? call : text;
    grade_call("%s", call);
    float got = ex_best_threshold(grade_input(score, (size_t)n * sizeof *score), given(label, n), n);
    int among = 0, use = USES, unique = 0;
    for (int i = 0; i < n; i++)
        among |= fabsf(score[i] - got) <= 0 || (isinf(got) && score[i] <= got && score[i] >= got);
    snprintf(scores, sizeof scores, "%.9g", (double)got);
    if (!among)
        grade_fail(scores, "one of the scores", NULL,
                   isnan(got) ? "nothing is wrong here: there is spam and no NaN"
                              : "scores may lie anywhere: return one of them");
    while (!unique && --use > RIGHT && n > 8) { /* is it the one best of that use? */
        double best = most(score, label, n, (Use)use);
        for (int i = 0; i < n; i++)
            unique += worth(score, label, n, score[i], (Use)use) >= best;
        unique = unique == 1 && worth(score, label, n, got, (Use)use) >= best;
    }
    grade_call("F1 at %g, the threshold returned by %s", (double)got, call);
    grade_near(worth(score, label, n, got, RIGHT), most(score, label, n, RIGHT), 1e-12,
               unique ? uses[use] : likely);
}

static void random_thresholds(int equal, const char *likely)
{
    float score[MOST_N];
    int label[MOST_N] = {1};
    for (int k = 1; k < 30; k++) {
        gsl_rng *rng = grade_random((unsigned)k);
        for (int i = 0; i < MOST_N; i++) {
            label[i] = i == 0 ? 1 : equal ? draw(rng, 3) - 1 : draw(rng, 30) < k;
            score[i] = (float)((equal ? draw(rng, 4 + k) : gsl_ran_gaussian(rng, 1)) + 2 * label[i]);
        }
        check_threshold(score, label, 10 + 13 * k, likely, NULL);
    }
}

GRADE(ex_best_threshold, different_scores, 1, "How many labels")
{
    static const char likely[] = "try every score as the threshold: F1 may fall and rise again";
    check_threshold((float[]){14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1},
                    (int[]){1, 1, 0, 1, 1, 0, 0, 0, 0, 1, 1, 1, 0, 0}, 14, likely, /* at 3 */
                    "ex_best_threshold(score = {14, 13, … 1}, label = {1,1,0,1,1,0,0,0,0,1,1,1,0,0}, n = 14)");
    check_threshold((float[]){0.3f, 0.8f}, (int[]){1, 0}, 2, likely, NULL);
    check_threshold((float[]){-3, 2, 1}, (int[]){0, 1, 1}, 3, likely, NULL);
    check_threshold((float[]){0.1f}, (int[]){1}, 1, likely, NULL);
    random_thresholds(0, likely);
}

static void large_and_refused(void)
{
    float *score = grade_floats(LARGE);
    int *label = grade_ints(LARGE);
    for (int i = 0; i < LARGE; i++) /* each score once */
        score[i] = (float)((long)i * 7919 % LARGE), label[i] = score[i] >= 140000;
    grade_call("ex_best_threshold(200,000 scores; to try each on all mails takes too long: sort)");
    grade_near((double)ex_best_threshold(score, label, LARGE), 140000, 0, "spam are those from 140,000 up");
    static const struct { float score[2]; int label[2], n; const char *likely; } bad[] = {
        {{0.7f, 0.5f}, {0, 0}, 2, "without spam no F1 is greatest"},
        {{0.7f, 0.5f}, {-1, 0}, 2, "without spam no F1 is greatest"},
        {{0.7f, 0.5f}, {1, 2}, 2, "labels are 1, 0 and -1"}, {{0.7f, 0.5f}, {1, -2}, 2, "labels are 1, 0 and -1"},
        {{0.7f, NAN}, {1, 0}, 2, "NaN is neither above a threshold nor below: refused"},
        {{NAN, 0.7f}, {-1, 1}, 2, "any score that is NaN, an unknown mail's too"},
        {{0.7f, 0.5f}, {1, 0}, 0, "n < 1 is refused"}};
    for (int i = 0; i < LENGTH(bad); i++) {
        grade_call("ex_best_threshold(score = {%g, %g}, label = {%d, %d}, n = %d)", (double)bad[i].score[0],
                   (double)bad[i].score[1], bad[i].label[0], bad[i].label[1], bad[i].n);
        grade_near((double)ex_best_threshold(bad[i].score, bad[i].label, bad[i].n), NAN, 0, bad[i].likely);
    }
}

GRADE(ex_best_threshold, equal_scores, 1, "How many labels")
{
    static const char likely[] = "mails of the same score are called the same: no threshold tells them apart";
    check_threshold((float[]){0.5f, 0.5f, 0.5f, 0.5f, 0.8f}, (int[]){1, 0, 0, 0, 1}, 5, likely, NULL);
    check_threshold((float[]){0.5f, 0.5f, 0.5f, 0.5f, 0.8f}, (int[]){0, 0, 0, 1, 1}, 5, likely, NULL);
    check_threshold((float[]){INFINITY, -INFINITY, 0, -INFINITY}, (int[]){0, 1, 0, 1}, 4, likely, NULL);
    check_threshold((float[]){INFINITY, -INFINITY, 0, INFINITY}, (int[]){1, 0, 0, 1}, 4, likely, NULL);
    check_threshold((float[]){0.9f, 0.8f, 0.7f, 0.6f, 0.5f, 0.4f}, (int[]){1, -1, -1, -1, 1, 0}, 6,
                    "unknown mails are no ham: they count nowhere", NULL);
    random_thresholds(1, likely);
    large_and_refused();
}
