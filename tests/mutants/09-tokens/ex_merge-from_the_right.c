/* ex_merge: joins from right to left */
#include "09-tokens.h"
#define ex_merge right_answer
#include "solutions/09-tokens.c"
#undef ex_merge
int ex_merge(int *id, int n, int left, int right, int made)
{
    int to = n > 0 ? n : 0, length = 0;
    for (int from = to - 1; from >= 0; from--) {
        int both = from > 0 && id[from - 1] == left && id[from] == right;
        id[--to] = both ? made : id[from];
        from -= both;
        length++;
    }
    for (int i = 0; i < length; i++)
        id[i] = id[to + i];
    return length;
}
