/* Graded tests of ex_most_frequent. References are written out, or counted in a table where tokens are few. */
#include <limits.h>
#include <stdio.h>

#include "09-tokens.h"
#include "grade.h"
#include "shared.h"

static int call_frequent(const int *id, int n, int *left, int *right)
{
    char text[TEXT];
    int large = 0;
    for (int i = 0; i < n; i++)
        large += id[i] == INT_MAX;
    grade_call("ex_most_frequent(%s, n = %d)%s",
               grade_text_ints(text, sizeof text, id, (size_t)(n > 0 ? n : 0)), n,
               large ? ", where INT_MAX is a token too, and too large for a table" : "");
    return ex_most_frequent(grade_input(id, (size_t)(n > 0 ? n : 1) * sizeof *id), n, left, right);
}

static void check_frequent(const int *id, int n, int count, int left, int right, const char *likely)
{
    int l = GRADE_UNWRITTEN, r = GRADE_UNWRITTEN, cuts = 0, places = 0;
    int got = call_frequent(id, n, &l, &r);
    char returned[100], expected[100];
    snprintf(returned, sizeof returned, "%d places of the pair %d, %d", got, l, r);
    snprintf(expected, sizeof expected, "%d place%s of the pair %d, %d", count,
             count == 1 ? "" : "s", left, right);
    for (int i = 0; i + 1 < n; i++) {
        places += id[i] == l && id[i + 1] == r;
        cuts += id[i] < 0;
    }
    if (l == GRADE_UNWRITTEN || r == GRADE_UNWRITTEN)
        snprintf(returned, sizeof returned, "%d places of a pair that was not written", got);
    else if (cuts && (got > count || l < 0 || r < 0))
        likely = "a negative number is a cut: it is in no pair";
    else if (places == count && got == count)
        likely = "of equally frequent pairs the smaller left token, then the smaller right one";
    if (got != count || l != left || r != right)
        grade_fail(returned, expected, NULL, likely);
}

GRADE(ex_most_frequent, counted, 1, "Join what stands together most often")
{
    check_frequent((int[]){1, 2, 3, 1, 2}, 5, 2, 1, 2, "1, 2 stands at the places 0 and 3");
    check_frequent((int[]){2, 1, 1, 2, 2, 1}, 6, 2, 2, 1, "the order counts: 2, 1 is another pair than 1, 2");
    check_frequent((int[]){9, 5, 5, 5}, 4, 2, 5, 5, "in 5, 5, 5 the pair is counted at two places");
    check_frequent((int[]){1, 2, 8, 7, 8, 7}, 6, 2, 8, 7, "the last pair counts too: i goes up to n - 2");
    check_frequent((int[]){INT_MAX, 300, INT_MAX, 300}, 4, 2, INT_MAX, 300,
                   "tokens are no bytes: a table of 256 by 256 is too small");
    gsl_rng *rng = grade_random(9);
    for (int round = 0; round < 30; round++) {
        int n = up_to(rng, 2, 300), id[300], count[4][4] = {{0}}, most = 0, left = 0, right = 0;
        for (int i = 0; i < n; i++) {
            id[i] = up_to(rng, 0, 3);
            if (i > 0)
                count[id[i - 1]][id[i]]++;
        }
        for (int l = 3; l >= 0; l--)
            for (int r = 3; r >= 0; r--)
                if (count[l][r] >= most)
                    most = count[l][r], left = l, right = r;
        check_frequent(id, n, most, left, right, "every pair counts, and of equals the smaller");
    }
}

GRADE(ex_most_frequent, ties_and_cuts, 1, "Cuts come first")
{
    check_frequent((int[]){7, 3, CUT, 3, 4, CUT, 3, 2}, 8, 1, 3, 2,
                   "of equals the smaller left, then the smaller right");
    check_frequent((int[]){5, 9, CUT, 6, 0, CUT, 5, 9, CUT, 6, 0}, 11, 2, 5, 9,
                   "the left token decides first");
    check_frequent((int[]){4, 6, 4, 5, 4, 6, 4, 5}, 8, 2, 4, 5,
                   "of equals the smaller left, then the smaller right");
    check_frequent((int[]){1, CUT, 1, CUT, 1, CUT, 1, 2}, 8, 1, 1, 2, "a cut was counted as a token");
    check_frequent((int[]){8, -7, 8, -7, 3, 3}, 6, 1, 3, 3, "every negative number is a cut, not only -1");
    const int few[] = {4, CUT, 5};
    for (int n = -1; n <= 3; n++) {
        int l = 77, r = 78;
        grade_int(call_frequent(few, n, &l, &r), 0, "there is no pair here");
        check_ints((int[]){l, r}, (int[]){77, 78}, 2, "without a pair nothing is written");
    }
}
