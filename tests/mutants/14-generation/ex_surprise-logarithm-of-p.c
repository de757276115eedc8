/* ex_surprise: takes the logarithm of a p that is 0 in a double */
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
        float top = -INFINITY;
        double sum = 0;
        for (int v = 0; v < V; v++)
            top = fmaxf(top, row[v]);
        for (int v = 0; v < V; v++)
            sum += exp((double)row[v] - (double)top);
        total -= log(exp((double)row[ids[t]] - (double)top) / sum);
    }
    return total / (T - given);
}
