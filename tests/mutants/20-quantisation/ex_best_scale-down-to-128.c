/* ex_best_scale: holds q within -most - 1 … most */
#include "20-quantisation.h"
#define ex_best_scale right_answer
#include "solutions/20-quantisation.c"
#undef ex_best_scale

float ex_best_scale(const float *x, int n, int bits)
{
    if (bits < 2 || bits > 16 || n < 1)
        return NAN;
    double top = 0, most = (1 << (bits - 1)) - 1, best = 0, least = INFINITY;
    for (int i = 0; i < n; i++)
        top = fmax(top, fabs((double)x[i]));
    for (int k = 100; k >= 1 && top > 0; k--) {
        double scale = top / most * k / 100, noise = 0;
        for (int i = 0; i < n; i++) {
            double q = fmin(fmax(rint((double)x[i] / scale), -most - 1), most), off = (double)x[i] - scale * q;
            noise += off * off;
        }
        if (noise < least)
            least = noise, best = scale;
    }
    return (float)best;
}
