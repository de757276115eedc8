/* 17-lora.c: one worked answer. */
#include "17-lora.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int ex_largest_rank(int M, int K)
{
    //> yours: how many numbers has a matrix (M,K), how many have a and b?
    if (M < 1 || K < 1)
        return -1;
    return (int)(((int64_t)M * K - 1) / ((int64_t)M + K)); /* r (M + K) <= M K - 1 */
    //< yours: (void)M; (void)K; return -2;
}

//> solution-only
static int rising(const void *p, const void *q)
{
    double a = *(const double *)p, b = *(const double *)q;
    return a < b ? -1 : a > b;
}
//< solution-only

int ex_effective_rank(const double *s, int n, double share, double *rest)
{
    //> yours: what is left out may be tiny beside what is kept: which of the two should be summed?
    if (n < 1 || !(share >= 0 && share <= 1))
        return -1;
    for (int i = 0; i < n; i++)
        if (!(s[i] >= 0 && isfinite(s[i])))
            return -1;
    double *order = malloc((size_t)n * sizeof *order), all = 0, left = 0;
    if (!order)
        return -1;
    memcpy(order, s, (size_t)n * sizeof *order);
    qsort(order, (size_t)n, sizeof *order, rising);
    for (int i = 0; i < n; i++)
        all += order[i] * order[i];
    int k = n;
    for (; k > 0 && left + order[n - k] * order[n - k] <= (1 - share) * all; k--) /* from the smallest up */
        left += order[n - k] * order[n - k];
    if (rest)
        *rest = all > 0 ? sqrt(left / all) : 0;
    free(order);
    return k;
    //< yours: (void)s; (void)n; (void)share; (void)rest; return -2;
}

int ex_adapter(const float *x, const float *a, const float *b, int N, int K, int M, int r, float alpha, float *h,
               float *y)
{
    //> yours: two thin products, the first of them h
    if (N < 1 || K < 1 || M < 1 || r < 0)
        return -1;
    for (int i = 0; i < N && r > 0; i++, x += K, h += r, y += M) {
        for (int j = 0; j < r; j++) {
            double sum = 0;
            for (int k = 0; k < K; k++)
                sum += (double)x[k] * (double)a[j * K + k];
            h[j] = (float)sum;
        }
        for (int m = 0; m < M; m++) {
            double sum = 0;
            for (int j = 0; j < r; j++)
                sum += (double)h[j] * (double)b[m * r + j];
            y[m] += (float)((double)alpha / r * sum);
        }
    }
    return 0;
    //< yours: (void)x; (void)a; (void)b; (void)N; (void)K; (void)M; (void)r; (void)alpha; (void)h; (void)y; return -2;
}

int ex_adapter_backward(const float *x, const float *h, const float *a, const float *b, const float *dy, int N, int K,
                        int M, int r, float alpha, float *da, float *db, float *dx)
{
    //> yours: first the gradient of the r numbers in the middle; da and dx follow from it
    if (N < 1 || K < 1 || M < 1 || r < 0)
        return -1;
    for (int i = 0; i < N; i++, x += K, dy += M, dx = dx ? dx + K : NULL)
        for (int j = 0; j < r; j++) {
            double factor = (double)alpha / r, dh = 0; /* dh: dL/dh[i,j] */
            for (int m = 0; m < M; m++)
                dh += factor * (double)dy[m] * (double)b[m * r + j];
            for (int m = 0; m < M && db; m++)
                db[m * r + j] += (float)(factor * (double)dy[m] * (double)h[i * r + j]);
            for (int k = 0; k < K && da; k++)
                da[j * K + k] += (float)(dh * (double)x[k]);
            for (int k = 0; k < K && dx; k++)
                dx[k] += (float)(dh * (double)a[j * K + k]);
        }
    return 0;
    //< yours: (void)x; (void)h; (void)a; (void)b; (void)dy; (void)N; (void)K; (void)M; (void)r; (void)alpha; (void)da; (void)db; (void)dx; return -2;
}

int ex_merge(float *w, const float *a, const float *b, int M, int K, int r, float alpha, int in, int *merged)
{
    //> yours: is there anything to do? Then one sum for each element of w
    if (M < 1 || K < 1 || r < 0 || in == *merged)
        return -1;
    for (int m = 0; m < M && r > 0; m++)
        for (int k = 0; k < K; k++) {
            double sum = 0;
            for (int j = 0; j < r; j++)
                sum += (double)b[m * r + j] * (double)a[j * K + k];
            sum *= (double)alpha / r;
            w[m * K + k] = (float)((double)w[m * K + k] + (in ? sum : -sum));
        }
    *merged = in;
    return 0;
    //< yours: (void)w; (void)a; (void)b; (void)M; (void)K; (void)r; (void)alpha; (void)in; (void)merged; return -2;
}
