/* Chapter 17: the singular values of what full fine-tuning added. See adapting.h. */
#include <gsl/gsl_blas.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_math.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "adapting.h"
#include "error.h"

enum { KINDS = 5 };
static const char *const ending[KINDS] = {"wte.weight", "attn.c_attn.weight", "attn.c_proj.weight", "mlp.c_fc.weight",
                                          "mlp.c_proj.weight"};
static const double SHARE = 0.9;

typedef struct {
    gsl_matrix *u, *v; /* D or Dᵀ, the higher one, is u diag(s) vᵀ */
    gsl_vector *s;     /* falling */
    int turned;
} Svd;

static Svd svd_of(const gsl_matrix *d)
{
    int turned = d->size1 < d->size2; /* GSL wants at least as many rows as columns */
    size_t rows = turned ? d->size2 : d->size1, n = turned ? d->size1 : d->size2;
    Svd a = {gsl_matrix_alloc(rows, n), gsl_matrix_alloc(n, n), gsl_vector_alloc(n), turned};
    gsl_vector *work = gsl_vector_alloc(n);
    if (turned)
        gsl_matrix_transpose_memcpy(a.u, d);
    else
        gsl_matrix_memcpy(a.u, d);
    gsl_linalg_SV_decomp(a.u, a.v, a.s, work);
    gsl_vector_free(work);
    return a;
}

//> rank
/* How many singular values hold the share of ‖D‖², which is the sum of all their squares. */
static size_t effective_rank(const gsl_vector *s, double share)
{
    double all = gsl_pow_2(gsl_blas_dnrm2(s)), held = 0;
    size_t k = 0;
    while (k < s->size && held < share * all)
        held += gsl_pow_2(gsl_vector_get(s, k++));
    return k;
}
//< rank

static void svd_free(Svd *a) { gsl_matrix_free(a->u), gsl_matrix_free(a->v), gsl_vector_free(a->s); }

/* What fine-tuning added to a matrix, or where `from` is NULL, the matrix itself. */
static gsl_matrix *difference(const Tensor *to, const Tensor *from)
{
    gsl_matrix *d = gsl_matrix_alloc(tensor_rows(to), tensor_cols(to));
    for (size_t i = 0; i < to->size; i++)
        d->data[i] = (double)to->data[i] - (from ? (double)from->data[i] : 0);
    return d;
}

static double norm(const gsl_matrix *d)
{
    gsl_vector_const_view all = gsl_vector_const_view_array(d->data, d->size1 * d->size2);
    return gsl_blas_dnrm2(&all.vector);
}

static int kind_of(const char *name)
{
    for (int k = 0; k < KINDS; k++)
        if (strlen(name) >= strlen(ending[k]) && !strcmp(name + strlen(name) - strlen(ending[k]), ending[k]))
            return k;
    return -1;
}

/* A matrix of the same size whose numbers have nothing to do with each other. */
static Svd random_like(const gsl_matrix *d, gsl_rng *rng)
{
    gsl_matrix *noise = gsl_matrix_alloc(d->size1, d->size2);
    for (size_t i = 0; i < d->size1 * d->size2; i++)
        noise->data[i] = gsl_ran_gaussian_ziggurat(rng, 1);
    Svd a = svd_of(noise);
    gsl_matrix_free(noise);
    return a;
}

typedef struct {
    double moved, first, rank; /* ‖ΔW‖/‖W‖, the first value's share, values that hold SHARE: sums */
    double random;             /* as many, of noise */
    size_t rows, cols;
    int n;
} Kind;

static void log_values(Log *log, int kind, const Svd *a, const Svd *noise)
{
    double all = gsl_blas_dnrm2(a->s), other = gsl_blas_dnrm2(noise->s);
    double held = 0, chance = 0;
    for (size_t i = 0; i < a->s->size; i++) {
        double value = gsl_vector_get(a->s, i) / all, random = gsl_vector_get(noise->s, i) / other;
        held += value * value, chance += random * random;
        LOG_ROW(log, kind, (double)i + 1, value, random, 100 * held, 100 * chance);
    }
}

