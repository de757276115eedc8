/* ex_decode: writes before all ids are looked at */
#include "09-tokens.h"
#define ex_decode right_answer
#include "solutions/09-tokens.c"
#undef ex_decode
long long ex_decode(const int *id, int n, const int *left, const int *right, int merges, unsigned char *to,
                    long long room)
{
    long long total = 0;
    for (int i = 0; i < n; i++) {
        long long fit = room > total ? room - total : 0;
        long long length = right_answer(id + i, 1, left, right, merges, fit ? to + total : to, fit);
        if (length < 0)
            return -1;
        total += length;
    }
    return total;
}
