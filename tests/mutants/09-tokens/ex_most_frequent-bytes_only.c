/* ex_most_frequent: has a table for bytes */
#include "09-tokens.h"
#define ex_most_frequent right_answer
#include "solutions/09-tokens.c"
#undef ex_most_frequent
int ex_most_frequent(const int *id, int n, int *left, int *right)
{
    static int count[256][256];
    int most = 0;
    for (int i = 0; i + 1 < n; i++)
        if (id[i] >= 0 && id[i + 1] >= 0)
            count[id[i] & 255][id[i + 1] & 255]++;
    for (int l = 0; l < 256; l++)
        for (int r = 0; r < 256; r++) {
            if (count[l][r] > most) {
                most = count[l][r];
                *left = l;
                *right = r;
            }
            count[l][r] = 0;
        }
    return most;
}
