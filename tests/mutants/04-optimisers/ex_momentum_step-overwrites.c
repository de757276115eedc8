/* ex_momentum_step: saves the old weight too late */
#include "04-optimisers.h"
#define ex_momentum_step right_answer
#include "solutions/04-optimisers.c"
#undef ex_momentum_step

int ex_momentum_step(float *w, float *before, const float *g, int n, double rate, double mu)
{
    if (n < 0 || !(rate >= 0) || isinf(rate) || !(mu >= 0 && mu < 1))
        return -1;
    for (int i = 0; i < n; i++) {
        w[i] = (float)(w[i] - rate * g[i] + mu * ((double)w[i] - before[i]));
        before[i] = w[i];
    }
    return 0;
}
