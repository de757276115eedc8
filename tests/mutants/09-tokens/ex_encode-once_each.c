/* ex_encode: does every merge at one place only */
#include "09-tokens.h"
#define ex_encode right_answer
#include "solutions/09-tokens.c"
#undef ex_encode
int ex_encode(const unsigned char *bytes, int n, const int *left, const int *right, int merges, int *id)
{
    n = n > 0 ? n : 0;
    for (int i = 0; i < n; i++)
        id[i] = bytes[i];
    for (int k = 0; k < merges; k++)
        for (int i = 0; i + 1 < n; i++)
            if (id[i] == left[k] && id[i + 1] == right[k]) {
                id[i] = 256 + k;
                for (int j = i + 1; j + 1 < n; j++)
                    id[j] = id[j + 1];
                n--;
                break;
            }
    return n;
}