/* Of one matrix, into its kind; the values of a kind's first are logged. */
static Svd examine(Run *run, Log *log, Kind *kind, int k, const Tensor *to, const Tensor *from)
{
    gsl_matrix *d = difference(to, from), *w = difference(from, NULL);
    Svd a = svd_of(d);
    kind->moved += norm(d) / norm(w), kind->first += gsl_pow_2(gsl_vector_get(a.s, 0) / norm(d));
    kind->rank += (double)effective_rank(a.s, SHARE);
    kind->rows = d->size1, kind->cols = d->size2;
    if (kind->n++ == 0) {
        Svd noise = random_like(d, run->rng);
        kind->random = (double)effective_rank(noise.s, SHARE);
        log_values(log, k, &a, &noise);
        svd_free(&noise);
    }
    gsl_matrix_free(d), gsl_matrix_free(w);
    return a;
}

/* Of what was added, the best matrix of rank k: the k largest values alone (Eckart and Young). W ← W₀ + that. */
static void cut(Tensor *w, const Tensor *from, const Svd *a, size_t k)
{
    for (size_t r = 0; r < tensor_rows(w); r++)
        for (size_t c = 0; c < tensor_cols(w); c++) {
            double sum = 0;
            size_t i = a->turned ? c : r, j = a->turned ? r : c;
            for (size_t m = 0; m < k; m++)
                sum += gsl_matrix_get(a->u, i, m) * gsl_vector_get(a->s, m) * gsl_matrix_get(a->v, j, m);
            w->data[r * tensor_cols(w) + c] = from->data[r * tensor_cols(w) + c] + (float)sum;
        }
}

static void show_cut(Run *run, const Task *task, const Trial *full, double right, const Svd *a)
{
    static const size_t rank[] = {4, 1};
    const Params *trunk = task->trunk.params;
    run_section("cut");
    printf("of every ΔW is left     right\nall of it     %15.1f %%\n", right);
    for (int c = 0; c < 2; c++) {
        for (int i = 0; i < params_count(trunk); i++)
            if (a[i].u)
                cut(params_find(full->c.params, params_name(trunk, i)), params_at(trunk, i), &a[i],
                    GSL_MIN(rank[c], a[i].s->size));
        double left = trial_right(&full->c, task);
        char row[32];
        printf("rank %2zu       %15.1f %%\n", rank[c], left);
        snprintf(row, sizeof row, "cut%zu", rank[c]);
        run_summary(run, row, left, "%");
    }
}

void show_spectrum(Run *run, const Task *task, const Trial *full, double right)
{
    Kind kind[KINDS] = {0};
    const Params *trunk = task->trunk.params;
    Log *log = run_log(run, "spectrum", "kind i value random held chance");
    Svd *a = calloc((size_t)params_count(trunk), sizeof *a);
    double rank = 0, random = 0, all = 0;
    CHECK(a, "out of memory");
    for (int i = 0; i < params_count(trunk); i++) {
        int k = kind_of(params_name(trunk, i));
        if (k >= 0)
            a[i] = examine(run, log, &kind[k], k, params_find(full->c.params, params_name(trunk, i)), params_at(trunk, i));
    }
    log_close(log);
    run_section("spectrum");
    printf("ΔW, mean over the layers        size   over W   largest holds   90 %% are held by   of noise\n");
    for (int k = 0; k < KINDS; k++) {
        double n = kind[k].n;
        printf("%-20s %6zu x %3zu %6.0f %% %13.0f %% %11.0f values %11.0f\n", ending[k], kind[k].rows, kind[k].cols,
               100 * kind[k].moved / n, 100 * kind[k].first / n, kind[k].rank / n, kind[k].random);
        rank += kind[k].rank, random += kind[k].random * n, all += n;
    }
    run_summary(run, "rank90", rank / all, ""), run_summary(run, "rank90_random", random / all, "");
    show_cut(run, task, full, right, a);
    for (int i = 0; i < params_count(trunk); i++)
        if (a[i].u)
            svd_free(&a[i]);
    free(a);
}
