/* ex_decode: does not give its table back */
#include "09-tokens.h"
#define ex_decode right_answer
#include "solutions/09-tokens.c"
#undef ex_decode
static char *table;
long long ex_decode(const int *id, int n, const int *left, const int *right, int merges, unsigned char *to,
                    long long room)
{
    table = malloc(256 + (size_t)merges);
    return table ? right_answer(id, n, left, right, merges, to, room) : -1;
}
