/* ex_encode: takes bytes for signed ones */
#include "09-tokens.h"
#define ex_encode right_answer
#include "solutions/09-tokens.c"
#undef ex_encode
int ex_encode(const unsigned char *bytes, int n, const int *left, const int *right, int merges, int *id)
{
    n = n > 0 ? n : 0;
    for (int i = 0; i < n; i++)
        id[i] = (signed char)bytes[i];
    for (int k = 0; k < merges; k++)
        n = ex_merge(id, n, left[k], right[k], 256 + k);
    return n;
}
