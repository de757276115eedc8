/* Graded tests of ex_train. The reference: lib/bpe, which works in another way. */
#include <stdlib.h>
#include <string.h>

#include "09-tokens.h"
#include "bpe.h"
#include "grade.h"
#include "shared.h"

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
    gsl_rng *rng = grade_random(11);
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
