/* Graded tests of ex_decode. References are written out, or known from how the merges were made. */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "09-tokens.h"
#include "grade.h"
#include "shared.h"

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
    gsl_rng *rng = grade_random(13);
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
