/* 04-optimisers.c: one worked answer. */
#include "04-optimisers.h"

#include <math.h>

int ex_momentum_step(float *w, float *before, const float *g, int n, double rate, double mu)
{
    //> yours: refuse first; then keep the old weight until both arrays are written
    if (n < 0 || !(rate >= 0) || isinf(rate) || !(mu >= 0 && mu < 1))
        return -1;
    for (int i = 0; i < n; i++) {
        float now = w[i];
        w[i] = (float)(now - rate * g[i] + mu * ((double)now - before[i]));
        before[i] = now;
    }
    return 0;
    //< yours: (void)w; (void)before; (void)g; (void)n; (void)rate; (void)mu; return -2;
}

int ex_adam_step(float *w, float *m, float *s, const float *g, int n, ExAdam a)
{
    //> yours: what would m and s be after one step from 0? Correct for that, in the step only
    if (n < 0 || a.t < 1)
        return -1;
    double missing1 = 1 - pow(a.beta1, (double)a.t), missing2 = 1 - pow(a.beta2, (double)a.t);
    for (int i = 0; i < n; i++) {
        m[i] = (float)(a.beta1 * m[i] + (1 - a.beta1) * g[i]);
        s[i] = (float)(a.beta2 * s[i] + (1 - a.beta2) * g[i] * g[i]);
        double step = m[i] / missing1 / (sqrt(s[i] / missing2) + a.epsilon);
        w[i] = (float)(w[i] - a.rate * step - a.rate * a.decay * w[i]);
    }
    return 0;
    //< yours: (void)w; (void)m; (void)s; (void)g; (void)n; (void)a; return -2;
}

double ex_schedule(long step, long warmup, long total, double peak, double floor)
{
    //> yours: how many steps lie between the first and the last of the cosine?
    if (step < 0 || warmup < 0 || total <= warmup || !(floor >= 0 && floor <= peak) || isinf(peak))
        return NAN;
    if (step < warmup)
        return peak * (double)(step + 1) / (double)warmup;
    if (step == warmup) /* also when it is the last: 0 / 0 steps done */
        return peak;
    if (step >= total - 1)
        return floor;
    double done = (double)(step - warmup) / (double)(total - 1 - warmup);
    return floor + (peak - floor) * (1 + cos(acos(-1) * done)) / 2;
    //< yours: (void)step; (void)warmup; (void)total; (void)peak; (void)floor; return -1;
}

double ex_clip(float *const g[], const int n[], int arrays, double max_norm)
{
    //> yours: one norm over all arrays before anything is scaled
    double squares = 0; /* in float, 1e20 squared would overflow */
    for (int k = 0; k < arrays; k++)
        for (int i = 0; i < n[k]; i++)
            squares += (double)g[k][i] * g[k][i];
    double norm = sqrt(squares);
    if (!isfinite(norm) || !(max_norm > 0))
        return NAN;
    for (int k = 0; k < arrays && norm > max_norm; k++)
        for (int i = 0; i < n[k]; i++)
            g[k][i] = (float)(g[k][i] * (max_norm / norm));
    return norm;
    //< yours: (void)g; (void)n; (void)arrays; (void)max_norm; return -1;
}
