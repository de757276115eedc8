/* ex_quantise: multiplies by 127/top, which may be infinite */
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
    float scale = top / 127;
    for (int i = 0; i < n; i++) /* a scale of few bits may be too small by a sixth: hold what is beyond */
        q[i] = scale > 0 ? (int8_t)fminf(fmaxf(rintf(x[i] * (127 / top)), -127), 127) : 0;
    return scale;
}
