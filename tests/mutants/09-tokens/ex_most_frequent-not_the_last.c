/* ex_most_frequent: leaves out the last pair */
#include "09-tokens.h"
#define ex_most_frequent right_answer
#include "solutions/09-tokens.c"
#undef ex_most_frequent
int ex_most_frequent(const int *id, int n, int *left, int *right)
{
    int most = 0;
    for (int i = 0; i + 2 < n; i++) {
        int l = id[i], r = id[i + 1], count = 0;
        if (l < 0 || r < 0)
            continue;
        for (int j = 0; j + 1 < n; j++)
            count += j + 2 < n && id[j] == l && id[j + 1] == r;
        if (count > most || (count == most && (l < *left || (l == *left && r < *right)))) {
            most = count;
            *left = l;
            *right = r;
        }
    }
    return most;
}
