/* Chapter 13: five sizes, the same tokens: how does the loss fall with the parameters? */
#include <gsl/gsl_math.h>
#include <gsl/gsl_multifit.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "pretraining.h"

enum { SIZES = 5, SCALING_STEPS = 1000 };
static const int width[SIZES] = {16, 32, 64, 96, 160}, layer[SIZES] = {2, 2, 3, 4, 4};
static const char PUBLISHED[] = "figures/13-pretraining-scaling.tsv";

/* ln L = c - a ln N by least squares; the covariance says how sure that is. */
static void fit(int n, const double *N, const double *L, double c[2], gsl_matrix *cov)
{
    gsl_matrix *X = gsl_matrix_alloc((size_t)n, 2);
    gsl_vector *y = gsl_vector_alloc((size_t)n);
    gsl_vector_view solution = gsl_vector_view_array(c, 2);
    gsl_multifit_linear_workspace *w = gsl_multifit_linear_alloc((size_t)n, 2);
    double chisq;
    for (int i = 0; i < n; i++) {
        gsl_matrix_set(X, (size_t)i, 0, 1);
        gsl_matrix_set(X, (size_t)i, 1, log(N[i]));
        gsl_vector_set(y, (size_t)i, log(L[i]));
    }
    gsl_multifit_linear(X, y, &solution.vector, cov, &chisq, w);
    gsl_multifit_linear_free(w), gsl_vector_free(y), gsl_matrix_free(X);
}

/* The table, the fitted line, and what the figure draws. */
static void report(Run *run, int n, const double *N, const double *L)
{
    double c[2];
    gsl_matrix *cov = gsl_matrix_alloc(2, 2);
    fit(n, N, L, c, cov);
    double sd = sqrt(gsl_matrix_get(cov, 1, 1));
    Log *points = run_log(run, "scaling", "parameters loss");
    Log *curve = run_log(run, "fit", "parameters loss low high");
    run_section("scaling");
    printf("layers x width   parameters in the layers    loss     fit\n");
    for (int i = 0; i < n; i++) {
        LOG_ROW(points, N[i], L[i]);
        printf("%6d x %-5d %27.0f   %.3f   %.3f\n", layer[i], width[i], N[i], L[i],
               exp(c[0] + c[1] * log(N[i])));
    }
    for (double x = log(N[0] / 2); x < log(4 * N[n - 1]); x += 0.1) {
        double point[] = {1, x}, y, e;
        gsl_vector_view p = gsl_vector_view_array(point, 2), s = gsl_vector_view_array(c, 2);
        gsl_multifit_linear_est(&p.vector, &s.vector, cov, &y, &e);
        LOG_ROW(curve, exp(x), exp(y), exp(y - 2 * e), exp(y + 2 * e));
    }
    printf("loss = %.2f N^(%.4f +- %.4f)\n", exp(c[0]), c[1], sd);
    run_summary(run, "exponent", -c[1], "");
    run_summary(run, "exponent_sd", sd, "");
    gsl_matrix_free(cov), log_close(points), log_close(curve);
}

void measure_scaling(Run *run, const Recipe *recipe, const Data *d)
{
    double N[SIZES], L[SIZES];
    for (int i = 0; i < SIZES; i++) {
        Recipe r = *recipe;
        char name[40];
        r.config.width = width[i], r.config.layers = layer[i], r.config.heads = width[i] / 16;
        r.steps = run->quick ? 5 : SCALING_STEPS;
        Training t = training_new(r, run->seed);
        snprintf(name, sizeof name, "%d of %d", i + 1, SIZES);
        Progress bar = progress_begin(name, r.steps);
        while (t.step < r.steps) {
            training_step(&t, d->ids, d->training_n);
            progress_step(&bar, t.step, NULL);
        }
        progress_end(&bar);
        L[i] = evaluate(&t, d->ids + d->training_n, GSL_MIN(d->validation_n, 100000));
        N[i] = (double)(params_size(t.params) - t.gpt->wte->size - t.gpt->wpe->size);
        training_free(&t);
    }
    report(run, SIZES, N, L);
}

/* From the published measurements. */
void show_scaling(Run *run)
{
    double N[SIZES], L[SIZES];
    char row[200];
    int n = 0;
    FILE *file = fopen(PUBLISHED, "r");
    while (file && n < SIZES && fgets(row, sizeof row, file))
        n += row[0] != '#' && sscanf(row, "%lf %lf", &N[n], &L[n]) == 2;
    if (file)
        fclose(file);
    CHECK(n == SIZES, "%s: has %d of %d sizes; make 13 SCALING=1 measures them", PUBLISHED, n, SIZES);
    report(run, n, N, L);
}
