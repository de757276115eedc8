/* Layer norm, GELU, embedding and repeated addition against their formulas in double. */
#include <gsl/gsl_math.h>
#include <stdlib.h>

#include "exact.h"

SUITE_SLOW(exact_rows, 60);

static double *zeros(size_t n)
{
    double *x = calloc(n, sizeof *x);
    cr_assert(x);
    return x;
}

/* One row: x̂ = (x - mean)/√(variance + 1e-5), y = gain x̂ + bias; dx = (g - mean g - x̂ mean g x̂)/√…, where
 * g = gain dy. */
static void norm_row(int C, const float *x, const float *gain, const float *bias, const float *dy, double *y,
                     double *dx, double *dgain, double *dbias)
{
    double mean = 0, variance = 0, g = 0, gx = 0;
    for (int i = 0; i < C; i++)
        mean += (double)x[i] / C;
    for (int i = 0; i < C; i++)
        variance += ((double)x[i] - mean) * ((double)x[i] - mean) / C;
    double root = sqrt(variance + 1e-5);
    for (int i = 0; i < C; i++) {
        double hat = ((double)x[i] - mean) / root;
        y[i] = (double)gain[i] * hat + (double)bias[i];
        g += (double)dy[i] * (double)gain[i] / C;
        gx += (double)dy[i] * (double)gain[i] * hat / C;
        dgain[i] += (double)dy[i] * hat;
        dbias[i] += (double)dy[i];
    }
    for (int i = 0; i < C; i++)
        dx[i] = ((double)dy[i] * (double)gain[i] - g - ((double)x[i] - mean) / root * gx) / root;
}

static void norm(Exact *e, int rows, int C, double mean, double tolerance)
{
    exact_begin(e, "layer norm of (%d, %d) about %g", rows, C, mean);
    Tensor *x = exact_input(e, mean, 0.1, SHAPE(rows, C)), *gain = exact_input(e, 1, 0.5, SHAPE(C)),
           *bias = exact_input(e, 0, 1, SHAPE(C));
    for (size_t i = 0; i < x->size; i++) /* where a row is nearly constant, dx is lost in x's own rounding */
        x->data[i] += (float)(i % (size_t)C % 5);
    Tensor *y = op_layer_norm(e->t, x, gain, bias);
    const float *dy = exact_backward(e, y);
    size_t n = (size_t)C;
    double *want = zeros(2 * x->size + 2 * n), *dx = want + x->size, *dgain = dx + x->size, *dbias = dgain + n;
    for (size_t r = 0; r < x->size; r += n)
        norm_row(C, x->data + r, gain->data, bias->data, dy + r, want + r, dx + r, dgain, dbias);
    exact_data(e, y, want, tolerance);
    exact_grad(e, "dx", x, dx, tolerance);
    exact_grad(e, "dgain", gain, dgain, tolerance);
    exact_grad(e, "dbias", bias, dbias, tolerance);
    free(want);
}

TEST(exact_rows, layer_norm)
{
    static const int columns[] = {1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 33, 64, 65, 100, 129, 257, 768},
                     rows[] = {1, 2, 3, 5, 63, 64, 65, 300};
    Exact e = exact_new("exact layer norm");
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
            norm(&e, rows[k], columns[i], 0, 2e-5);
            norm(&e, rows[k], columns[i], 100, 1e-3); /* E x² - (E x)² would lose four digits here */
        }
    norm(&e, 3000, 50, 0, 2e-5);
    exact_free(&e);
}

static double gelu(double x) { return 0.5 * x * (1 + tanh(sqrt(2 / M_PI) * (x + 0.044715 * pow(x, 3)))); }

static double gelu_slope(double x)
{
    double u = sqrt(2 / M_PI) * (x + 0.044715 * pow(x, 3)), du = sqrt(2 / M_PI) * (1 + 3 * 0.044715 * x * x);
    return 0.5 * (1 + tanh(u)) + 0.5 * x * du / pow(cosh(u), 2);
}

TEST(exact_rows, gelu)
{
    Exact e = exact_new("exact gelu");
    for (int i = 0; i < 60; i++) {
        int n = i < 40 ? i + 1 : any(e.rng, 100, 70000) * (i % 7 ? 1 : 3);
        exact_begin(&e, "gelu of %d", n);
        Tensor *x = exact_input(&e, 0, i % 2 ? 1 : 5, SHAPE(n)), *y = op_gelu(e.t, x);
        const float *dy = exact_backward(&e, y);
        double *want = zeros(2 * x->size), *dx = want + n;
        for (size_t j = 0; j < x->size; j++)
            want[j] = gelu((double)x->data[j]), dx[j] = (double)dy[j] * gelu_slope((double)x->data[j]);
        exact_data(&e, y, want, 2e-6);
        exact_grad(&e, "dx", x, dx, 2e-6);
        free(want);
    }
    exact_free(&e);
}

