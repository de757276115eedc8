/* ex_decode: leaves out negative ids */
#include "09-tokens.h"
#define ex_decode right_answer
#include "solutions/09-tokens.c"
#undef ex_decode
long long ex_decode(const int *id, int n, const int *left, const int *right, int merges, unsigned char *to,
                    long long room)
{
    long long total = 0;
    for (int i = 0; i < n; i++) {
        long long length = id[i] < 0 ? 0 : right_answer(id + i, 1, left, right, merges, to + total, room > total ? room - total : 0);
        if (length < 0)
            return -1;
        total += length;
    }
    return total;
}
