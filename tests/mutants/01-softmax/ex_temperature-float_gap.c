/* ex_temperature: subtracts in float, where the gap of two scores can overflow */
#include "01-softmax.h"
#define ex_temperature right_answer
#include "solutions/01-softmax.c"
#undef ex_temperature

int ex_temperature(const float *z, float *p, int n, double t)
{
    float m = -INFINITY;
    for (int i = 0; i < n; i++) {
        if (isnan(z[i]) || z[i] == INFINITY)
            return -1;
        m = fmaxf(m, z[i]);
    }
    if (m == -INFINITY || !(t >= 0))
        return -1;
    for (int i = 0; i < n && t == 0; i++)
        p[i] = z[i] == m ? 0 : -INFINITY;
    for (int i = 0; i < n && isinf(t); i++)
        p[i] = z[i] > -INFINITY ? 0 : -INFINITY;
    for (int i = 0; i < n && t > 0 && !isinf(t); i++)
        p[i] = (float)((z[i] - m) / t);
    return ex_softmax(p, p, n);
}
