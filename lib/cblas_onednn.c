/* GSL takes its BLAS at link time. This file supplies the one routine that matters,
 * cblas_sgemm, through oneDNN, whose threads are OpenMP's like ours; everything
 * else still comes from gslcblas. Linked only with BLAS=onednn. */
#include <dnnl.h>
#include <gsl/gsl_cblas.h>
#include <omp.h>

#include "error.h"

/* Below this many multiplications, waking the other threads costs more than they save. */
static const double SMALL = 1 << 20;
/* oneDNN multiplies matrices in two ways. dnnl_sgemm is the faster one mostly. The matmul primitive, which copies
 * blocks first, is up to 1.4 times as fast where a transposed matrix makes dnnl_sgemm read this many rows for a small
 * result, for they fall on each other in the cache; with A transposed so on Intel's processors, while on AMD's (Zen 5)
 * it takes a tenth longer. And on AMD's it is a tenth faster for B transposed and few rows of A. */
enum { LONG = 1024, FEW = 256 };

static int is_intel(void)
{
#ifdef __x86_64__
    return __builtin_cpu_is("intel");
#else
    return 0;
#endif
}

static int copies_first(char a, char b, int M, int N, int K)
{
    int large = (double)M * N * K > 100 * SMALL, long_sums = K >= LONG && (K > M || K > N);
    return large && (b == 'T' ? long_sums || (M <= FEW && !is_intel()) : a == 'T' && long_sums && is_intel());
}

typedef struct {
    int M, N, K;
    const float *A, *B;
    float *C;
    dnnl_dims_t a, b, c; /* strides: of rows, of columns */
    float beta;
} Product;

static dnnl_memory_t matrix(dnnl_engine_t engine, dnnl_memory_desc_t *desc, int rows, int cols,
                            const dnnl_dims_t strides, const float *data)
{
    dnnl_dims_t dims = {rows, cols};
    dnnl_memory_t memory = NULL;
    dnnl_memory_desc_init_by_strides(desc, 2, dims, dnnl_f32, strides);
    dnnl_memory_create(&memory, desc, engine, (void *)(size_t)data);
    return memory;
}

/* oneDNN keeps what it prepares for a shape, so that only the first product of a shape pays for it. */
static dnnl_status_t primitive(const Product *p)
{
    static dnnl_engine_t engine;
    static dnnl_stream_t stream;
    if (!engine && (dnnl_engine_create(&engine, dnnl_cpu, 0) || dnnl_stream_create(&stream, engine, 0)))
        return dnnl_out_of_memory;
    dnnl_memory_desc_t a, b, c;
    dnnl_exec_arg_t args[] = {{DNNL_ARG_SRC, matrix(engine, &a, p->M, p->K, p->a, p->A)},
                              {DNNL_ARG_WEIGHTS, matrix(engine, &b, p->K, p->N, p->b, p->B)},
                              {DNNL_ARG_DST, matrix(engine, &c, p->M, p->N, p->c, p->C)}};
    dnnl_matmul_desc_t desc;
    dnnl_primitive_attr_t attr;
    dnnl_post_ops_t post;
    dnnl_primitive_desc_t pd = NULL;
    dnnl_primitive_t product = NULL;
    dnnl_post_ops_create(&post);
    if (p->beta != 0)
        dnnl_post_ops_append_sum(post, p->beta);
    dnnl_primitive_attr_create(&attr);
    dnnl_primitive_attr_set_post_ops(attr, post);
    dnnl_status_t status = dnnl_matmul_desc_init(&desc, &a, &b, NULL, &c);
    status = status ? status : dnnl_primitive_desc_create(&pd, &desc, attr, engine, NULL);
    status = status ? status : dnnl_primitive_create(&product, pd);
    status = status ? status : dnnl_primitive_execute(product, stream, 3, args);
    status = status ? status : dnnl_stream_wait(stream);
    dnnl_primitive_destroy(product);
    dnnl_primitive_desc_destroy(pd);
    dnnl_primitive_attr_destroy(attr);
    dnnl_post_ops_destroy(post);
    for (int i = 0; i < 3; i++)
        dnnl_memory_destroy(args[i].memory);
    return status;
}

/* oneDNN is row-major like C; column-major data are their own transpose: C' = B' A'. */
void cblas_sgemm(const enum CBLAS_ORDER order, const enum CBLAS_TRANSPOSE ta, const enum CBLAS_TRANSPOSE tb,
                 const int M, const int N, const int K, const float alpha, const float *A, const int lda,
                 const float *B, const int ldb, const float beta, float *C, const int ldc)
{
    char a = ta == CblasNoTrans ? 'N' : 'T', b = tb == CblasNoTrans ? 'N' : 'T';
    dnnl_status_t status = dnnl_unimplemented;
    double work = (double)M * N * K;
    if (copies_first(a, b, M, N, K) && order == CblasRowMajor && alpha == 1 && !omp_in_parallel()) {
        Product p = {.M = M, .N = N, .K = K, .A = A, .B = B, .C = C, .c = {ldc, 1}, .beta = beta,
                     .a = {a == 'N' ? lda : 1, a == 'N' ? 1 : lda}, .b = {b == 'N' ? ldb : 1, b == 'N' ? 1 : ldb}};
        status = primitive(&p);
    }
    int threads = omp_get_max_threads();
    if (work < SMALL)
        omp_set_num_threads(1);
    if (status != dnnl_success)
        status = order == CblasRowMajor ? dnnl_sgemm(a, b, M, N, K, alpha, A, lda, B, ldb, beta, C, ldc)
                                        : dnnl_sgemm(b, a, N, M, K, alpha, B, ldb, A, lda, beta, C, ldc);
    if (work < SMALL)
        omp_set_num_threads(threads);
    CHECK(status == dnnl_success, "oneDNN refused a %d×%d×%d matrix product (status %d)", M, N, K, (int)status);
}
