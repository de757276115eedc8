/* Graded tests of chapter 13. References are computed here, in long double where numbers add up. */
#define _GNU_SOURCE /* MAP_ANONYMOUS */
#include "13-pretraining.h"

#include <gsl/gsl_math.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "grade.h"

static gsl_rng *generator(unsigned long seed)
{
    static gsl_rng *rng; /* of this process, which holds one test */
    if (!rng)
        rng = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(rng, seed);
    return rng;
}

static const int *counting(int n, int first)
{
    int *ids = grade_ints((size_t)n);
    for (int i = 0; i < n; i++)
        ids[i] = first + i;
    return ids;
}

/* ---- ex_batch */

GRADE(ex_batch, rows_and_targets, 1, "A step")
{
    enum { N = 50, B = 6, T = 7 };
    const int *ids = counting(N, 100);
    int *x = grade_ints(B * T), *y = grade_ints(B * T);
    grade_call("ex_batch(ids = {100, 101, … 149}, n = 50, B = 6, T = 7, rng of seed 5)");
    grade_int(ex_batch(ids, N, B, T, generator(5), x, y), 0, "0 says that the batch was made");
    gsl_rng *own = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(own, 5);
    for (int b = 0; b < B; b++) {
        int place = (int)gsl_rng_uniform_int(own, N - T);
        for (int t = 0; t < T; t++) {
            grade_call("x[%d,%d] after ex_batch(ids = {100, 101, … 149}, n = 50, B = 6, T = 7, rng of seed 5)", b, t);
            grade_int(x[b * T + t], 100 + place + t,
                      t ? "a row holds T tokens that follow each other"
                        : "every row draws once, in order, from all places: does the window at place 49 of these 50 "
                          "tokens have a target? Which place is the last that has all?");
            grade_call("y[%d,%d] after ex_batch(ids = {100, 101, … 149}, n = 50, B = 6, T = 7, rng of seed 5)", b, t);
            grade_int(y[b * T + t], x[b * T + t] + 1,
                      y[b * T + t] == x[b * T + t] ? "the target is the next token, not the same one: the loss of "
                                                     "copying would soon be 0"
                                                   : "behind x[b,t] in the text stands y[b,t]");
        }
    }
    gsl_rng_free(own);
}

GRADE(ex_batch, every_place, 1, "A step")
{
    enum { N = 12, T = 9, ROUNDS = 3000, PLACES = N - T };
    const int *ids = counting(N, 0); /* what lies behind it is nobody's memory */
    int *x = grade_ints(T), *y = grade_ints(T), count[N] = {0};
    gsl_rng *rng = generator(9);
    grade_call("ex_batch(ids = {0, 1, … 11}, n = 12, B = 1, T = 9, …), 3000 times");
    for (int i = 0; i < ROUNDS; i++) {
        grade_int(ex_batch(ids, N, 1, T, rng, x, y), 0, "0 says that the batch was made");
        grade_true(x[0] >= 0 && x[0] < PLACES && y[T - 1] == x[0] + T, "a window that begins at 0, 1 or 2",
                   "the last target must be inside the text, too");
        count[x[0]]++;
    }
    for (int i = 0; i < PLACES; i++) {
        grade_call("windows that begin at %d, of 3000 drawn by ex_batch(ids = {0, 1, … 11}, n = 12, B = 1, T = 9, …)",
                   i);
        grade_near(count[i], ROUNDS / (double)PLACES, 150,
                   i == PLACES - 1 ? "the last place counts, too: its last target is the last token"
                                   : "each place that has room is equally probable");
    }
}

GRADE(ex_batch, too_small, 1, "A step")
{
    const int *ids = counting(8, 0);
    int kept[16], *x = grade_ints(7), *y = grade_ints(7);
    for (int i = 0; i < 16; i++)
        kept[i] = -7;
    const char *small = "n - T as an unsigned number is never negative, it becomes huge: compare n with T";
    const char *count = "B < 1 and T < 1 are refused before anything is drawn";
    const struct { size_t n; int B, T; const char *likely; } bad[] = {
        {8, 1, 8, "8 tokens have no target behind the last: n must be greater than T"}, {8, 2, 9, small},
        {0, 1, 1, small}, {8, 0, 2, count}, {8, 1, 0, count}, {8, -1, 2, count}, {8, 1, -3, count}, {1, 1, 1, small}};
    for (int i = 0; i < 8; i++) {
        gsl_rng *rng = generator(3);
        unsigned long next = gsl_rng_get(rng);
        gsl_rng_set(rng, 3);
        grade_call("ex_batch(ids = {0, 1, …}, n = %zu, B = %d, T = %d, …), %s", bad[i].n, bad[i].B, bad[i].T,
                   bad[i].likely == count ? "which asks for nothing" : "too few tokens (note that n is unsigned)");
        grade_int(ex_batch(ids, bad[i].n, bad[i].B, bad[i].T, rng, kept, kept + 8), -1, bad[i].likely);
        grade_true(kept[0] == -7 && kept[8] == -7, "x and y as they were", "-1 says that nothing was written");
        grade_true(gsl_rng_get(rng) == next, "the generator as it was", "-1 says that nothing was drawn");
    }
    grade_call("ex_batch(ids = {0, 1, … 7}, n = 8, B = 1, T = 7, …)");
    grade_int(ex_batch(ids, 8, 1, 7, generator(1), x, y), 0, "n = T + 1 has room for exactly one window");
    grade_int(y[6], 7, "its last target is the last token");
}

