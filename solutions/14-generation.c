/* 14-generation.c: one worked answer. */
#include "14-generation.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int ex_nucleus(const float *z, float *p, int n, double top_p)
{
    //> yours: the most probable first; does the token that crosses the threshold belong?
    if (!(top_p >= 0 && top_p <= 1))
        return -1;
    double sum = 0, kept = 0;
    float top = -INFINITY;
    for (int i = 0; i < n; i++)
        top = fmaxf(top, z[i]);
    for (int i = 0; i < n; i++)
        sum += exp((double)z[i] - (double)top);
    for (int i = 0; i < n; i++)
        p[i] = 0;
    int size = 0;
    while (size == 0 || (size < n && kept < top_p * sum)) {
        int best = -1;
        for (int i = 0; i < n; i++) /* p says who is in; the first of equals, for > */
            if (p[i] <= 0 && (best < 0 || z[i] > z[best]))
                best = i;
        double e = best < 0 ? 0 : exp((double)z[best] - (double)top);
        if (e <= 0)
            break; /* what is left has no probability at all */
        p[best] = 1;
        kept += e;
        size++;
    }
    for (int i = 0; i < n; i++)
        if (p[i] > 0)
            p[i] = (float)(exp((double)z[i] - (double)top) / kept);
    return size;
    //< yours: (void)z; (void)p; (void)n; (void)top_p; return -2;
}

double ex_surprise(const float *z, const int *ids, int T, int V, int given)
{
    //> yours: which row of z speaks of which token?
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
        total += log(sum) + (double)top - (double)row[ids[t]];
    }
    return total / (T - given);
    //< yours: (void)z; (void)ids; (void)T; (void)V; (void)given; return -1;
}

int ex_attend_next(const float *q, const float *k, const float *v, float *keys, float *values, int *seen, int room,
                   int d, float *o)
{
    //> yours: does it matter in which order the rows stand?
    size_t row = (size_t)d, at = (size_t)(*seen % room) * row;
    memcpy(keys + at, k, row * sizeof *k);
    memcpy(values + at, v, row * sizeof *v);
    int held = ++*seen < room ? *seen : room;
    double *p = malloc((size_t)held * sizeof *p), top = -INFINITY, sum = 0;
    if (!p)
        return 0;
    for (int j = 0; j < held; j++) {
        double dot = 0;
        for (int c = 0; c < d; c++)
            dot += (double)q[c] * (double)keys[(size_t)j * row + (size_t)c];
        p[j] = dot / sqrt(d);
        top = fmax(top, p[j]);
    }
    for (int j = 0; j < held; j++)
        sum += p[j] = exp(p[j] - top);
    for (int c = 0; c < d; c++) {
        double mix = 0;
        for (int j = 0; j < held; j++)
            mix += p[j] * (double)values[(size_t)j * row + (size_t)c];
        o[c] = (float)(mix / sum);
    }
    free(p);
    return held;
    //< yours: (void)q; (void)k; (void)v; (void)keys; (void)values; (void)seen; (void)room; (void)d; (void)o; return -1;
}

double ex_multiplications(int layers, int C, int V, int n, int count, int cached)
{
    //> yours: which positions does the model read for the first token, which for the next?
    double all = 0;
    for (int written = 0; written < count; written++) {
        double last = n + written; /* positions so far: 1 … last */
        double first = cached && written > 0 ? last : 1;
        double positions = last - first + 1, keys = positions * (first + last) / 2;
        all += (double)layers * (12.0 * C * C * positions + 2.0 * C * keys) + (double)V * C;
    }
    return all;
    //< yours: (void)layers; (void)C; (void)V; (void)n; (void)count; (void)cached; return -1;
}
