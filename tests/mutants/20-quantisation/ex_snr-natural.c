/* ex_snr: natural logarithm */
#include "20-quantisation.h"
#define ex_snr right_answer
#include "solutions/20-quantisation.c"
#undef ex_snr

double ex_snr(const float *x, int n, int bits)
{
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
    return noise > 0 ? 10 * log(signal / noise) : INFINITY;
}
