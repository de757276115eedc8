/* ex_clip: takes the norm of the first array only */
#include "04-optimisers.h"
#define ex_clip right_answer
#include "solutions/04-optimisers.c"
#undef ex_clip

double ex_clip(float *const g[], const int n[], int arrays, double max_norm)
{
    double norm = arrays > 0 ? right_answer(g, n, 1, INFINITY) : 0;
    if (!isfinite(norm) || !(max_norm > 0))
        return NAN;
    for (int k = 0; k < arrays && norm > max_norm; k++)
        for (int i = 0; i < n[k]; i++)
            g[k][i] = (float)(g[k][i] * (max_norm / norm));
    return norm;
}
