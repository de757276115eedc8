/* ex_merge: moves the rest for every merge */
#include <string.h>
#include "09-tokens.h"
#define ex_merge right_answer
#include "solutions/09-tokens.c"
#undef ex_merge
int ex_merge(int *id, int n, int left, int right, int made)
{
    n = n > 0 ? n : 0;
    for (int i = 0; i + 1 < n; i++)
        if (id[i] == left && id[i + 1] == right) {
            id[i] = made;
            memmove(id + i + 1, id + i + 2, (size_t)(n - i - 2) * sizeof *id);
            n--;
        }
    return n;
}
