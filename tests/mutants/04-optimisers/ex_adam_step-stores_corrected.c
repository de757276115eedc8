/* ex_adam_step: stores the corrected averages */
#include "04-optimisers.h"
#define ex_adam_step right_answer
#include "solutions/04-optimisers.c"
#undef ex_adam_step

int ex_adam_step(float *w, float *m, float *s, const float *g, int n, ExAdam a)
{
    if (n < 0 || a.t < 1)
        return -1;
    double c1 = 1 - pow(a.beta1, (double)a.t), c2 = 1 - pow(a.beta2, (double)a.t);
    for (int i = 0; i < n; i++) {
        double gi = g[i];
        m[i] = (float)(a.beta1 * m[i] + (1 - a.beta1) * gi);
        s[i] = (float)(a.beta2 * s[i] + (1 - a.beta2) * gi * gi);
        m[i] = (float)(m[i] / c1);
        s[i] = (float)(s[i] / c2);
        w[i] = (float)(w[i] - a.rate * m[i] / (sqrt(s[i]) + a.epsilon) - a.rate * a.decay * w[i]);
    }
    return 0;
}
