/* Graded tests of ex_multiplications, chapter 14. The reference counts position by position, in whole numbers. */
#include "14-generation.h"

#include <float.h>
#include <math.h>
#include <stdint.h>

#include "grade.h"

typedef enum {
    EXACT,
    READS_THE_LAST,
    LOGITS_EVERYWHERE,
    PROMPT_ONCE_A_TOKEN,
    ONE_KEY_LESS,
    NO_KEYS,
    NO_LOGITS,
    PROMPT_FREE,
    HALF_ATTENTION,
    KEYS_OF_PROMPT,
    LOGITS_ONCE,
    ALL_SEE_ALL,
    ATTENTION_ONCE,
    COUNTS
} Count;

static double multiplications(int64_t L, int64_t C, int64_t V, int n, int count, int cached, Count way)
{
    int64_t all = 0, score = way == HALF_ATTENTION ? C : 2 * C;
    for (int w = 0; w < count + (way == READS_THE_LAST); w++) {
        int64_t last = n + w, first = cached && w > 0 && way != PROMPT_ONCE_A_TOKEN ? last : 1;
        if (cached && way == PROMPT_FREE)
            first = last;
        for (int64_t i = first; i <= last; i++) {
            int64_t keys = way == NO_KEYS ? 0 : way == ONE_KEY_LESS ? i - 1 : way == ALL_SEE_ALL ? last : i;
            if (way == KEYS_OF_PROMPT && keys > n)
                keys = n;
            all += L * 12 * C * C + (way == ATTENTION_ONCE ? 1 : L) * score * keys;
            all += way == LOGITS_EVERYWHERE ? V * C : 0;
        }
        int logits = way != LOGITS_EVERYWHERE && way != NO_LOGITS && w < count && !(way == LOGITS_ONCE && w);
        all += logits ? V * C : 0;
    }
    return (double)all;
}

static void check_multiplications(int L, int C, int V, int n, int count)
{
    static const char *const likely[] = {
        [READS_THE_LAST] = "the last token written is not read any more",
        [LOGITS_EVERYWHERE] = "logits are computed once for each token written, not for every position",
        [PROMPT_ONCE_A_TOKEN] =
            "with the cache earlier positions are not computed again: after the prompt, one a token",
        [ONE_KEY_LESS] = "a position sees its own key, too",
        [NO_KEYS] = "the attention is missing: 2 C a layer for each key that a position sees",
        [NO_LOGITS] = "the logits are missing: V C for each token written",
        [PROMPT_FREE] = "with the cache, too, the prompt must be read once: all its n positions, for the first token",
        [HALF_ATTENTION] = "a key costs 2 C in every layer: C for its score, C for its part of the mixture",
        [KEYS_OF_PROMPT] = "tokens that were written are keys, too, for those after them",
        [LOGITS_ONCE] = "logits are computed for every token written, not once",
        [ALL_SEE_ALL] = "a position sees only its own key and those before it: 1 + 2 + … + m, not m²",
        [ATTENTION_ONCE] = "attention costs 2 C a key in every layer, not once"};
    for (int cached = 0; cached < 3; cached++) { /* 2 is "not 0", too */
        grade_call("ex_multiplications(layers = %d, C = %d, V = %d, n = %d, count = %d, cached = %d)", L, C, V, n,
                   count, cached);
        double want = multiplications(L, C, V, n, count, cached, EXACT);
        for (int way = READS_THE_LAST; way < (int)COUNTS; way++)
            if (count > 0 && fabs(multiplications(L, C, V, n, count, cached, (Count)way) - want) > 0.25)
                grade_suspect(multiplications(L, C, V, n, count, cached, (Count)way), likely[way]);
        if (count > 1)
            grade_suspect(multiplications(L, C, V, n, count, !cached, EXACT),
                          cached == 2 ? "every `cached` but 0 means: with the cache"
                                      : "with and without the cache are exchanged");
        if (count == 0)
            grade_suspect(multiplications(L, C, V, n, 1, cached, NO_LOGITS),
                          "count = 0: nothing is written, so nothing is read: 0");
        double got = ex_multiplications(L, C, V, n, count, cached);
        if (got < 0 && got > -DBL_MAX && count > 1 && C > 100)
            grade_fail(NULL, "a positive number", NULL, "an int overflowed: compute in double from the start");
        grade_near(got, want, 0.25,
                   "for each token written: which positions are computed, and how many keys does each of them see?");
    }
}

GRADE(ex_multiplications, small, 1, "The cache")
{
    check_multiplications(2, 3, 7, 4, 5); /* first where no two terms are alike */
    check_multiplications(3, 5, 11, 6, 4);
    check_multiplications(1, 1, 1, 1, 1);
    check_multiplications(1, 1, 1, 2, 2);
    check_multiplications(3, 2, 5, 1, 9);
    check_multiplications(3, 2, 5, 9, 1);
    check_multiplications(3, 2, 5, 4, 0);
}

GRADE(ex_multiplications, as_large_as_gpt_3, 1, "The cache")
{
    check_multiplications(4, 192, 2048, 32, 96);
    check_multiplications(12, 768, 50257, 100, 400);
    check_multiplications(96, 12288, 50257, 10, 20);
    check_multiplications(96, 12288, 50257, 1, 40);
}
