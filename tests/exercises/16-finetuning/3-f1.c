/* Graded tests of ex_f1, chapter 16. The reference is the definition, by counting. */
#include "16-finetuning.h"

#include <math.h>
#include <stdio.h>

#include "grade.h"
#include "shared.h"

static void check_f1(const int *said, const int *label, int n)
{
    char what[80], truth[80], text[300];
    Counts c = count(said, label, n);
    ExScores s = {-7, -7, -7};
    grade_text_ints(what, sizeof what, said, (size_t)n), grade_text_ints(truth, sizeof truth, label, (size_t)n);
    snprintf(text, sizeof text, "ex_f1(said = %s, label = %s, n = %d, …)", what, truth, n);
    grade_call("%s", text);
    int known = ex_f1(given(said, n), given(label, n), n, &s);
    grade_int(known, lround(c.hits + c.alarms + c.missed + c.rest),
              known == -1 ? "nothing is wrong here: labels are 1, 0 or -1, and said counts only where it is not -1"
                          : "returns how many mails have a label of 1 or 0");
    double precision = c.hits / (c.hits + c.alarms), recall = c.hits / (c.hits + c.missed);
    grade_call("precision after %s", text);
    grade_suspect(NAN, "mails were called spam: their share exists, and may be 0");
    grade_suspect(0, "a quotient of two ints is a whole number; and a share of no mails is NAN, not 0");
    grade_suspect(recall, "that is the recall: precision divides by the mails called spam");
    grade_suspect(c.rest / (c.rest + c.missed), "that is the precision of ham: spam is what is sought");
    grade_suspect(c.rest / (c.rest + c.alarms), "that is the recall of ham: spam is what is sought");
    grade_suspect((c.hits + c.rest) / (c.hits + c.rest + c.alarms + c.missed), "that is the accuracy");
    grade_near(s.precision, precision, 1e-9, "spam among the mails called spam; NAN if none was called so");
    grade_call("recall after %s", text);
    grade_suspect(NAN, "there is spam: the share exists, and may be 0");
    grade_suspect(c.rest / (c.rest + c.alarms), "that is the recall of ham: spam is what is sought");
    grade_near(s.recall, recall, 1e-9, "the mails called spam among the spam; NAN if there is no spam");
    grade_call("f1 after %s", text);
    grade_suspect(NAN, "a 0/0 hides in it: write F1 in hits, false alarms and missed spam, and simplify");
    grade_suspect((precision + recall) / 2, "the harmonic mean, not half the sum");
    grade_suspect(sqrt(precision * recall), "the harmonic mean, not the geometric one");
    grade_suspect(c.f1 / 2, "2/(1/precision + 1/recall): the 2 is missing");
    grade_near(s.f1, c.f1, 1e-9, "2/(1/precision + 1/recall); without a hit 0; NAN if none is or was called spam");
}

GRADE(ex_f1, counts, 1, "How many labels")
{
    check_f1((int[]){1, 1, 1, 1, 0, 0, 0, 0}, (int[]){1, 1, 1, 0, 1, 1, 0, 0}, 8);
    int said[MOST_N], label[MOST_N] = {1, 1, 1, 1};
    for (int i = 0; i < MOST_N; i++)
        said[i] = i == 3;
    check_f1(said, label, MOST_N); /* 1 % of it is spam */
    for (int k = 1; k < 20; k++) {
        gsl_rng *rng = grade_random((unsigned)k);
        for (int i = 0; i < MOST_N; i++)
            label[i] = draw(rng, 25) < k, said[i] = draw(rng, 2);
        check_f1(said, label, MOST_N);
    }
}

static void refuse_f1(int said, int label, int n, const char *likely)
{
    ExScores s = {-7, -7, -7};
    grade_call("ex_f1(said = {1, %d}, label = {1, %d}, n = %d, …)", said, label, n);
    grade_int(ex_f1(given((int[]){1, said}, 2), given((int[]){1, label}, 2), n, &s), -1, likely);
    grade_true(s.precision + s.recall + s.f1 == -21, "*s as it was", "-1 says that nothing was written");
}

GRADE(ex_f1, no_value, 1, "How many labels")
{
    check_f1((int[]){1, 1, 0, 1, 0, -9}, (int[]){1, -1, -1, 0, 1, -1}, 6);
    check_f1((int[]){0, 0, 0}, (int[]){1, 0, 1}, 3);
    check_f1((int[]){1, 0, 1}, (int[]){0, 0, 0}, 3);
    check_f1((int[]){0, 1}, (int[]){1, 0}, 2);
    check_f1((int[]){0, 0}, (int[]){0, 0}, 2);
    check_f1((int[]){1, 5}, (int[]){-1, -1}, 2);
    check_f1((int[]){1}, (int[]){1}, 0);
    refuse_f1(1, 2, 2, "labels are 1, 0 and -1");
    refuse_f1(1, -2, 2, "labels are 1, 0 and -1");
    refuse_f1(2, 0, 2, "where the label is known, said is 1 or 0");
    refuse_f1(-1, 1, 2, "where the label is known, said is 1 or 0");
    refuse_f1(1, 1, -1, "n < 0 is refused");
}
