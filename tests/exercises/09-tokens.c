/* Graded tests of chapter 09. */
#include <gsl/gsl_rng.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "09-tokens.h"
#include "bpe.h"
#include "grade.h"

enum { TEXT = 200, CUT = -1 };

static gsl_rng *random_numbers(unsigned long seed)
{
    static gsl_rng *rng;
    if (!rng)
        rng = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(rng, seed);
    return rng;
}

static int up_to(gsl_rng *rng, int low, int high)
{
    return low + (int)gsl_rng_uniform_int(rng, (unsigned long)(high - low + 1));
}

/* A copy that the learner may change, with nothing readable behind it. */
static int *changeable(const int *id, int n)
{
    int *copy = grade_ints((size_t)n);
    memcpy(copy, id, (size_t)n * sizeof *id);
    return copy;
}

static void check_ints(const int *got, const int *want, int n, const char *likely)
{
    char text[TEXT], expected[TEXT];
    for (int i = 0; i < n; i++)
        if (got[i] != want[i])
            grade_fail(grade_text_ints(text, sizeof text, got, (size_t)n),
                       grade_text_ints(expected, sizeof expected, want, (size_t)n), NULL, likely);
}

/* Whether it took far longer than it may, on a small case, where a slow answer still comes to its end. */
static void in_time(clock_t started, double most, const char *likely)
{
    char returned[60], expected[60];
    double seconds = (double)(clock() - started) / CLOCKS_PER_SEC;
    snprintf(returned, sizeof returned, "after %.2g s of computing: too slow", seconds);
    snprintf(expected, sizeof expected, "less than %.2g s", most);
    if (seconds > most)
        grade_fail(returned, expected, NULL, likely);
}

/* ---- The most frequent pair. */

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
    gsl_rng *rng = random_numbers(9);
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

/* ---- One merge. */

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
    gsl_rng *rng = random_numbers(10);
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

/* ---- Learning. The reference: lib/bpe, which works in another way. */

enum { LONGEST = 1500, MERGES = 100 };

/* Bytes, and cuts between pre-tokens. */
static int sequence(const Bpe *b, const char *text, int *id)
{
    const char *piece;
    size_t length;
    int n = 0;
    for (BpeSplit s = bpe_split_begin(bpe_pattern(b), text, strlen(text));
         bpe_split_next(&s, &piece, &length);) {
        if (n > 0)
            id[n++] = CUT;
        for (size_t i = 0; i < length; i++)
            id[n++] = (unsigned char)piece[i];
    }
    return n;
}

static void check_train(const char *text, int merges, const char *likely)
{
    int id[2 * LONGEST], left[MERGES], right[MERGES], done = 0, at = 0;
    Bpe *b = bpe_train(text, strlen(text), merges);
    int n = sequence(b, text, id), *got = changeable(id, n), *l = grade_ints((size_t)merges),
        *r = grade_ints((size_t)merges);
    while (bpe_merge(b, done, &left[done], &right[done]) >= 0)
        done++;
    char shown[TEXT];
    grade_call("ex_train(%s, n = %d, merges = %d), the bytes of \"%.40s\"",
               grade_text_ints(shown, sizeof shown, id, (size_t)n), n, merges, text);
    int k = ex_train(got, n, merges, l, r);
    grade_int(k, done, k > done ? "a pair that occurs once saves nothing: end before it" : likely);
    check_ints(l, left, done, likely);
    check_ints(r, right, done, likely);
    size_t count;
    int *want = bpe_encode(b, text, strlen(text), &count);
    for (size_t i = 0; i < count; at++)
        if (got[at] != CUT)
            grade_int(got[at], want[i++],
                      "id is left as the last merge leaves it; merge k makes token 256 + k");
    free(want);
    bpe_free(b);
}

GRADE(ex_train, one_word, 1, "Join what stands together most often")
{
    check_train("abcabcabd", 1, "ab stands there three times");
    check_train("abcabcabd", 2, "the second merge may join what the first made");
    check_train("lowlowerlowestlow", 10, "lo, then low: count again after every merge");
    check_train("aaaaaaaaaaaaaaaaaaaaaaa", 10, "a pair of equals overlaps with itself");
    check_train("abcdefg", 5, "a pair that occurs once saves nothing");
    gsl_rng *rng = random_numbers(11);
    for (int round = 0; round < 10; round++) {
        char text[400];
        int n = up_to(rng, 0, 399);
        for (int i = 0; i < n; i++)
            text[i] = (char)up_to(rng, 'a', 'a' + 1 + round % 4);
        text[n] = 0;
        check_train(text, up_to(rng, 0, MERGES), "count all pairs anew after every merge");
    }
    int id[] = {5, 5, 5, 5}, l[1] = {77}, r[1] = {78};
    grade_call("ex_train({5, 5, 5, 5}, n = 4, merges = 0)");
    grade_int(ex_train(id, 4, 0, l, r), 0, "no merge was asked for");
    check_ints((int[]){id[0], l[0], r[0]}, (int[]){5, 77, 78}, 3, "no merge was asked for");
    grade_call("ex_train({5, 5, 5, 5}, n = 4, merges = -1)");
    grade_int(ex_train(id, 4, -1, l, r), 0, "no merge was asked for");
}

