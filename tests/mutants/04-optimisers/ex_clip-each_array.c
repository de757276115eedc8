/* ex_clip: clips every array by its own norm */
#include "04-optimisers.h"
#define ex_clip right_answer
#include "solutions/04-optimisers.c"
#undef ex_clip

double ex_clip(float *const g[], const int n[], int arrays, double max_norm)
{
    double all = 0;
    for (int k = 0; k < arrays; k++) {
        double squares = 0;
        for (int i = 0; i < n[k]; i++)
            squares += (double)g[k][i] * g[k][i];
        all += squares;
    }
    if (!isfinite(all) || !(max_norm > 0))
        return NAN;
    for (int k = 0; k < arrays; k++) {
        double squares = 0;
        for (int i = 0; i < n[k]; i++)
            squares += (double)g[k][i] * g[k][i];
        for (int i = 0; i < n[k] && sqrt(squares) > max_norm; i++)
            g[k][i] = (float)(g[k][i] * (max_norm / sqrt(squares)));
    }
    return sqrt(all);
}
