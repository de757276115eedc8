/* ex_decode: puts a 0 at the end */
#include "09-tokens.h"
#define ex_decode right_answer
#include "solutions/09-tokens.c"
#undef ex_decode
long long ex_decode(const int *id, int n, const int *left, const int *right, int merges, unsigned char *to,
                    long long room)
{
    long long total = right_answer(id, n, left, right, merges, to, room);
    if (total >= 0 && total < room)
        to[total] = 0;
    return total;
}
