/* ex_causal_softmax: leaves what is hidden as it was */
#include "11-attention.h"
#define ex_causal_softmax right_answer
#include "solutions/11-attention.c"
#undef ex_causal_softmax

int ex_causal_softmax(const float *s, float *p, int n, int m)
{
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
        for (int j = 0; j < seen; j++)
            p[j] = (float)((double)p[j] / sum);
    }
    return 0;
}
