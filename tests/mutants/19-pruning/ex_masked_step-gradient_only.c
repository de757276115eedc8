/* ex_masked_step: masks the gradient, not the weight */
#include "19-pruning.h"
#define ex_masked_step right_answer
#include "solutions/19-pruning.c"
#undef ex_masked_step

void ex_masked_step(float *w, float *v, const float *g, const float *keep, int n, float rate, float momentum)
{
    for (int i = 0; i < n; i++) {
        v[i] = momentum * v[i] + (keep[i] != 0 ? g[i] : 0);
        w[i] -= rate * v[i];
    }
}
