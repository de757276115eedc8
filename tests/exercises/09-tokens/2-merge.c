/* Graded tests of ex_merge. References are written out, or the merged form that a sequence was made from. */
#include <string.h>
#include <time.h>

#include "09-tokens.h"
#include "grade.h"
#include "shared.h"

static int call_merge(int *id, int n, int left, int right, int made)
{
    char text[TEXT];
    grade_call("ex_merge(%s, n = %d, left = %d, right = %d, made = %d)",
               grade_text_ints(text, sizeof text, id, (size_t)(n > 0 ? n : 0)), n, left, right, made);
    return ex_merge(id, n, left, right, made);
}

static void check_merge(const int *id, int n, int left, int right, int made, const int *want, int length,
                        const char *likely)
{
    int *got = changeable(id, n), n_got = call_merge(got, n, left, right, made);
    if (n_got == n && length < n && memcmp(got, id, (size_t)n * sizeof *id) != 0)
        likely = "both tokens become one: skip the right one too, and return the new length";
    grade_int(n_got, length, likely);
    check_ints(got, want, length, likely);
}

GRADE(ex_merge, everywhere, 1, "Join what stands together most often")
{
    check_merge((int[]){1, 2, 3, 1, 2}, 5, 1, 2, 256, (int[]){256, 3, 256}, 3,
                "every place, not only the first");
    check_merge((int[]){1, 2, 3}, 3, 2, 3, 256, (int[]){1, 256}, 2, "a pair at the very end");
    check_merge((int[]){3, 2, 1}, 3, 1, 2, 256, (int[]){3, 2, 1}, 3, "2, 1 is not 1, 2");
    check_merge((int[]){1, CUT, 2, 1}, 4, 1, 2, 256, (int[]){1, CUT, 2, 1}, 4, "a cut stands between");
    check_merge((int[]){1}, 1, 1, 1, 256, (int[]){1}, 1, "the last token has no right neighbour");
    gsl_rng *rng = grade_random(10);
    for (int round = 0; round < 30; round++) {
        /* A sequence of 5s and 6s made from its merged form, in which 5 is never before 6. */
        int want[100], id[200], m = up_to(rng, 1, 100), n = 0;
        for (int i = 0; i < m; i++) {
            want[i] =
                i > 0 && want[i - 1] == 5 ? up_to(rng, 0, 1) ? 5 : 300 : (int[]){5, 6, 300}[up_to(rng, 0, 2)];
            if (want[i] == 300)
                id[n++] = 5, id[n++] = 6;
            else
                id[n++] = want[i];
        }
        check_merge(id, n, 5, 6, 300, want, m, "is the rest of the sequence moved up?");
    }
    grade_int(call_merge(changeable((int[]){1}, 1), 0, 1, 2, 3), 0, "an empty sequence stays empty");
    grade_int(call_merge(changeable((int[]){1}, 1), -1, 1, 2, 3), 0, "an empty sequence stays empty");
}

GRADE(ex_merge, overlapping, 1, "Join what stands together most often")
{
    check_merge((int[]){4, 4, 4}, 3, 4, 4, 256, (int[]){256, 4}, 2,
                "from left to right: the first two of three");
    check_merge((int[]){4, 4, 4, 4}, 4, 4, 4, 256, (int[]){256, 256}, 2, "a token belongs to one pair only");
    check_merge((int[]){1, 2, 2, 2}, 4, 1, 2, 1, (int[]){1, 2, 2}, 3,
                "the token just made was joined again: go on behind it");
    check_merge((int[]){7, 7, 7, 7, 7}, 5, 7, 7, 7, (int[]){7, 7, 7}, 3,
                "the token just made was joined again: go on behind it");
    enum { MANY = 1000000 };
    static int id[MANY], want[MANY / 2];
    for (int i = 0; i < MANY / 2; i++) {
        id[2 * i] = 1, id[2 * i + 1] = 2;
        want[i] = 300;
    }
    int *some = changeable(id, MANY / 10);
    clock_t started = clock();
    call_merge(some, MANY / 10, 1, 2, 300);
    in_time(started, 0.1, "the rest is moved for every merge: that is quadratic");
    check_merge(id, MANY, 1, 2, 300, want, MANY / 2, "the rest is moved for every merge: that is quadratic");
}
