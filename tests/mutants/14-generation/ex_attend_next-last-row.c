/* ex_attend_next: goes over the last row when the room is full */
#include "14-generation.h"
#define ex_attend_next right_answer
#include "solutions/14-generation.c"
#undef ex_attend_next

int ex_attend_next(const float *q, const float *k, const float *v, float *keys, float *values, int *seen, int room,
                   int d, float *o)
{
    size_t row = (size_t)d, at = (size_t)(*seen < room ? *seen : room - 1) * row;
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
}
