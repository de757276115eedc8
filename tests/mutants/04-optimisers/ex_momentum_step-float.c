/* ex_momentum_step: computes in float */
#include "04-optimisers.h"
#define ex_momentum_step right_answer
#include "solutions/04-optimisers.c"
#undef ex_momentum_step

int ex_momentum_step(float *w, float *before, const float *g, int n, double rate, double mu)
{
    if (n < 0 || !(rate >= 0) || isinf(rate) || !(mu >= 0 && mu < 1))
        return -1;
    float r = (float)rate, m = (float)mu;
    for (int i = 0; i < n; i++) {
        float now = w[i];
        w[i] = now - r * g[i] + m * (now - before[i]);
        before[i] = now;
    }
    return 0;
}