/* The fused operation is gelu after linear, whose products other tests know. */
TEST(exact_rows, linear_gelu)
{
    Exact e = exact_new("exact linear_gelu");
    for (int i = 0; i < 40; i++) {
        int most = i < 30 ? 40 : 300, N = any(e.rng, 1, most), K = any(e.rng, 1, most), M = any(e.rng, 1, most);
        exact_begin(&e, "linear_gelu (%d, %d) to %d", N, K, M);
        Tensor *x = exact_input(&e, 0, 1, SHAPE(N, K)), *w = exact_input(&e, 0, 2 / sqrt(K), SHAPE(M, K)),
               *b = exact_input(&e, 0, 1, SHAPE(M)), *y = op_linear_gelu(e.t, x, w, b);
        const float *dy = exact_backward(&e, y);
        double *want = zeros(y->size + x->size + w->size + b->size), *dx = want + y->size, *dw = dx + x->size,
               *db = dw + w->size;
        for (int n = 0; n < N; n++)
            for (int m = 0; m < M; m++) {
                double u = (double)b->data[m];
                for (int k = 0; k < K; k++)
                    u += (double)x->data[n * K + k] * (double)w->data[m * K + k];
                want[n * M + m] = gelu(u);
                double du = (double)dy[n * M + m] * gelu_slope(u);
                db[m] += du;
                for (int k = 0; k < K; k++) {
                    dx[n * K + k] += du * (double)w->data[m * K + k];
                    dw[m * K + k] += du * (double)x->data[n * K + k];
                }
            }
        exact_data(&e, y, want, 1e-5);
        exact_grad(&e, "dx", x, dx, 2e-5);
        exact_grad(&e, "dw", w, dw, 2e-5);
        exact_grad(&e, "db", b, db, 2e-5);
        free(want);
    }
    exact_free(&e);
}

/* What is not recorded takes other ways, to the same result. */
TEST(exact_rows, inference)
{
    Exact e = exact_new("exact inference");
    for (int i = 0; i < 40; i++) {
        int B = any(e.rng, 1, 3), T = any(e.rng, 1, i < 30 ? 20 : 140), C = any(e.rng, 1, 40);
        exact_begin(&e, "inference on (%d, %d, %d)", B, T, C);
        Tensor *x = exact_input(&e, 0, 2, SHAPE(B, T, 3 * C)), *w = exact_input(&e, 0, 1, SHAPE(C, 3 * C)),
               *b = exact_input(&e, 0, 1, SHAPE(C)), *g = exact_input(&e, 1, 1, SHAPE(3 * C)), *y[2][4];
        for (int k = 0; k < 2; k++) {
            tape_inference(e.t, k);
            y[k][0] = op_gelu(e.t, x), y[k][1] = op_linear_gelu(e.t, x, w, b);
            y[k][2] = op_layer_norm(e.t, x, g, g), y[k][3] = op_attention(e.t, x, 1, i % 2);
        }
        for (int k = 0; k < 4; k++)
            for (size_t j = 0; j < y[0][k]->size; j++)
                cr_assert(fabsf(y[0][k]->data[j] - y[1][k]->data[j]) <= 1e-5F * (1 + fabsf(y[0][k]->data[j])),
                          "SEED=%lu: %s, operation %d: %.8g, recorded %.8g", testing_seed(), e.what, k,
                          (double)y[1][k]->data[j], (double)y[0][k]->data[j]);
        tape_inference(e.t, 0);
    }
    exact_free(&e);
}

/* Repeated ids add up; rows that no id names have a gradient of 0 (or what was pending). */
TEST(exact_rows, embedding)
{
    Exact e = exact_new("exact embedding");
    for (int i = 0; i < 60; i++) {
        int V = any(e.rng, 1, 60), C = any(e.rng, 1, 70), B = any(e.rng, 1, 4), T = i < 50 ? any(e.rng, 1, 9) : 500;
        exact_begin(&e, "embedding of (%d, %d) from (%d, %d)", B, T, V, C);
        Tensor *w = exact_input(&e, 0, 1, SHAPE(V, C));
        int id[2000], low = any(e.rng, 0, V - 1);
        for (int k = 0; k < B * T; k++)
            id[k] = any(e.rng, low, V - 1);
        Tensor *y = op_embedding(e.t, w, id, SHAPE(B, T));
        cr_assert(y->ndim == 3 && y->shape[0] == B && y->shape[1] == T && y->shape[2] == C);
        double *want = zeros(y->size + w->size), *dw = want + y->size;
        for (size_t k = 0; k < y->size; k++)
            want[k] = (double)w->data[id[k / (size_t)C] * C + (int)(k % (size_t)C)];
        exact_data(&e, y, want, 0);
        int copy[2000];
        for (int k = 0; k < B * T; k++)
            copy[k] = id[k], id[k] = -7; /* the ids were copied */
        const float *dy = exact_backward(&e, y);
        for (size_t k = 0; k < y->size; k++)
            dw[copy[k / (size_t)C] * C + (int)(k % (size_t)C)] += (double)dy[k];
        exact_grad(&e, "dw", w, dw, 1e-5);
        free(want);
    }
    exact_free(&e);
}
