/* Chapter 20: weights of 8 bits and less. What is lost, where, and what is gained in size and speed. */
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "quantisation.h"

enum { SOME = 8192 }; /* tokens: enough to compare with */

static Subject subject_load(const Run *run)
{
    Subject s = {0};
    Corpus training, validation;
    char why[600];
    CHECK(trunk_load(run->quick, &s.trunk, why, sizeof why) == 0, "%s", why);
    CHECK(trunk_corpus(&training, &validation, why, sizeof why) == 0, "%s", why);
    s.ids = bpe_encode(s.trunk.bpe, validation.text, run->quick ? 8000 : validation.n, &s.n);
    s.some = s.n < SOME ? s.n : SOME;
    int V = s.trunk.gpt->config.vocab;
    CHECK(bpe_size(s.trunk.bpe) <= V && s.n > 1, "runs/trunk: %d tokens for a model that has %d; `rm -r runs/trunk`",
          bpe_size(s.trunk.bpe), V);
    float *to = s.weights = malloc(params_size(s.trunk.params) * sizeof *to);
    CHECK(to, "out of memory");
    for (int k = 0; k < params_count(s.trunk.params); to += params_at(s.trunk.params, k++)->size)
        memcpy(to, params_at(s.trunk.params, k)->data, params_at(s.trunk.params, k)->size * sizeof *to);
    corpus_free(&training), corpus_free(&validation);
    return s;
}

static void subject_free(Subject *s)
{
    trunk_free(&s->trunk);
    free(s->ids), free(s->weights);
}

/* The trunk in int8, by the library, against the trunk. */
static void show_int8(Run *run, Subject *s, const GptInt8 *g)
{
    double plain = loss(s, s->n), all = loss_int8(s, g, s->n);
    simulate(s, -1, 8, ROW);
    double weights = loss(s, s->n);
    restore(s);
    double changed = 100 * differing(s, g, s->some);
    run_section("int8");
    printf("nats per token, %zu of them      loss   ratio\nfp32 %32.4f\nint8 weights %24.4f %7.5f\n"
           "int8 weights and cache %14.4f %7.5f\n", s->n - 1, plain, weights, weights / plain, all, all / plain);
    run_section("changed");
    printf("another token is the most probable: at %.1f %% of %zu places\n", changed, s->some);
    run_summary(run, "int8_loss_ratio", all / plain, "");
    run_summary(run, "fp32_loss", plain, "nats"), run_summary(run, "int8_loss", all, "nats");
    run_summary(run, "changed", changed, "%");
    run_summary(run, "steps_768", INT32_MAX / (INT8_MOST * 768), "");
    run_summary(run, "steps_3072", INT32_MAX / (INT8_MOST * 3072), "");
}

static const char *const SHARED_BY[] = {"tensor", "row", "best", "group"};

/* The loss with all matrices of so many bits, over that of fp32, a line. */
static void bits_line(Run *run, Subject *s, Log *log, int bits, double plain)
{
    double ratio[SHARINGS];
    for (Sharing h = TENSOR; h < SHARINGS; h++) {
        char name[32];
        simulate(s, -1, bits, h);
        ratio[h] = loss(s, s->some) / plain;
        restore(s);
        snprintf(name, sizeof name, "%s_%d", SHARED_BY[h], bits);
        run_summary(run, name, ratio[h], "");
    }
    printf("%d bits %32.4f %8.4f %10.4f %11.4f\n", bits, ratio[TENSOR], ratio[ROW], ratio[BEST_ROW], ratio[GROUP]);
    LOG_ROW(log, bits, ratio[TENSOR], ratio[ROW], ratio[BEST_ROW], ratio[GROUP]);
}

static void show_bits(Run *run, Subject *s)
{
    static const int many[] = {8, 6, 5, 4}, few[] = {3, 2};
    static const char heading[] = "loss over fp32's, one scale a    tensor      row   row, cut    group of";
    double plain = loss(s, s->some), guess = log((double)s->trunk.gpt->config.vocab);
    Log *log = run_log(run, "bits", "bits tensor row best group");
    run_section("bits");
    printf("%s %d\n", heading, GROUP_SIZE);
    for (int i = 0; i < 4; i++)
        bits_line(run, s, log, many[i], plain);
    run_section("few");
    printf("%s %d\n", heading, GROUP_SIZE);
    for (int i = 0; i < 2; i++)
        bits_line(run, s, log, few[i], plain);
    printf("all of %d tokens equally likely %7.4f\n", s->trunk.gpt->config.vocab, guess / plain);
    log_close(log);
}

/* A row of weights, drawn as a GPT's are at the start, on the grid of 8 bits; and for the figure, of 3. */
static void show_row(Run *run)
{
    enum { n = 192 };
    Log *log = run_log(run, "idea", "place weight kept step");
    float row[n];
    int8_t q[n];
    for (int i = 0; i < n; i++)
        row[i] = (float)gsl_ran_gaussian(run->rng, 0.02);
    float scale = int8_round(row, q, n);
    double off = 0, most = 0, all = 0;
    for (int i = 0; i < n; i++) {
        double d = (double)row[i] - (double)scale * q[i];
        off += d * d, all += (double)row[i] * (double)row[i], most = fmax(most, fabs(d));
    }
    run_section("row");
    printf("weights      ");
    for (int i = 0; i < 6; i++)
        printf(" %8.4f", (double)row[i]);
    printf(" …\nnumbers      ");
    for (int i = 0; i < 6; i++)
        printf(" %8d", q[i]);
    printf(" …\ntimes %.6f", (double)scale);
    for (int i = 0; i < 6; i++)
        printf(" %8.4f", (double)scale * q[i]);
    printf(" …\nlargest error %.3f of a step, root of the mean square %.3f (a uniform error: 1/√12 = %.3f)\n"
           "root of the mean square of the errors over that of the weights: %.2f %%\n", most / (double)scale,
           sqrt(off / n) / (double)scale, 1 / sqrt(12), 100 * sqrt(off / all));
    run_summary(run, "row_error", 100 * sqrt(off / all), "%");
    double step = (double)scale * 127 / 3; /* of 3 bits: -3 … 3 */
    for (int i = 0; i < 48; i++)
        LOG_ROW(log, i, (double)row[i], rint((double)row[i] / step) * step, step);
    log_close(log);
}

int main(int argc, char **argv)
{
    Run run = run_begin(argc, argv, "20-quantisation", "Weights of 8 bits: what is lost, and what is gained.", NULL);
    Subject s = subject_load(&run);
    GptInt8 *g = gpt_int8_new(s.trunk.gpt);
    show_int8(&run, &s, g); /* its first summary is the headline */
    show_row(&run);
    show_bits(&run, &s);
    show_layers(&run, &s);
    show_outlier(&run, &s);
    show_file(&run, g, &s);
    double speedup = show_speed(&run);
    run_summary(&run, "int8_speedup", speedup, "");
    gpt_int8_free(g);
    subject_free(&s);
    return run_end(&run);
}
