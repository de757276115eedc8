/* ex_encode: joins from left to right whatever pair has a merge */
#include "09-tokens.h"
#define ex_encode right_answer
#include "solutions/09-tokens.c"
#undef ex_encode
int ex_encode(const unsigned char *bytes, int n, const int *left, const int *right, int merges, int *id)
{
    int to = 0;
    for (int i = 0; i < n; i++) {
        id[to++] = bytes[i];
        for (int k = 0; to > 1 && k < merges; k++)
            if (id[to - 2] == left[k] && id[to - 1] == right[k]) {
                id[--to - 1] = 256 + k;
                k = -1;
            }
    }
    return to;
}
