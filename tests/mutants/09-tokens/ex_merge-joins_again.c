/* ex_merge: looks at the token just made again */
#include "09-tokens.h"
#define ex_merge right_answer
#include "solutions/09-tokens.c"
#undef ex_merge
int ex_merge(int *id, int n, int left, int right, int made)
{
    int i = 0;
    n = n > 0 ? n : 0;
    while (i + 1 < n)
        if (id[i] == left && id[i + 1] == right) {
            id[i] = made;
            for (int j = i + 1; j + 1 < n; j++)
                id[j] = id[j + 1];
            n--;
        } else
            i++;
    return n;
}
