/* ex_decode: writes a token by recursion, halves a million deep */
#include "09-tokens.h"
#define ex_decode right_answer
#include "solutions/09-tokens.c"
#undef ex_decode
static unsigned char *to_end;
static long long to_left;
static long long expand(int token, const int *left, const int *right)
{
    if (token >= 256) {
        long long first = expand(left[token - 256], left, right);
        return first + expand(right[token - 256], left, right);
    }
    if (to_left-- > 0)
        *to_end++ = (unsigned char)token;
    return 1;
}

long long ex_decode(const int *id, int n, const int *left, const int *right, int merges, unsigned char *to,
                    long long room)
{
    to_end = to;
    to_left = room;
    for (int i = 0; i < n; i++)
        if (id[i] < 0 || id[i] >= 256 + merges)
            return -1;
    long long total = 0;
    for (int i = 0; i < n; i++)
        total += expand(id[i], left, right);
    return total;
}
