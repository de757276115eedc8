/* ex_most_frequent: looks for cuts on the left only */
#include "09-tokens.h"
#define ex_most_frequent right_answer
#include "solutions/09-tokens.c"
#undef ex_most_frequent
int ex_most_frequent(const int *id, int n, int *left, int *right)
{
    int most = 0;
    for (int i = 0; i + 1 < n; i++) {
        int l = id[i], r = id[i + 1], count = 0;
        if (l < 0)
            continue;
        for (int j = 0; j + 1 < n; j++)
            count += id[j] == l && id[j + 1] == r;
        if (count > most || (count == most && (l < *left || (l == *left && r < *right)))) {
            most = count;
            *left = l;
            *right = r;
        }
    }
    return most;
}
