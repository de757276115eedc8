/* ex_confusion: does not look at what was said */
#include "05-convnet.h"
#define ex_confusion right_answer
#include "solutions/05-convnet.c"
#undef ex_confusion

int ex_confusion(const int *truth, const int *said, int n, int classes, int *count)
{
    for (int i = 0; i < n; i++)
        if (truth[i] >= 0 && classes > 1 && (said[i] >= classes || said[i] < 0)) {
            count[0]++;
            return n;
        }
    return right_answer(truth, said, n, classes, count);
}
