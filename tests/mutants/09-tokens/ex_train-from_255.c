/* ex_train: numbers the tokens from 255 */
#include "09-tokens.h"
#define ex_train right_answer
#include "solutions/09-tokens.c"
#undef ex_train
int ex_train(int *id, int n, int merges, int *left, int *right)
{
    int k = 0;
    for (; k < merges; k++) {
        int l, r;
        if (ex_most_frequent(id, n, &l, &r) < 2)
            break;
        left[k] = l;
        right[k] = r;
        n = ex_merge(id, n, l, r, 255 + k);
    }
    return k;
}
