/* ex_nucleus: keeps one token too many */
#include "14-generation.h"
#define ex_nucleus right_answer
#include "solutions/14-generation.c"
#undef ex_nucleus

int ex_nucleus(const float *z, float *p, int n, double top_p)
{
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
    int size = 0, more = 0;
    while (size == 0 || (size < n && kept < top_p * sum) || (size < n && !more++)) {
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
}
