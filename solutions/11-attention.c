/* 11-attention.c: one worked answer. */
#include "11-attention.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void ex_scores(const float *q, const float *k, float *s, int n, int m, int d)
{
    //> yours: a sum over d for every pair; what does a float do to a long sum?
    for (int i = 0; i < n; i++)
        for (int j = 0; j < m; j++) {
            double dot = 0;
            for (int c = 0; c < d; c++)
                dot += (double)q[i * d + c] * (double)k[j * d + c];
            s[i * m + j] = (float)(dot / sqrt(d));
        }
    //< yours: (void)q; (void)k; (void)s; (void)n; (void)m; (void)d;
}

int ex_causal_softmax(const float *s, float *p, int n, int m)
{
    //> yours: how many scores does row i see? Look at no others
    if (n < 1 || n > m)
        return -1;
    for (int i = 0; i < n; i++, s += m, p += m) {
        int seen = m - n + i + 1;
        float top = -INFINITY;
        double sum = 0;
        for (int j = 0; j < seen; j++)
            top = fmaxf(top, s[j]);
        for (int j = 0; j < seen; j++)
            sum += (double)(p[j] = expf(s[j] - top));
        for (int j = 0; j < m; j++)
            p[j] = j < seen ? (float)((double)p[j] / sum) : 0; /* not p[j] * 0: that keeps NaN */
    }
    return 0;
    //< yours: (void)s; (void)p; (void)n; (void)m; return -1;
}

int ex_head(const float *q, const float *k, const float *v, float *o, int n, int m, int d, int w, int causal)
{
    //> yours: scores, softmax, mixture; one query after the other needs room for m weights only
    float *p = causal && n > m ? NULL : malloc((size_t)m * sizeof *p);
    if (!p)
        return -1;
    for (int i = 0; i < n; i++) {
        int seen = causal ? m - n + i + 1 : m;
        ex_scores(q + i * d, k, p, 1, seen, d);
        ex_causal_softmax(p, p, 1, seen); /* the newest of `seen` positions sees all of them */
        for (int c = 0; c < w; c++) {
            double mix = 0;
            for (int j = 0; j < seen; j++)
                mix += (double)p[j] * (double)v[j * w + c];
            o[i * w + c] = (float)mix;
        }
    }
    free(p);
    return 0;
    //< yours: (void)q; (void)k; (void)v; (void)o; (void)n; (void)m; (void)d; (void)w; (void)causal; return -1;
}

int ex_heads(const float *qkv, float *o, int T, int C, int heads)
{
    //> yours: split: which columns are whose? Merge: put each result where its head's columns are
    if (heads < 1 || C % heads != 0)
        return -1;
    int d = C / heads;
    size_t part = (size_t)T * (size_t)d;
    float *room = malloc(4 * part * sizeof *room); /* one head's queries, keys, values, results */
    if (!room)
        return -1;
    for (int h = 0; h < heads; h++) {
        for (int t = 0; t < T; t++)
            for (int of = 0; of < 3; of++)
                memcpy(room + (size_t)of * part + t * d, qkv + (3 * t + of) * C + h * d, (size_t)d * sizeof *room);
        ex_head(room, room + part, room + 2 * part, room + 3 * part, T, T, d, d, 1);
        for (int t = 0; t < T; t++)
            memcpy(o + t * C + h * d, room + 3 * part + t * d, (size_t)d * sizeof *room);
    }
    free(room);
    return 0;
    //< yours: (void)qkv; (void)o; (void)T; (void)C; (void)heads; return -1;
}
