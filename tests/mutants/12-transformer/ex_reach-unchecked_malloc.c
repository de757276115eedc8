/* ex_reach: malloc may return NULL */
#include "12-transformer.h"
#define ex_reach right_answer
#include "solutions/12-transformer.c"
#undef ex_reach

int ex_reach(const int *sees, int *reach, int layers, int T, int residual)
{
    size_t size = (size_t)T * (size_t)T * sizeof *reach;
    if (layers < 0 || T < 1)
        return -1;
    int *known = malloc(size);
    for (int i = 0; i < T * T; i++)
        reach[i] = i / T == i % T;
    for (int l = 0; l < layers; l++, sees += T * T) {
        memcpy(known, reach, size);
        if (!residual)
            memset(reach, 0, size);
        for (int i = 0; i < T; i++)
            for (int k = 0; k < T; k++)
                for (int j = 0; sees[i * T + k] && j < T; j++)
                    reach[i * T + j] |= known[k * T + j];
    }
    free(known);
    return 0;
}
