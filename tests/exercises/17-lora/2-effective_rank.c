/* Graded tests of ex_effective_rank, chapter 17. The reference is the definition, in long double. */
#include "17-lora.h"

#include <math.h>
#include <string.h>

#include "grade.h"

typedef enum { RIGHT, STRICT, VALUES, AS_GIVEN, SMALLEST, ONE_LESS, ONE_MORE, LEFT_SHARE, OF_LARGEST, WAYS } Way;
static const char *const WAY[WAYS] = {
    [RIGHT] = "the least k whose squares hold the share",
    [STRICT] = "reached exactly is enough: at least that share",
    [VALUES] = "the squares are summed, not the values",
    [AS_GIVEN] = "s comes in any order: the k largest, not the first k",
    [SMALLEST] = "the largest first: the least k is asked for",
    [ONE_LESS] = "one too few: the index of the last value that is needed is not yet how many they are",
    [ONE_MORE] = "one too many: the k before holds the share already",
    [LEFT_SHARE] = "`share` is what the k largest hold, not what is left out",
    [OF_LARGEST] = "a share of the sum of all squares, not a threshold below the largest value"};

static int falling(const void *p, const void *q)
{
    double a = *(const double *)p, b = *(const double *)q;
    return (a < b) - (a > b);
}

/* k, and unless left is NULL the share of the squares that the others hold. */
static int count_values(const double *s, int n, double share, Way way, long double *left)
{
    static double t[10000];
    memcpy(t, s, (size_t)n * sizeof *t);
    if (way != AS_GIVEN)
        qsort(t, (size_t)n, sizeof *t, falling);
    long double all = 0, held = 0, goal = way == LEFT_SHARE ? 1 - share : share;
    int k = 0, above = 0, high = 0;
    for (int i = 0; i < n; i++)
        all += way == VALUES ? t[i] : (long double)t[i] * t[i], above += t[i] > 0, high += t[i] >= share * t[0];
    for (; k < n && (way == STRICT ? held <= goal * all : held < goal * all); k++) {
        long double next = t[way == SMALLEST ? n - 1 - k : k];
        held += way == VALUES ? next : next * next;
    }
    k = way == OF_LARGEST ? high : way == RIGHT && share >= 1 ? above : k;
    for (int i = n - 1; left && i >= k; i--)
        *left += t[i] > 0 ? t[i] * t[i] / all : 0;
    return k - (way == ONE_LESS) + (way == ONE_MORE);
}

static int check_count(const char *s_text, const double *s, int n, double share, double *rest, const char *likely)
{
    int want = count_values(s, n, share, RIGHT, NULL);
    grade_call("ex_effective_rank(%s, n = %d, share = %g, &rest)", s_text, n, share);
    int got = ex_effective_rank(grade_input(s, (size_t)n * sizeof *s), n, share, rest);
    for (Way way = STRICT; way < WAYS && got != want && !likely; way++)
        if (got == count_values(s, n, share, way, NULL))
            likely = WAY[way];
    grade_int(got, want, likely ? likely : WAY[RIGHT]);
    return got;
}

static void check_rest(const char *s_text, const double *s, int n, double share, const char *likely)
{
    long double left = 0;
    double rest = -7, all = 0;
    int k = check_count(s_text, s, n, share, &rest, likely);
    count_values(s, n, share, RIGHT, &left);
    for (int i = 0; i < n; i++)
        all += s[i] * s[i];
    double want = (double)sqrtl(left);
    grade_call("*rest after ex_effective_rank(%s, n = %d, share = %g, &rest) returned %d, as it should", s_text, n,
               share, k);
    grade_suspect(-7, "it was not written");
    grade_suspect((double)left, "the root is missing: a share of squares is not yet a distance");
    grade_suspect(want * sqrt(all), "divide by the sum of all squares: rest has no unit");
    grade_suspect((double)left * all, "divide by the sum of all squares, and take the root");
    grade_suspect((double)sqrtl(1 - left), "the n - k others count, not the k largest");
    grade_suspect((double)(1 - sqrtl(1 - left)), "squares add up, sizes do not: that is 1 less a root");
    grade_suspect(2.0 / 6, "all the others count, not only the largest of them");
    if (!likely && fabs(rest - want) < 1e-2 * want + 1e-7)
        likely = "nearly: a difference of two sums, or a sum in float, loses its digits: add up what is left";
    grade_near(rest, want, 1e-9 * want, likely ? likely : "the root of: squares left out over all squares");
}

