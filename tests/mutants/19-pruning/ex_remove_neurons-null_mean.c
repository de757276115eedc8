/* ex_remove_neurons: reads a mean that is not there */
#include "19-pruning.h"
#define ex_remove_neurons right_answer
#include "solutions/19-pruning.c"
#undef ex_remove_neurons

int ex_remove_neurons(const float *w1, const float *b1, const float *w2, const float *b2, const float *mean,
                      const int *keep, int K, int H, int M, float *new1, float *c1, float *new2, float *c2)
{
    int left = 0;
    if (K < 1 || H < 1 || M < 1)
        return -1;
    for (int h = 0; h < H; h++)
        left += keep[h] != 0;
    if (left == 0)
        return -1;
    for (int m = 0; m < M; m++)
        c2[m] = b2[m];
    for (int h = 0, at = 0; h < H; h++) {
        for (int m = 0; m < M; m++) {
            if (keep[h])
                new2[m * left + at] = w2[m * H + h];
            else
                c2[m] += w2[m * H + h] * mean[h];
        }
        if (keep[h]) {
            memcpy(new1 + at * K, w1 + h * K, (size_t)K * sizeof *new1);
            c1[at++] = b1[h];
        }
    }
    return left;
}
