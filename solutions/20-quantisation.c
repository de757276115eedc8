#include "20-quantisation.h"

#include <math.h>
#include <string.h>

float ex_quantise(const float *x, int8_t *q, int n)
{
    //> yours: the largest size, the scale, then the numbers
    float top = 0;
    for (int i = 0; i < n; i++) {
        if (!isfinite(x[i]))
            return -1;
        top = fmaxf(top, fabsf(x[i]));
    }
    if (n < 1)
        return -1;
    float scale = top / 127;
    for (int i = 0; i < n; i++) /* a scale of few bits may be too small by a sixth: hold what is beyond */
        q[i] = scale > 0 ? (int8_t)fminf(fmaxf(rintf(x[i] / scale), -127), 127) : 0;
    return scale;
    //< yours: (void)x; (void)q; (void)n; return NAN;
}

double ex_snr(const float *x, int n, int bits)
{
    //> yours
    if (bits < 2 || bits > 16 || n < 1)
        return NAN;
    double top = 0, signal = 0, noise = 0, most = (1 << (bits - 1)) - 1;
    for (int i = 0; i < n; i++)
        top = fmax(top, fabs((double)x[i]));
    double scale = top / most;
    for (int i = 0; i < n && scale > 0; i++) {
        double off = (double)x[i] - scale * rint((double)x[i] / scale);
        signal += (double)x[i] * (double)x[i];
        noise += off * off;
    }
    return noise > 0 ? 10 * log10(signal / noise) : INFINITY;
    //< yours: (void)x; (void)n; (void)bits; return -1000;
}

float ex_best_scale(const float *x, int n, int bits)
{
    //> yours
    if (bits < 2 || bits > 16 || n < 1)
        return NAN;
    double top = 0, most = (1 << (bits - 1)) - 1, best = 0, least = INFINITY;
    for (int i = 0; i < n; i++)
        top = fmax(top, fabs((double)x[i]));
    for (int k = 100; k >= 1 && top > 0; k--) {
        double scale = top / most * k / 100, noise = 0;
        for (int i = 0; i < n; i++) {
            double q = fmin(fmax(rint((double)x[i] / scale), -most), most), off = (double)x[i] - scale * q;
            noise += off * off;
        }
        if (noise < least)
            least = noise, best = scale;
    }
    return (float)best;
    //< yours: (void)x; (void)n; (void)bits; return -1;
}

double ex_dot(const int8_t *w, const float *w_scale, const int8_t *x, float x_scale, int n, int group)
{
    //> yours
    if (n < 1 || group < 1)
        return NAN;
    double all = 0;
    for (int first = 0, g = 0; first < n; g++) {
        int64_t sum = 0; /* 32 bits hold 133,144 products of 127 by 127 */
        int count = n - first < group ? n - first : group;
        for (int i = 0; i < count; i++)
            sum += w[first + i] * x[first + i];
        all += (double)w_scale[g] * (double)sum;
        first += count;
    }
    return all * (double)x_scale;
    //< yours: (void)w; (void)w_scale; (void)x; (void)x_scale; (void)n; (void)group; return -1e300;
}