static const double NINE[] = {2, 6, 1, 3, 2, 2, 3, 5, 0}; /* 36, 25, 9, 9, 4, 4, 4, 1, 0 of 92; 4 values hold 0.8 */
#define NINE_TEXT "{2, 6, 1, 3, 2, 2, 3, 5, 0}"

GRADE(ex_effective_rank, how_many, 1, "What fine-tuning changed")
{
    double rest;
    check_count(NINE_TEXT, NINE, 9, 0.8, &rest, NULL);
    for (int share = 10; share < 100; share += 10)
        check_count(NINE_TEXT, NINE, 9, share / 100.0, &rest, NULL);
    check_count("{1, 1, 1, 1}", (double[]){1, 1, 1, 1}, 4, 0.5, &rest, NULL);
    check_count("{0, 4, 0, 4, 0}", (double[]){0, 4, 0, 4, 0}, 5, 0.9, &rest, NULL);
    check_count("{2e-30, 5e-30, 3e-30}", (double[]){2e-30, 5e-30, 3e-30}, 3, 0.8, &rest,
                "squares of 1e-30 are 0 in float, not in double");
    static double many[10000];
    for (int i = 0; i < 10000; i++)
        many[i * 7 % 10000] = exp(-i / 900.0) + 1e-3;
    for (int k = 1; k < 10; k++)
        check_count("values from 1 down to 0.001, mixed", many, 10000, k / 10.0, &rest, NULL);
}

GRADE(ex_effective_rank, the_rest, 1, "What fine-tuning changed")
{
    check_rest(NINE_TEXT, NINE, 9, 0.8, NULL);
    check_rest(NINE_TEXT, NINE, 9, 0.5, NULL);
    check_rest("{1e-7, 3e-8, 1}", (double[]){1e-7, 3e-8, 1}, 3, 0.9, NULL);
    check_rest(NINE_TEXT, NINE, 9, 0, "nothing is needed for a share of 0, and all is left: k = 0, rest = 1");
    check_rest(NINE_TEXT, NINE, 9, 1, "at share 1 all that are not 0, and nothing is left");
    check_rest("{1, 1e-9, 0, 1e-12}", (double[]){1, 1e-9, 0, 1e-12}, 4, 1,
               "at share 1 the number of those above 0: a sum that begins with 1 does not notice 1e-18");
    check_rest("{0.1, 0.1, 0.1, 0.1, 0.1, 0.1}", (double[]){0.1, 0.1, 0.1, 0.1, 0.1, 0.1}, 6, 1,
               "at share 1 all of them, however a sum of sixths was rounded");
    check_rest("{0, 0, 0}", (double[]){0, 0, 0}, 3, 0.9, "the sum of all is 0, and none needed for it; 0/0 is NaN");
    grade_call("ex_effective_rank(" NINE_TEXT ", n = 9, share = 0.8, rest = NULL)");
    grade_int(ex_effective_rank(NINE, 9, 0.8, NULL), 4, "rest may be NULL");
    static const struct { double s[3]; int n; double share; const char *likely; } bad[] = {
        {{1, NAN, 2}, 3, 0.5, "NaN is neither below 0 nor above: ask whether s[i] is right, not whether it is wrong"},
        {{1, 2, NAN}, 3, 0.1, "all s are looked at, also those that the share does not need"},
        {{1, -1, 2}, 3, 0.5, "no singular value is negative"}, {{1, INFINITY, 2}, 3, 0.5, "infinite: no share"},
        {{1, 2, 3}, 0, 0.5, "n is at least 1"}, {{1, 2, 3}, 3, -0.1, "a share lies within 0 … 1"},
        {{1, 2, 3}, 3, 1.1, "a share lies within 0 … 1"}, {{1, 2, 3}, 3, NAN, "NaN is not within 0 … 1"}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        double kept = 7;
        grade_call("ex_effective_rank({%g, %g, %g}, n = %d, share = %g, &rest)", bad[i].s[0], bad[i].s[1], bad[i].s[2],
                   bad[i].n, bad[i].share);
        grade_int(ex_effective_rank(bad[i].s, bad[i].n, bad[i].share, &kept), -1, bad[i].likely);
        grade_call("*rest after a call with n = %d, share = %g, that returned -1", bad[i].n, bad[i].share);
        grade_near(kept, 7, 0, "it is left as it was where -1 is returned");
    }
}