GRADE(ex_train, with_cuts, 1, "Cuts come first")
{
    check_train("low low low lower lower newest newest newest newest newest newest widest widest widest", 20,
                "no merge reaches across a cut");
    check_train(
        "In the beginning was the Word, and the Word was with God, and the Word was God.\n"
        "The same was in the beginning with God.\nAll things were made by him; and without him was not "
        "any thing made that was made.\nIn him was life; and the life was the light of men.\n",
        60, "no merge reaches across a cut");
}

/* ---- Encoding. */

static void check_encode(const Bpe *b, const char *word, int n, const char *likely)
{
    int left[5000], right[5000], merges = 0;
    while (bpe_merge(b, merges, &left[merges], &right[merges]) >= 0)
        merges++;
    size_t count;
    int *want = bpe_encode(b, word, (size_t)n, &count), *id = grade_ints((size_t)n);
    grade_call("ex_encode(\"%.60s\", n = %d, merges = %d: %c+%c, ...)", word, n, merges,
               merges && left[0] < 256 ? left[0] : '?', merges && right[0] < 256 ? right[0] : '?');
    const void *bytes = grade_input(word, (size_t)n),
               *l = grade_input(left, (size_t)(merges + 1) * sizeof *left);
    const void *r = grade_input(right, (size_t)(merges + 1) * sizeof *right);
    clock_t started = clock();
    int got = ex_encode(bytes, n, l, r, merges, id);
    in_time(started, 0.25, "the whole list is searched for every place at every step");
    char text[TEXT], expected[TEXT];
    if (got != (int)count || memcmp(id, want, count * sizeof *want) != 0)
        grade_fail(grade_text_ints(text, sizeof text, id, (size_t)(got > 0 && got <= n ? got : 0)),
                   grade_text_ints(expected, sizeof expected, want, count), NULL, likely);
    free(want);
}

