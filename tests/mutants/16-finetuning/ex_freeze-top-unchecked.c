/* ex_freeze: accepts a top beyond the tables */
#include "16-finetuning.h"
#define ex_freeze right_answer
#include "solutions/16-finetuning.c"
#undef ex_freeze

long ex_freeze(const ExParam *p, int n, int layers, int top, int *train)
{
    if (n < 1 || layers < 1 || top < 0)
        return -1;
    for (int i = 0; i < n; i++)
        if (height(p[i].name, layers) < 0)
            return -1;
    for (int i = 0; i < n; i++)
        train[i] = height(p[i].name, layers) > layers - top;
    long numbers = 0;
    for (int i = 0; i < n; i++) {
        int first = i;
        for (int k = n - 1; k >= 0; k--)
            if (p[k].data == p[i].data) {
                first = k;
                train[i] |= train[k];
            }
        if (first == i && train[i])
            numbers += p[i].size;
    }
    return numbers;
}
