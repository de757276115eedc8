/* 03-gradients.c: one worked answer. */
#include "03-gradients.h"

#include <math.h>
#include <stdlib.h>

void ex_tanh_backward(const float *y, const float *dy, float *dx, int n)
{
    //> yours: 1 - y² has the right value on paper; what does rounding do to it near 1?
    for (int i = 0; i < n; i++)
        dx[i] += (1 - y[i]) * (1 + y[i]) * dy[i]; /* 1 - y is exact near 1, and 1 + y near -1 */
    //< yours: (void)y; (void)dy; (void)dx; (void)n;
}

void ex_matmul_backward(const float *a, const float *b, const float *dy, float *da, float *db, int n, int k, int m)
{
    //> yours: which elements of y does a[i,p] enter, and with what factor? And b[p,j]?
    for (int i = 0; i < n; i++)
        for (int p = 0; p < k; p++)
            for (int j = 0; j < m; j++) { /* y[i,j] holds the term a[i,p] b[p,j] */
                if (da)
                    da[i * k + p] += dy[i * m + j] * b[p * m + j]; /* dA = dY Bᵀ */
                if (db)
                    db[p * m + j] += a[i * k + p] * dy[i * m + j]; /* dB = Aᵀ dY */
            }
    //< yours: (void)a; (void)b; (void)dy; (void)da; (void)db; (void)n; (void)k; (void)m;
}

void ex_bias_backward(const float *dy, float *db, int rows, int n)
{
    //> yours: b[j] was used once a row; a float loses small terms of a long sum
    for (int j = 0; j < n; j++) {
        double sum = 0;
        for (int r = 0; r < rows; r++)
            sum += (double)dy[(size_t)r * (size_t)n + (size_t)j];
        db[j] += (float)sum;
    }
    //< yours: (void)dy; (void)db; (void)rows; (void)n;
}

double ex_network_backward(const float *x, const float *w, const float *b, int n, int d, int h, float *dw, float *db)
{
    //> yours: forward, and keep what backward needs; w is used twice: two shares to add
    double *hidden = malloc((size_t)(h + d) * sizeof *hidden), *dout = hidden + h, loss = 0;
    if (!hidden)
        return NAN;
    for (const float *row = x; row < x + n * d; row += d) {
        for (int j = 0; j < h; j++) {
            double u = (double)b[j];
            for (int i = 0; i < d; i++)
                u += (double)row[i] * (double)w[i * h + j];
            hidden[j] = tanh(u);
        }
        for (int i = 0; i < d; i++) {
            double miss = -(double)row[i];
            for (int j = 0; j < h; j++)
                miss += hidden[j] * (double)w[i * h + j];
            loss += miss * miss / (n * d);
            dout[i] = 2 * miss / (n * d);
        }
        for (int j = 0; j < h; j++) {
            double dhidden = 0;
            for (int i = 0; i < d; i++)
                dhidden += dout[i] * (double)w[i * h + j];
            double du = (1 - hidden[j] * hidden[j]) * dhidden;
            db[j] += (float)du;
            for (int i = 0; i < d; i++) /* its first use, x w; its second, hidden wᵀ */
                dw[i * h + j] += (float)((double)row[i] * du + dout[i] * hidden[j]);
        }
    }
    free(hidden);
    return loss;
    //< yours: (void)x; (void)w; (void)b; (void)n; (void)d; (void)h; (void)dw; (void)db; return NAN;
}
