/* Graded tests of ex_largest_rank, chapter 17. The reference is the definition, in 64 bits. */
#include "17-lora.h"

#include <limits.h>
#include <stdint.h>

#include "grade.h"

static const char *rank_mistake(int M, int K, long got, long want)
{
    int64_t all = (int64_t)M * K, both = (int64_t)M + K;
    int smaller = M < K ? M : K, narrow = (int)((uint32_t)M * (uint32_t)K);
    if (all > INT_MAX && (got < 1 || got == narrow / both || got == (narrow - 1) / both))
        return "M K or M + K does not fit an int: multiply and add as int64_t";
    if (smaller == 1)
        return "beside a vector even rank 1 has more numbers: only r = 0 has fewer";
    return all > (int64_t)1 << 53 ? "M K has more digits than a double: divide as int64_t"
           : got == all / both && all % both == 0 ? "there a and b have just as many numbers as w: fewer is asked for"
           : got == smaller     ? "that is the rank of any matrix of this shape; a and b have r (M + K) numbers"
           : got == smaller / 2 ? "half of the smaller side is right for a square matrix only: r (M + K) < M K"
           : got == M - 1 || got == K - 1 || got == (M - 1) / 2 || got == (K - 1) / 2
               ? "a has r K numbers, b has M r: together r (M + K)"
           : got == want - 1     ? "one more still has fewer numbers: r (M + K) <= M K - 1"
                                 : "the largest r with r (M + K) < M K";
}

static void check_rank(int M, int K)
{
    long want = M < 1 || K < 1 ? -1 : (long)(((int64_t)M * K - 1) / ((int64_t)M + K));
    grade_call("ex_largest_rank(M = %d, K = %d)", M, K);
    long got = ex_largest_rank(M, K);
    grade_int(got, want, want < 0 ? "there is no such matrix: -1" : rank_mistake(M, K, got, want));
}

GRADE(ex_largest_rank, fewer_numbers, 1, "The idea")
{
    static const int sizes[][2] = {{768, 2304}, {768, 768}, {7, 7}, {6, 3}, {10, 40}, {0, 5}, {5, 0}, {-4, -4}, {0, 0},
                                   {50000, 50000}, {INT_MAX, INT_MAX}, {INT_MAX, 1}, {INT_MAX, 2114059269},
                                   {2147483646, 2076117120}};
    for (int M = 11; M > 0; M--)
        for (int K = 40; K > 0; K -= 3)
            check_rank(M, K);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        check_rank(sizes[i][0], sizes[i][1]);
}
