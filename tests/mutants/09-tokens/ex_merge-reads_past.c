/* ex_merge: reads behind the end */
#include "09-tokens.h"
#define ex_merge right_answer
#include "solutions/09-tokens.c"
#undef ex_merge
int ex_merge(int *id, int n, int left, int right, int made)
{
    int to = 0;
    for (int from = 0; from < n; to++) {
        int both = id[from] == left && id[from + 1] == right;
        id[to] = both ? made : id[from];
        from += 1 + both;
    }
    return to;
}
