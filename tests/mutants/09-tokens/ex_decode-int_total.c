/* ex_decode: adds lengths in int */
#include "09-tokens.h"
#define ex_decode right_answer
#include "solutions/09-tokens.c"
#undef ex_decode
long long ex_decode(const int *id, int n, const int *left, const int *right, int merges, unsigned char *to,
                    long long room)
{
    for (int i = 0; i < n; i++)
        if (id[i] < 0 || id[i] >= 256 + merges)
            return -1;
    int total = (int)right_answer(id, n, left, right, merges, to, room);
    return total;
}
