/* ex_decode: writes whole tokens only */
#include "09-tokens.h"
#define ex_decode right_answer
#include "solutions/09-tokens.c"
#undef ex_decode
long long ex_decode(const int *id, int n, const int *left, const int *right, int merges, unsigned char *to,
                    long long room)
{
    long long total = right_answer(id, n, left, right, merges, to, 0), at = 0;
    for (int i = 0; i < n && total >= 0; i++) {
        long long length = right_answer(id + i, 1, left, right, merges, to, 0);
        if (at + length <= room)
            right_answer(id + i, 1, left, right, merges, to + at, length);
        at += length;
    }
    return total;
}
