/* ex_scores: multiplies in float, adds up in double */
#include "11-attention.h"
#define ex_scores right_answer
#include "solutions/11-attention.c"
#undef ex_scores

void ex_scores(const float *q, const float *k, float *s, int n, int m, int d)
{
    for (int i = 0; i < n; i++)
        for (int j = 0; j < m; j++) {
            double dot = 0;
            for (int c = 0; c < d; c++)
                dot += (double)(q[i * d + c] * k[j * d + c]);
            s[i * m + j] = (float)(dot / sqrt(d));
        }
}
