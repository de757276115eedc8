/* Graded tests of ex_encode. The reference: lib/bpe, which works in another way. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "09-tokens.h"
#include "bpe.h"
#include "grade.h"
#include "shared.h"

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
    gsl_rng *rng = grade_random(12);
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