GRADE(ex_encode, by_rank, 1, "Encoding repeats the learning")
{
    Bpe *b = bpe_train("bcbcbcababcde", 13, 3); /* bc, then ab, then bcbc */
    check_encode(b, "abc", 3, "bc was learnt before ab: neither from left to right nor the first that fits");
    check_encode(b, "abcbc", 5, "a token that a merge made can be merged again");
    check_encode(b, "xyz", 3, "without a merge every byte is its own token");
    check_encode(b, "\xff\x80z", 3, "bytes above 127 are positive numbers");
    bpe_free(b);
    b = bpe_train("considerconsiderconsiderconsideredconsideredxeredxeredxeredxered", 64, 12);
    check_encode(b, "considered", 10, "not the longest token that fits: the merge that was learnt first");
    bpe_free(b);
    b = bpe_train("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 32, 9);
    for (int n = 1; n <= 32; n++)
        check_encode(b, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", n,
                     "joined wherever it stands, from left to right");
    bpe_free(b);
}

GRADE(ex_encode, random_words, 1, "Encoding repeats the learning")
{
    gsl_rng *rng = random_numbers(12);
    static char text[60001];
    for (int round = 0; round < 12; round++) {
        int n = round < 11 ? 300 : 60000, letters = 2 + round % 5;
        for (int i = 0; i < n; i++)
            text[i] = (char)up_to(rng, 'a', 'a' + (round < 11 ? letters : 25));
        Bpe *b = bpe_train(text, (size_t)n, round < 11 ? 120 : 4999);
        for (int k = 0; k < 10; k++) {
            int length = round < 11 ? up_to(rng, 1, 60) : 2000;
            for (int i = 0; i < length; i++)
                text[i] = (char)up_to(rng, 'a', 'a' + (round < 11 ? letters : 25));
            if (round < 11 || k < 3)
                check_encode(b, text, length,
                             "of all pairs present the one with the smallest k, until none is left");
        }
        bpe_free(b);
    }
    int id[1];
    grade_call("ex_encode(\"\", n = 0, merges = 0)");
    grade_int(ex_encode((const unsigned char *)"", 0, id, id, 0, id), 0, "no bytes, no tokens");
    grade_call("ex_encode(\"\", n = -1, merges = 0)");
    grade_int(ex_encode((const unsigned char *)"", -1, id, id, 0, id), 0, "0 for n < 1, also for negative n");
    grade_call("ex_encode, in all calls of this test together,");
}

/* ---- Decoding. */

static long long call_decode(const int *id, int n, const int *left, const int *right, int merges,
                             unsigned char *to, long long room)
{
    char text[TEXT];
    size_t size = (size_t)(merges > 0 ? merges : 1) * sizeof *left;
    grade_call("ex_decode(%s, n = %d, merges = %d, room = %lld)",
               grade_text_ints(text, sizeof text, id, (size_t)(n > 0 ? n : 0)), n, merges, room);
    return ex_decode(grade_input(id, (size_t)(n > 0 ? n : 1) * sizeof *id), n, grade_input(left, size),
                     grade_input(right, size), merges, to, room);
}

static void check_bytes(const unsigned char *got, const unsigned char *want, long long n, const char *likely)
{
    for (long long i = 0; i < n; i++)
        if (got[i] != want[i]) {
            char returned[80], expected[80];
            snprintf(returned, sizeof returned, "0x%02x as byte %lld", got[i], i);
            snprintf(expected, sizeof expected, "0x%02x", want[i]);
            grade_fail(returned, expected, NULL, likely);
        }
}

GRADE(ex_decode, words, 1, "Any bytes survive")
{
    static const int left[] = {'t', 256, ' ', 258}, right[] = {'h', 'e', 't', 'h'}; /* th, the, _t, _th */
    static const int id[] = {257, 259, 'e', 0, 255, 256};
    static const unsigned char want[] = "the the\0\xffth";
    unsigned char to[16];
    memset(to, '#', sizeof to);
    grade_int((long)call_decode(id, 6, left, right, 4, to, 16), 11, "3 + 3 + 1 + 1 + 1 + 2 bytes");
    check_bytes(to, want, 11, "a merged token is the bytes of its left half, then of its right half");
    check_bytes(to + 11, (const unsigned char *)"#####", 5,
                "no 0 is put at the end: bytes may be 0 themselves");
    for (int room = 0; room < 12; room++) {
        memset(to, '#', sizeof to);
        grade_int((long)call_decode(id, 6, left, right, 4, to, room), 11,
                  "the number of all bytes, not of those that fit");
        check_bytes(to, want, room < 11 ? room : 11, "as many as fit, also of a token that fits in part");
        check_bytes(to + (room < 11 ? room : 11), (const unsigned char *)"#####", 5, "written past the room");
    }
    const int wrong[][2] = {{'a', 260}, {'a', -1}, {'a', INT_MAX}, {'a', INT_MIN}};
    for (int i = 0; i < 4; i++) {
        memset(to, '#', sizeof to);
        grade_int((long)call_decode(wrong[i], 2, left, right, 4, to, 16), -1,
                  "no such token: look before you read");
        check_bytes(to, (const unsigned char *)"#", 1, "look at every id before you write");
    }
    grade_int((long)call_decode(id, 0, left, right, 4, to, 16), 0, "no tokens, no bytes");
    grade_int((long)call_decode((int[]){256}, 1, left, right, 0, to, 16), -1,
              "without merges 256 is no token");
    grade_call("ex_decode, in all calls of this test together,");
}

GRADE(ex_decode, long_tokens, 1, "Any bytes survive")
{
    enum { DEEP = 1000000 };
    static int left[DEEP], right[DEEP];
    unsigned char to[100], want[100];
    for (int k = 0; k < 60; k++)
        left[k] = right[k] = k ? 255 + k : 'a';
    memset(want, 'a', sizeof want);
    clock_t started = clock();
    long long length = call_decode((int[]){256 + 26}, 1, left, right, 27, to, 100);
    in_time(started, 0.05, "bytes are counted one by one: a length is the sum of its halves' lengths");
    grade_int((long)length, 1L << 27, "each merge joins the one before with itself");
    length = call_decode((int[]){256 + 59, 256 + 59, 'b'}, 3, left, right, 60, to, 100);
    grade_int((long)length, (1L << 61) + 1, "lengths, and their sum, need long long");
    check_bytes(to, want, 100, "only what fits is worked out");
    static unsigned char long_to[5000], long_want[5000];
    gsl_rng *rng = random_numbers(13);
    for (int k = 0; k < 2000; k++) { /* a ladder: each merge adds a byte on the left or on the right */
        int byte = up_to(rng, 0, 255), before = k ? 255 + k : 'm', on_left = k % 3 == 0;
        left[k] = on_left ? byte : before;
        right[k] = on_left ? before : byte;
        if (k == 0)
            long_want[0] = 'm';
        memmove(long_want + on_left, long_want, (size_t)k + 1);
        long_want[on_left ? 0 : k + 1] = (unsigned char)byte;
    }
    grade_int((long)call_decode((int[]){255 + 2000}, 1, left, right, 2000, long_to, 5000), 2001,
              "each merge adds a byte");
    check_bytes(long_to, long_want, 2001, "the left half comes first, whichever is the longer");
    for (int k = 0; k < DEEP; k++)
        left[k] = k ? 255 + k : 'x', right[k] = 'y';
    grade_int((long)call_decode((int[]){255 + DEEP}, 1, left, right, DEEP, to, 10), DEEP + 1,
              "halves a million deep");
    memset(want, 'y', sizeof want);
    want[0] = 'x';
    check_bytes(to, want, 10, "halves a million deep");
    grade_call("ex_decode, in all calls of this test together,");
}