/* ---- ex_schedule */

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

/* ---- ex_validation_loss */

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

/* ---- ex_bits_per_byte */

static void check_bits(double nats, long tokens, long bytes, long unknown, double want, const char *likely)
{
    grade_call("ex_bits_per_byte(nats = %g, tokens = %ld, bytes = %ld, unknown = %ld)", nats, tokens, bytes, unknown);
    double got = ex_bits_per_byte(nats, tokens, bytes, unknown);
    int close = fabs(got - want) < 1e-3 * fabs(want);
    double tokens_bits = nats / M_LN2 * (double)tokens, all = (double)bytes;
    if (!close && tokens > 0 && nats > 0 && bytes > 0) {
        grade_suspect(nats / M_LN2, "that is bits per token: a token may be several bytes");
        grade_suspect((nats * (double)tokens + 8 * (double)unknown) / all, "nats are not bits: divide by ln 2");
        grade_suspect((nats * M_LN2 * (double)tokens + 8 * (double)unknown) / all, "divide by ln 2: 1 nat is 1.44 bit");
        grade_suspect(nats / M_LN2 * all / (double)tokens, "turned over: more bytes a token, fewer bits a byte");
    }
    if (!close && tokens > 0 && nats > 0 && bytes > 0 && unknown > 0) {
        grade_suspect(tokens_bits / all, "the unknown bytes cost 8 bits each");
        grade_suspect((tokens_bits + (double)unknown) / all, "an unknown byte costs 8 bits, not 1");
        grade_suspect((tokens_bits + 8 * (double)unknown / M_LN2) / all, "8 bits are bits already, not nats");
        grade_suspect((tokens_bits + 8 * (double)unknown) / (double)GSL_MAX(bytes - unknown, 1),
                      "the unknown bytes are part of the text: divide by all bytes");
    }
    grade_near(got, want, 1e-9, close ? "nearly: ln 2 is log(2), and all in double" : likely);
}

GRADE(ex_bits_per_byte, known_bytes, 1, "Bits per byte")
{
    check_bits(3.5, 1000, 3300, 0, 3.5 / M_LN2 / 3.3, "all the text's bits over all its bytes; a nat is 1/ln 2 bits");
    check_bits(M_LN2, 100, 100, 0, 1, "a nat is 1/ln 2 bits");
    check_bits(log(256), 7, 7, 0, 8, "equal odds for 256 bytes are 8 bits");
    check_bits(0, 10, 20, 0, 0, "a certain text costs nothing");
    check_bits(1.5, 12, 10, 0, 1.8 / M_LN2, "more tokens than bytes are no mistake: a model may add some of its own");
}

GRADE(ex_bits_per_byte, unknown_bytes, 1, "Bits per byte")
{
    check_bits(1.4, 80, 100, 10, (1.4 / M_LN2 * 80 + 80) / 100, "bits of 80 tokens, and 10 bytes of 8 bits, over 100");
    check_bits(2, 20, 100, 40, (40 / M_LN2 + 320) / 100, "tokens and unknown bytes need not add up to bytes");
    check_bits(1.5, 3, 10, 10, (4.5 / M_LN2 + 80) / 10, "tokens and unknown bytes need not add up to bytes");
    check_bits(NAN, 0, 5, 5, 8, "nothing known: 8 bits a byte, whatever nats says");
    check_bits(NAN, 0, 10, 5, 4, "without tokens the unknown bytes cost 8 bits each, the others nothing");
    check_bits(-1, 0, 10, 5, 4, "without tokens nats does not count, negative or not");
    check_bits(1.5, 3000000000, 3000000000, 0, 1.5 / M_LN2, "counts may exceed 2^31: no int");
    check_bits(1.5, 10, 4000000000, 3000000000, 6 + 15 / M_LN2 / 4e9, "counts may exceed 2^31: no int, nor 8 ints");
    check_bits(1, 10, 0, 0, NAN, "no bytes: no bits per byte");
    check_bits(1, -1, 10, 0, NAN, "a negative number of tokens is refused");
    check_bits(1, 10, 10, 11, NAN, "more unknown bytes than bytes are refused");
    check_bits(1, 10, 10, -1, NAN, "a negative number of unknown bytes is refused");
    check_bits(-0.5, 10, 10, 0, NAN, "a loss is never negative");
    check_bits(NAN, 10, 10, 0, NAN, "a NaN loss is not a number of bits");
}
