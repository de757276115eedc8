/* Chapter 17: adapters added to the weights, in a file of their own, and at their first step. See adapting.h. */
#include <gsl/gsl_blas.h>
#include <gsl/gsl_math.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "adapting.h"
#include "error.h"

enum { ROUNDS = 100, SOME = 20 * BATCH, SIZE = 640 }; /* test mails: enough for a comparison */

static int some(const Task *task) { return GSL_MIN(SOME, task->count[SPAM_TEST]); }

/* The scores of some test mails; the time of the quickest batch. */
static float *scores(const Classifier *c, const Task *task, double *seconds)
{
    int n = some(task);
    float *to = malloc((2 * (size_t)n + 1) * sizeof *to);
    Tape *tape = tape_new();
    CHECK(to, "out of memory");
    tape_inference(tape, 1);
    *seconds = INFINITY;
    for (int i = 0; i < n; i += BATCH) {
        int B = GSL_MIN(BATCH, n - i);
        double start = log_seconds();
        Tensor *y = classifier_logits(tape, c, task->list[SPAM_TEST] + i, NULL, B);
        if (B == BATCH)
            *seconds = fmin(*seconds, log_seconds() - start);
        memcpy(to + 2 * i, y->data, y->size * sizeof *to);
        tape_reset(tape);
    }
    tape_free(tape);
    return to;
}

static double largest(const float *a, const float *b, size_t n) /* of |a - b|, or where b is NULL, of |a| */
{
    double most = 0;
    for (size_t i = 0; i < n; i++)
        most = fmax(most, fabs((double)a[i] - (b ? (double)b[i] : 0)));
    return most;
}

static float *all_weights(const Params *p)
{
    float *copy = malloc(params_size(p) * sizeof *copy), *to = copy;
    CHECK(copy, "out of memory");
    for (int i = 0; i < params_count(p); to += params_at(p, i++)->size)
        memcpy(to, params_at(p, i)->data, params_at(p, i)->size * sizeof *to);
    return copy;
}

/* How far the trunk is from what it was. */
static double moved(const Params *p, const float *before)
{
    double most = 0;
    for (int i = 0; i < params_count(p); before += params_at(p, i++)->size)
        most = fmax(most, largest(params_at(p, i)->data, before, params_at(p, i)->size));
    return most;
}

/* Another adapter of the same trunk, from the file; the file's bytes. */
static double loaded(const Run *run, const Task *task, Trial *t, const float *want, double *difference)
{
    char path[SIZE], why[400];
    struct stat file;
    double unused;
    snprintf(path, sizeof path, "%s/adapters.safetensors", run->folder);
    CHECK(lora_save(path, t->lora, (Checkpoint){.params = t->learns}, why, sizeof why) == 0, "%s", why);
    CHECK(stat(path, &file) == 0, "%s is gone", path);
    params_init(t->learns, run->rng); /* as if it were new */
    CHECK(lora_load(path, t->lora, (Checkpoint){.params = t->learns}, why, sizeof why) == 0, "%s", why);
    float *got = scores(&t->c, task, &unused);
    *difference = largest(got, want, 2 * (size_t)some(task));
    free(got);
    return (double)file.st_size;
}

void show_merged(Run *run, const Task *task, Trial *t)
{
    const Params *trunk = task->trunk.params;
    size_t n = 2 * (size_t)some(task);
    double beside, within, file_difference;
    float *before = all_weights(trunk), *apart = scores(&t->c, task, &beside);
    double bytes = loaded(run, task, t, apart, &file_difference);
    lora_merge(t->lora);
    float *merged = scores(&t->c, task, &within);
    lora_unmerge(t->lora);
    double once = moved(trunk, before), difference = largest(apart, merged, n), size = largest(apart, NULL, n);
    for (int i = 1; i < ROUNDS; i++)
        lora_merge(t->lora), lora_unmerge(t->lora);
    double often = moved(trunk, before);
    run_section("merged");
    printf("largest of %zu scores             %12.3f\nlargest difference, merged        %12.1e\n"
           "from a file of %4.0f kB, the largest %10.1e\n(the trunk's has %.0f kB)\n"
           "16 mails, adapters beside         %12.1f ms\n16 mails, merged                  %12.1f ms\n"
           "W after merging and unmerging, the largest error  %.1e\nthe same %3d times               %.1e\n",
           n, size, difference, 1e-3 * bytes, file_difference, 4e-3 * (double)params_size(trunk), 1e3 * beside,
           1e3 * within, once, ROUNDS, often);
    run_summary(run, "merged_difference", difference / fmax(size, 1), "");
    run_summary(run, "file_difference", file_difference, "");
    run_summary(run, "file_kb", 1e-3 * bytes, "kB");
    run_summary(run, "merged_time_share", 100 * within / beside, "%");
    free(before), free(apart), free(merged);
}

/* The size of the gradient of all A, and of all B, at the first step. */
static void first(const Task *task, const Trial *t, double size[2])
{
    Tape *tape = tape_new();
    size[0] = size[1] = 0;
    int B = GSL_MIN(BATCH, task->count[SPAM_TRAINING]);
    t->c.head.w->data[0] = 0.1F; /* a head of zeros would send nothing back */
    tape_backward(tape, classifier_loss(tape, &t->c, task->list[SPAM_TRAINING], NULL, B));
    for (int i = 0; i < params_count(t->learns); i++) {
        const char *name = params_name(t->learns, i), *end = name + strlen(name) - 1;
        gsl_vector_float_view g = gsl_vector_float_view_array(params_at(t->learns, i)->grad, params_at(t->learns, i)->size);
        if (*end == 'A' || *end == 'B')
            size[*end - 'A'] += gsl_pow_2((double)gsl_blas_snrm2(&g.vector));
    }
    size[0] = sqrt(size[0]), size[1] = sqrt(size[1]);
    params_drop_grads(t->learns), tape_free(tape);
}

void show_first(Run *run, const Task *task, int rank)
{
    Trial t = trial_new(task, rank, LORA_ALL, run->seed);
    double usual[2], zeros[2];
    first(task, &t, usual);
    for (int i = 0; i < params_count(t.learns); i++)
        if (strstr(params_name(t.learns, i), "lora_A"))
            tensor_fill(params_at(t.learns, i), 0);
    first(task, &t, zeros);
    run_section("first");
    printf("gradients at the first step       of all A     of all B\nA random, B zero %25.2e %12.2e\n"
           "both zero %32.2e %12.2e\n", usual[0], usual[1], zeros[0], zeros[1]);
    run_summary(run, "first_a", usual[0], ""), run_summary(run, "first_b", usual[1], "");
    run_summary(run, "both_zero", zeros[0] + zeros[1], "");
    trial_free(&t);
}
