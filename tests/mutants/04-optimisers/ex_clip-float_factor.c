/* ex_clip: rounds the factor to float */
#include "04-optimisers.h"
#define ex_clip right_answer
#include "solutions/04-optimisers.c"
#undef ex_clip

double ex_clip(float *const g[], const int n[], int arrays, double max_norm)
{
    double squares = 0;
    for (int k = 0; k < arrays; k++)
        for (int i = 0; i < n[k]; i++)
            squares += (double)g[k][i] * g[k][i];
    double norm = sqrt(squares);
    if (!isfinite(norm) || !(max_norm > 0))
        return NAN;
    float factor = (float)(max_norm / norm);
    for (int k = 0; k < arrays && norm > max_norm; k++)
        for (int i = 0; i < n[k]; i++)
            g[k][i] *= factor;
    return norm;
}
