/* Your answers to the exercises of chapters/14-generation/README.md.
 *
 * What each function must do is said in exercises/14-generation.h.
 * Replace each TODO by your code; grade it with: make check CH=14 */
#include "14-generation.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int ex_nucleus(const float *z, float *p, int n, double top_p)
{
    /* TODO: the most probable first; does the token that crosses the threshold belong? */
    (void)z; (void)p; (void)n; (void)top_p;
    return -2;
}

double ex_surprise(const float *z, const int *ids, int T, int V, int given)
{
    /* TODO: which row of z speaks of which token? */
    (void)z; (void)ids; (void)T; (void)V; (void)given;
    return -1;
}

int ex_attend_next(const float *q, const float *k, const float *v, float *keys, float *values, int *seen, int room,
                   int d, float *o)
{
    /* TODO: does it matter in which order the rows stand? */
    (void)q; (void)k; (void)v; (void)keys; (void)values; (void)seen; (void)room; (void)d; (void)o;
    return -1;
}

double ex_multiplications(int layers, int C, int V, int n, int count, int cached)
{
    /* TODO: which positions does the model read for the first token, which for the next? */
    (void)layers; (void)C; (void)V; (void)n; (void)count; (void)cached;
    return -1;
}
