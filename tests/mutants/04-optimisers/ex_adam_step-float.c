/* ex_adam_step: computes in float */
#include "04-optimisers.h"
#define ex_adam_step right_answer
#include "solutions/04-optimisers.c"
#undef ex_adam_step

int ex_adam_step(float *w, float *m, float *s, const float *g, int n, ExAdam a)
{
    if (n < 0 || a.t < 1)
        return -1;
    float b1 = (float)a.beta1, b2 = (float)a.beta2, rate = (float)a.rate, decay = (float)a.decay;
    float c1 = 1 - powf(b1, (float)a.t), c2 = 1 - powf(b2, (float)a.t);
    for (int i = 0; i < n; i++) {
        m[i] = b1 * m[i] + (1 - b1) * g[i];
        s[i] = b2 * s[i] + (1 - b2) * g[i] * g[i];
        w[i] -= rate * (m[i] / c1) / (sqrtf(s[i] / c2) + (float)a.epsilon) + rate * decay * w[i];
    }
    return 0;
}
