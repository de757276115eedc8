/* What this machine can do at most: multiply matrices, and read memory. */
#define _DEFAULT_SOURCE
#include <gsl/gsl_blas.h>
#include <gsl/gsl_math.h>
#include <omp.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "bench.h"
#include "error.h"
#include "log.h"

typedef struct {
    gsl_matrix_float *a, *b, *c;
} Product;

static gsl_matrix_float *filled(size_t n)
{
    gsl_matrix_float *m = gsl_matrix_float_alloc(n, n);
    for (size_t i = 0; i < n * n; i++)
        m->data[i] = (float)(i % 7) - 3;
    return m;
}

static void multiply(void *context)
{
    Product *p = context;
    gsl_blas_sgemm(CblasNoTrans, CblasTrans, 1, p->a, p->b, 0, p->c);
}

/* The best of `times` products of n by n matrices, in operations a second. */
static double speed(size_t n, int warm, int times)
{
    Product p = {filled(n), filled(n), filled(n)};
    BenchTime time = bench_time("sgemm", multiply, &p, warm, times);
    gsl_matrix_float_free(p.a), gsl_matrix_float_free(p.b), gsl_matrix_float_free(p.c);
    return 2 * gsl_pow_3((double)n) / time.best;
}

void bench_warm_blas(void) { speed(512, 1, 1); }

void bench_sgemm(void)
{
    double rough = speed(256, 1, 3); /* plain loops would take a minute for the large ones */
    size_t n = rough < 3e10 || bench_quick ? 512 : 2048;
    bench_row(NULL, "sgemm_gflops", speed(n, 3, bench_quick ? 3 : 30) * 1e-9, "GFLOP/s");
}

typedef float Vector __attribute__((vector_size(64)));

/* Σ x. A thread reads four places at once, into eight sums: one alone would wait for its last addition. */
static double sum(const Vector *x, size_t n)
{
    enum { PLACES = 4, EACH = 2 };
    Vector s[PLACES * EACH] = {{0}};
    size_t part = n / PLACES;
    for (size_t i = 0; i + EACH <= part; i += EACH)
        for (size_t p = 0; p < PLACES; p++)
            for (size_t k = 0; k < EACH; k++)
                s[p * EACH + k] += x[p * part + i + k];
    double total = 0;
    for (size_t k = 0; k < PLACES * EACH; k++)
        for (size_t i = 0; i < sizeof(Vector) / sizeof(float); i++)
            total += (double)s[k][i];
    return total;
}

struct BenchReading {
    Vector *x;
    size_t n; /* vectors */
};

/* Every thread reads the part that it filled. */
void bench_reading_once(void *reading)
{
    const BenchReading *r = reading;
    double total = 0;
#pragma omp parallel reduction(+ : total)
    {
        size_t part = r->n / (size_t)omp_get_num_threads();
        total += sum(r->x + (size_t)omp_get_thread_num() * part, part);
    }
    CHECK(total > 0, "bench: the sum of what was read is %g", total);
}

static void fill(BenchReading *r)
{
#pragma omp parallel
    {
        size_t part = r->n / (size_t)omp_get_num_threads(), first = (size_t)omp_get_thread_num() * part;
        for (size_t i = first; i < first + part; i++)
            r->x[i] = (Vector){1};
    }
}

BenchReading *bench_reading_new(size_t bytes)
{
    BenchReading *r = malloc(sizeof *r);
    CHECK(r, "bench: out of memory");
    *r = (BenchReading){.x = aligned_alloc(2 << 20, bytes), .n = bytes / sizeof(Vector)};
    CHECK(r->x, "bench: out of memory");
    madvise(r->x, bytes, MADV_HUGEPAGE); /* as the library's arenas do */
    fill(r);
    return r;
}

void bench_reading_free(BenchReading *r)
{
    free(r->x);
    free(r);
}

void bench_bandwidth(void)
{
    size_t bytes = (size_t)(bench_quick ? 32 : 1024) << 20;
    BenchReading *r = bench_reading_new(bytes);
    double best = bench_time("memory", bench_reading_once, r, 2, 10).best;
    bench_reading_free(r);
    bench_row(NULL, "read_bandwidth_gbs", 1e-9 * (double)bytes / best, "GB/s");
}
