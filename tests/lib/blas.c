/* Matrix products through GSL's interface, whatever BLAS is linked behind it, against double loops. */
#include <gsl/gsl_blas.h>
#include <math.h>
#include <stdlib.h>

#include "testing.h"

SUITE(blas);

static gsl_matrix_float *random_matrix(gsl_rng *rng, size_t rows, size_t columns)
{
    gsl_matrix_float *m = gsl_matrix_float_alloc(rows, columns);
    for (size_t i = 0; i < rows * columns; i++)
        m->data[i] = (float)(2 * gsl_rng_uniform(rng) - 1);
    return m;
}

static double at(const gsl_matrix_float *m, int transposed, size_t i, size_t j)
{
    return (double)(transposed ? gsl_matrix_float_get(m, j, i) : gsl_matrix_float_get(m, i, j));
}

/* C = alpha op(A) op(B) + beta C. With beta = 0 what stood in C, even NaN, must not matter. */
static void product(gsl_rng *rng, size_t N, size_t M, size_t K, int ta, int tb, float alpha, float beta)
{
    gsl_matrix_float *A = ta ? random_matrix(rng, K, N) : random_matrix(rng, N, K);
    gsl_matrix_float *B = tb ? random_matrix(rng, M, K) : random_matrix(rng, K, M);
    gsl_matrix_float *C = random_matrix(rng, N, M), *before = gsl_matrix_float_alloc(N, M);
    if (!(beta < 0) && !(beta > 0))
        gsl_matrix_float_set_all(C, NAN);
    gsl_matrix_float_memcpy(before, C);
    gsl_blas_sgemm(ta ? CblasTrans : CblasNoTrans, tb ? CblasTrans : CblasNoTrans, alpha, A, B, beta, C);
    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j < M; j++) {
            double want = 0;
            for (size_t k = 0; k < K; k++)
                want += at(A, ta, i, k) * at(B, tb, k, j);
            want *= (double)alpha;
            if (beta < 0 || beta > 0)
                want += (double)beta * at(before, 0, i, j);
            cr_assert(fabs(at(C, 0, i, j) - want) <= 1e-5 * (1 + sqrt((double)K)),
                      "SEED=%lu: %zux%zux%zu, transposed %d %d, alpha %g, beta %g: (%zu, %zu) is %g, not %g",
                      testing_seed(), N, M, K, ta, tb, (double)alpha, (double)beta, i, j, at(C, 0, i, j),
                      want);
        }
    gsl_matrix_float_free(A), gsl_matrix_float_free(B), gsl_matrix_float_free(C),
        gsl_matrix_float_free(before);
}

TEST(blas, sgemm)
{
    static const float betas[] = {0, 1, -0.5F}, alphas[] = {1, 1, 2.5F};
    gsl_rng *rng = testing_rng("sgemm");
    for (int k = 0; k < 60; k++) {
        int most = k < 48 ? 20 : 130;
        size_t N = (size_t)any(rng, 1, most), M = (size_t)any(rng, 1, most), K = (size_t)any(rng, 1, most);
        product(rng, N, M, K, k & 1, k >> 1 & 1, alphas[k % 3], betas[k % 3]);
    }
    gsl_rng_free(rng);
}

/* A view of some columns: the rows lie further apart than they are long. */
TEST(blas, submatrices)
{
    gsl_rng *rng = testing_rng("submatrices");
    gsl_matrix_float *A = random_matrix(rng, 9, 11), *B = random_matrix(rng, 8, 13),
                     *C = random_matrix(rng, 9, 10);
    gsl_matrix_float_view a = gsl_matrix_float_submatrix(A, 1, 2, 4, 5),
                          b = gsl_matrix_float_submatrix(B, 2, 3, 5, 6);
    gsl_matrix_float_view c = gsl_matrix_float_submatrix(C, 3, 1, 4, 6);
    float outside = gsl_matrix_float_get(C, 3, 7);
    gsl_blas_sgemm(CblasNoTrans, CblasNoTrans, 1, &a.matrix, &b.matrix, 0, &c.matrix);
    for (size_t i = 0; i < 4; i++)
        for (size_t j = 0; j < 6; j++) {
            double want = 0;
            for (size_t k = 0; k < 5; k++)
                want += at(A, 0, 1 + i, 2 + k) * at(B, 0, 2 + k, 3 + j);
            cr_assert(fabs(at(C, 0, 3 + i, 1 + j) - want) < 1e-5);
        }
    cr_assert(gsl_matrix_float_get(C, 3, 7) == outside, "a neighbour was overwritten");
    gsl_matrix_float_free(A), gsl_matrix_float_free(B), gsl_matrix_float_free(C);
    gsl_rng_free(rng);
}
