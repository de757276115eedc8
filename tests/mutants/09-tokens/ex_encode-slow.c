/* ex_encode: looks every place up in the whole list at every step */
#include "09-tokens.h"
#define ex_encode right_answer
#include "solutions/09-tokens.c"
#undef ex_encode
int ex_encode(const unsigned char *bytes, int n, const int *left, const int *right, int merges, int *id)
{
    n = n > 0 ? n : 0;
    for (int i = 0; i < n; i++)
        id[i] = bytes[i];
    for (;;) {
        int best = -1, lowest = merges;
        for (int i = 0; i + 1 < n; i++)
            for (int k = 0; k < merges; k++)
                if (id[i] == left[k] && id[i + 1] == right[k]) {
                    if (k < lowest) {
                        lowest = k;
                        best = i;
                    }
                    break;
                }
        if (best < 0)
            return n;
        id[best] = 256 + lowest;
        for (int j = best + 1; j + 1 < n; j++)
            id[j] = id[j + 1];
        n--;
    }
}
