/* ex_surprise: starts the search for the largest logit at 0 */
#include "14-generation.h"
#define ex_surprise right_answer
#include "solutions/14-generation.c"
#undef ex_surprise

double ex_surprise(const float *z, const int *ids, int T, int V, int given)
{
    if (given < 1 || given >= T)
        return NAN;
    double total = 0;
    for (int t = given; t < T; t++) {
        const float *row = z + (size_t)(t - 1) * (size_t)V; /* what was known before token t came */
        float top = 0;
        double sum = 0;
        for (int v = 0; v < V; v++)
            top = fmaxf(top, row[v]);
        for (int v = 0; v < V; v++)
            sum += exp((double)row[v] - (double)top);
        total += log(sum) + (double)top - (double)row[ids[t]];
    }
    return total / (T - given);
}
