/* ex_quantise: divides by a scale that is not the one returned */
#include "20-quantisation.h"
#define ex_quantise right_answer
#include "solutions/20-quantisation.c"
#undef ex_quantise

float ex_quantise(const float *x, int8_t *q, int n)
{
    float top = 0;
    for (int i = 0; i < n; i++) {
        if (!isfinite(x[i]))
            return -1;
        top = fmaxf(top, fabsf(x[i]));
    }
    if (n < 1)
        return -1;
    double scale = (double)top / 127;
    for (int i = 0; i < n; i++) /* a scale of few bits may be too small by a sixth: hold what is beyond */
        q[i] = scale > 0 ? (int8_t)fmin(fmax(rint((double)x[i] / scale), -127), 127) : 0;
    return (float)scale;
}
