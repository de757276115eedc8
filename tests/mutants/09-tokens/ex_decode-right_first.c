/* ex_decode: writes the right half first */
#include "09-tokens.h"
#define ex_decode right_answer
#include "solutions/09-tokens.c"
#undef ex_decode
long long ex_decode(const int *id, int n, const int *left, const int *right, int merges, unsigned char *to,
                    long long room)
{
    return right_answer(id, n, right, left, merges, to, room);
}
