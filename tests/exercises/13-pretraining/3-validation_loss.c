/* Graded tests of ex_validation_loss. References are computed here, in long double where numbers add up. */
#define _GNU_SOURCE /* MAP_ANONYMOUS */
#include "13-pretraining.h"

#include <limits.h>
#include <math.h>
#include <sys/mman.h>

#include "grade.h"
#include "shared.h"

typedef struct {
    const int *ids;
    size_t n, next; /* the token that the next window has to begin with */
    int T, calls;
    long double sum, means;
} Scorer;

/* In which window, so that a place is not taken for a loss. */
static void check_window(const Scorer *s, const int *x, const int *y, int length)
{
    size_t at = (size_t)(x - s->ids), left = s->n - 1 - s->next;
    grade_call("the place in ids where window %d of ex_validation_loss(ids, n = %zu, T = %d, …) begins", s->calls, s->n,
               s->T);
    grade_int((long)at, (long)s->next,
              at < s->next ? "a token would be predicted twice"
              : s->calls ? "a token was left out: windows begin where the last one's targets ended, T further"
                         : "windows come from left to right, the first at 0");
    grade_call("the length of window %d of ex_validation_loss(ids, n = %zu, T = %d, …)", s->calls, s->n, s->T);
    grade_true(length >= 1, "at least 1", "score was called for a window without tokens: stop when all are predicted");
    grade_int(length, left < (size_t)s->T ? (long)left : s->T,
              "T tokens, or what is left: the last window may be shorter");
    grade_call("y in window %d of ex_validation_loss(ids, n = %zu, T = %d, …)", s->calls, s->n, s->T);
    grade_true(y == x + 1, "y = x + 1 within ids", "behind each token stands its target");
    grade_call("ex_validation_loss(ids = {7, 8, …}, n = %zu, T = %d, score, …)", s->n, s->T);
}

static double score(void *context, const int *x, const int *y, int length)
{
    Scorer *s = context;
    check_window(s, x, y, length);
    double mean = 0;
    for (int i = 0; i < length; i++)
        mean += 0.5 + fabs(sin((double)(y[i] + 3 * x[i]))) + (s->next + (size_t)i > s->n * 9 / 10 ? 4 : 0);
    s->sum += mean;
    s->means += mean / length;
    s->next += (size_t)length;
    s->calls++;
    return mean / length;
}

static double score_blind(void *context, const int *x, const int *y, int length) /* looks at no token */
{
    Scorer *s = context;
    check_window(s, x, y, length);
    s->next += (size_t)length;
    s->calls++;
    return s->calls;
}

static void check_loss(int n, int T)
{
    const int *ids = counting(n, 7);
    Scorer s = {.ids = ids, .n = (size_t)n, .T = T};
    grade_call("ex_validation_loss(ids = {7, 8, …}, n = %d, T = %d, score, …)", n, T);
    double got = ex_validation_loss(ids, (size_t)n, T, score, &s);
    grade_call("the last token predicted by ex_validation_loss(ids = {7, 8, …}, n = %d, T = %d, score, …)", n, T);
    grade_int((long)s.next, n - 1, "every token but the first is predicted: also those of a short window at the end");
    grade_call("ex_validation_loss(ids = {7, 8, …}, n = %d, T = %d, score, …)", n, T);
    double want = (double)(s.sum / (n - 1));
    int close = fabs(got - want) < 1e-5 * want;
    if (!close) {
        grade_suspect((double)(s.sum / n), "there are n - 1 predictions, not n");
        if (T > 1)
            grade_suspect((double)(s.means / (n - 1)), "score gives a mean: multiply it by its length before you add");
        grade_suspect((double)(s.means / s.calls), "a mean of means: weigh each by its length, divide by all lengths");
        grade_suspect(exp(want), "the mean of -ln p itself, in nats, without exp");
    }
    grade_near(got, want, 1e-9 * want, close ? "nearly: add up in double" : "the sum of length times mean, over n - 1");
}

GRADE(ex_validation_loss, whole_windows, 1, "The whole of it")
{
    check_loss(41, 8);
    check_loss(9, 8);
    check_loss(20, 1);
}

GRADE(ex_validation_loss, short_window, 2, "The whole of it")
{
    check_loss(44, 8);
    check_loss(48, 8);
    check_loss(2, 64);
    check_loss(1000, 999);
    check_loss(1001, 999);
    check_loss(3, INT_MAX);
    for (int n = 2; n < 40; n += 3)
        check_loss(n, 5);
    enum { LONG = 1 << 30 };
    size_t many = 2 * (size_t)LONG + 11; /* address space, no memory: nobody reads it */
    const int *far = mmap(NULL, many * sizeof *far, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (far != MAP_FAILED) {
        Scorer far_off = {.ids = far, .n = many, .T = LONG};
        grade_call("ex_validation_loss(ids, n = 2^31 + 11, T = 2^30, score, …)");
        double got = ex_validation_loss(far, many, LONG, score_blind, &far_off);
        grade_int(far_off.calls, 3, "places may exceed 2^31: count them in size_t");
        grade_near(got, (3.0 * LONG + 30) / (2.0 * LONG + 10), 1e-9, "places may exceed 2^31: count them in size_t");
    }
    const int *ids = counting(3, 1);
    Scorer s = {.ids = ids};
    grade_call("ex_validation_loss(…, n = 1, T = 4, …)");
    grade_near(ex_validation_loss(ids, 1, 4, score, &s), NAN, 0, "a single token is predicted from nothing: no mean");
    grade_call("ex_validation_loss(…, n = 0, T = 4, …)");
    grade_near(ex_validation_loss(ids, 0, 4, score, &s), NAN, 0, "n - 1 of an unsigned 0 is huge: ask for n < 2 first");
    grade_call("ex_validation_loss(…, n = 3, T = 0, …)");
    grade_near(ex_validation_loss(ids, 3, 0, score, &s), NAN, 0, "windows of no tokens never come to an end");
}
