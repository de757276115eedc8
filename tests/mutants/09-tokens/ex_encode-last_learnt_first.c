/* ex_encode: joins the merge learnt last first */
#include "09-tokens.h"
#define ex_encode right_answer
#include "solutions/09-tokens.c"
#undef ex_encode
int ex_encode(const unsigned char *bytes, int n, const int *left, const int *right, int merges, int *id)
{
    n = n > 0 ? n : 0;
    for (int i = 0; i < n; i++)
        id[i] = bytes[i];
    for (int k = merges - 1; k >= 0; k--) {
        int before = n;
        n = ex_merge(id, n, left[k], right[k], 256 + k);
        if (n < before)
            k = merges;
    }
    return n;
}
