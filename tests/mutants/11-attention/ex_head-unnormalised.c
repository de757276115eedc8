/* ex_head: weights that do not sum to 1 */
#include "11-attention.h"
#define ex_head right_answer
#include "solutions/11-attention.c"
#undef ex_head

int ex_head(const float *q, const float *k, const float *v, float *o, int n, int m, int d, int w, int causal)
{
    float *p = causal && n > m ? NULL : malloc((size_t)m * sizeof *p);
    if (!p)
        return -1;
    for (int i = 0; i < n; i++) {
        int seen = causal ? m - n + i + 1 : m;
        ex_scores(q + i * d, k, p, 1, seen, d);
        float top = -INFINITY;
        double sum = 0;
        for (int j = 0; j < seen; j++)
            top = fmaxf(top, p[j]);
        for (int j = 0; j < seen; j++)
            sum += (double)(p[j] = expf(p[j] - top));
        for (int j = 0; j < seen; j++)
            p[j] = (float)((double)p[j] / (sum > 0 ? 1 : sum));
        for (int c = 0; c < w; c++) {
            double mix = 0;
            for (int j = 0; j < seen; j++)
                mix += (double)p[j] * (double)v[j * w + c];
            o[i * w + c] = (float)mix;
        }
    }
    free(p);
    return 0;
}
