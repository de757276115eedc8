/* ex_merge: joins the first pair only */
#include "09-tokens.h"
#define ex_merge right_answer
#include "solutions/09-tokens.c"
#undef ex_merge
int ex_merge(int *id, int n, int left, int right, int made)
{
    for (int i = 0; i + 1 < n; i++)
        if (id[i] == left && id[i + 1] == right) {
            id[i] = made;
            for (int j = i + 1; j + 1 < n; j++)
                id[j] = id[j + 1];
            return n - 1;
        }
    return n > 0 ? n : 0;
}
