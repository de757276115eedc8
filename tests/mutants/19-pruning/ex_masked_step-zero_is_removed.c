/* ex_masked_step: takes a weight of 0 for a removed one */
#include "19-pruning.h"
#define ex_masked_step right_answer
#include "solutions/19-pruning.c"
#undef ex_masked_step

void ex_masked_step(float *w, float *v, const float *g, const float *keep, int n, float rate, float momentum)
{
    for (int i = 0; i < n; i++) {
        int stays = keep[i] != 0 && w[i] != 0;
        v[i] = stays ? momentum * v[i] + g[i] : 0;
        w[i] = stays ? w[i] - rate * v[i] : 0;
    }
}
