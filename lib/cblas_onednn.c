/* GSL takes its BLAS at link time. This file supplies the one routine that matters,
 * cblas_sgemm, through oneDNN, whose threads are OpenMP's like ours; everything
 * else still comes from gslcblas. Linked only with BLAS=onednn. */
#include <dnnl.h>
#include <gsl/gsl_cblas.h>
#include <omp.h>

#include "error.h"

/* Below this many multiplications, waking the other threads costs more than they save. */
static const double SMALL = 1 << 20;

/* oneDNN is row-major like C; column-major data are their own transpose: C' = B' A'. */
void cblas_sgemm(const enum CBLAS_ORDER order, const enum CBLAS_TRANSPOSE ta, const enum CBLAS_TRANSPOSE tb,
                 const int M, const int N, const int K, const float alpha, const float *A, const int lda,
                 const float *B, const int ldb, const float beta, float *C, const int ldc)
{
    char a = ta == CblasNoTrans ? 'N' : 'T', b = tb == CblasNoTrans ? 'N' : 'T';
    int threads = omp_get_max_threads(), small = (double)M * N * K < SMALL;
    if (small)
        omp_set_num_threads(1);
    dnnl_status_t status = order == CblasRowMajor
                               ? dnnl_sgemm(a, b, M, N, K, alpha, A, lda, B, ldb, beta, C, ldc)
                               : dnnl_sgemm(b, a, N, M, K, alpha, B, ldb, A, lda, beta, C, ldc);
    if (small)
        omp_set_num_threads(threads);
    CHECK(status == dnnl_success, "oneDNN refused a %d×%d×%d matrix product (status %d)", M, N, K, (int)status);
}
