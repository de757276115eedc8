/* ex_merge: joins every pair of the old sequence, overlapping ones too */
#include "09-tokens.h"
#define ex_merge right_answer
#include "solutions/09-tokens.c"
#undef ex_merge
int ex_merge(int *id, int n, int left, int right, int made)
{
    int to = 0;
    for (int from = 0; from < n; from++)
        if (from + 1 < n && id[from] == left && id[from + 1] == right) {
            id[to++] = made;
            if (from + 2 >= n || id[from + 1] != left || id[from + 2] != right)
                from++;
        } else
            id[to++] = id[from];
    return to;
}
