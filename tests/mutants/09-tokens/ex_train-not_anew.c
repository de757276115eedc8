/* ex_train: counts once, and takes pairs in that order */
#include "09-tokens.h"
#define ex_train right_answer
#include "solutions/09-tokens.c"
#undef ex_train
int ex_train(int *id, int n, int merges, int *left, int *right)
{
    int l, r, k = 0, *rest = malloc(((size_t)(n > 0 ? n : 0) + 1) * sizeof *rest);
    for (int i = 0; i < n; i++)
        rest[i] = id[i];
    int m = n;
    for (; k < merges && ex_most_frequent(rest, m, &l, &r) >= 2; k++) {
        left[k] = l;
        right[k] = r;
        n = ex_merge(id, n, l, r, 256 + k);
        m = ex_merge(rest, m, l, r, -1);
    }
    free(rest);
    return k;
}
