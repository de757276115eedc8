/* Graded tests of ex_remove_neurons, chapter 19. References are the definition, and the whole MLP, in which the neurons
 * that go put out their means. */
#include "19-pruning.h"

#include <gsl/gsl_rng.h>
#include <string.h>

#include "grade.h"
#include "shared.h"

static float relu(float x) { return x > 0 ? x : 0; }

/* What the MLP puts out; neurons that are not kept (keep may be NULL) put out their mean, or 0. */
static void forward(const float *w1, const float *b1, const float *w2, const float *b2, const float *mean,
                    const int *keep, int K, int H, int M, const float *x, float *y)
{
    for (int m = 0; m < M; m++) {
        double sum = (double)b2[m];
        for (int h = 0; h < H; h++) {
            double z = (double)b1[h];
            for (int k = 0; k < K; k++)
                z += (double)w1[h * K + k] * (double)x[k];
            double out = !keep || keep[h] ? (double)relu((float)z) : mean ? (double)mean[h] : 0;
            sum += (double)w2[m * H + h] * out;
        }
        y[m] = (float)sum;
    }
}

static void check_columns(const float *new2, const float *w2, const int *keep, int H, int M, int left)
{
    float want[MOST], turned[MOST];
    int at = 0;
    for (int h = 0; h < H; h++)
        if (keep[h]) {
            for (int m = 0; m < M; m++)
                want[m * left + at] = w2[m * H + h], turned[m + at * M] = w2[m * H + h];
            at++;
        }
    int is_turned = same(new2, turned, M * left);
    int is_first = 1;
    for (int m = 0; m < M; m++)
        is_first &= same(new2 + m * left, w2 + m * H, left);
    grade_array(new2, want, (size_t)(M * left), 0,
                is_turned  ? "new2 is (M,L): its rows are L long; this is its transpose"
                : is_first ? "those are the first columns of w2: the columns of the neurons that stay are wanted"
                           : "a neuron is a row of w1, and a column of w2; rows of new2 are L long, not H");
}

static void check_removal(int K, int H, int M, const int *keep, int with_mean, unsigned long seed)
{
    float w1[MOST], b1[64], w2[MOST], b2[64], mean[64];
    randomise(w1, H * K, seed), randomise(b1, H, seed + 1), randomise(w2, M * H, seed + 2);
    randomise(b2, M, seed + 3), randomise(mean, H, seed + 4);
    int left = 0, at = 0;
    for (int h = 0; h < H; h++)
        left += keep[h] != 0;
    float *new1 = grade_floats((size_t)(left * K)), *c1 = grade_floats((size_t)left);
    float *new2 = grade_floats((size_t)(M * left)), *c2 = grade_floats((size_t)M), want[MOST];
    int got = ex_remove_neurons(given(w1, H * K), given(b1, H), given(w2, M * H), given(b2, M),
                                with_mean ? given(mean, H) : NULL, grade_input(keep, (size_t)H * sizeof *keep), K, H, M,
                                new1, c1, new2, c2);
    grade_int(got, left, "returns how many neurons stay");
    for (int h = 0; h < H; h++)
        if (keep[h])
            memcpy(want + at++ * K, w1 + h * K, (size_t)K * sizeof *want);
    grade_array(new1, want, (size_t)(left * K), 0, "new1 has the rows of w1 that stay, one after the other");
    for (int h = at = 0; h < H; h++)
        if (keep[h])
            want[at++] = b1[h];
    grade_array(c1, want, (size_t)left, 0, "a neuron takes its bias with it");
    check_columns(new2, w2, keep, H, M, left);
    float x[64], y[64], wanted[64];
    randomise(x, K, seed + 5);
    forward(w1, b1, w2, b2, with_mean ? mean : NULL, keep, K, H, M, x, wanted);
    forward(new1, c1, new2, c2, NULL, NULL, K, left, M, x, y);
    grade_array(y, wanted, (size_t)M, 1e-4,
                !with_mean          ? "c2 is b2, as it was"
                : same(c2, b2, M) ? "c2 is b2 as it was: the neurons that went took their mean with them"
                                    : "c2 = b2 + sum of w2[m][h] * mean[h] over the neurons that go, and no others");
}

GRADE(ex_remove_neurons, smaller_matrices, 1, "Whole units")
{
    grade_call("ex_remove_neurons(random, mean = NULL, keep = {1, 0, 1, 1}, K = 3, H = 4, M = 2)");
    check_removal(3, 4, 2, (int[]){1, 0, 1, 1}, 0, 10);
    gsl_rng *choice = gsl_rng_alloc(gsl_rng_taus);
    for (int k = 1; k < 15; k++) {
        int keep[64], H = 2 + 2 * k;
        for (int h = 0; h < H; h++)
            keep[h] = h == k % H ? 5 : gsl_rng_uniform(choice) < 0.5;
        grade_call("ex_remove_neurons(random, mean = NULL, random keep, K = %d, H = %d, M = %d)", 1 + k % 6, H,
                   1 + k % 4);
        check_removal(1 + k % 6, H, 1 + k % 4, keep, 0, 20 + (unsigned long)k);
    }
    gsl_rng_free(choice);
}

GRADE(ex_remove_neurons, what_they_said_on_average, 1, "Whole units")
{
    grade_call("ex_remove_neurons(random, random mean, keep = {0, 1, 0}, K = 2, H = 3, M = 2)");
    check_removal(2, 3, 2, (int[]){0, 1, 0}, 1, 50);
    grade_call("ex_remove_neurons(random, random mean, keep = {1, 1, 1}, K = 2, H = 3, M = 4)");
    check_removal(2, 3, 4, (int[]){1, 1, 1}, 1, 60);
    gsl_rng *choice = gsl_rng_alloc(gsl_rng_taus);
    for (int k = 1; k < 10; k++) {
        int keep[64], H = 3 * k;
        for (int h = 0; h < H; h++)
            keep[h] = h == 0 || gsl_rng_uniform(choice) < 0.4;
        grade_call("ex_remove_neurons(random, random mean, random keep, K = %d, H = %d, M = %d)", k, H, 2 * k);
        check_removal(k, H, 2 * k, keep, 1, 70 + (unsigned long)k);
    }
    gsl_rng_free(choice);
    float w[4] = {1, 2, 3, 4}, out[4] = {7, 7, 7, 7};
    grade_call("ex_remove_neurons(keep = {0, 0}, K = 2, H = 2, M = 2)");
    grade_int(ex_remove_neurons(w, w, w, w, w, (int[]){0, 0}, 2, 2, 2, out, out, out, out), -1, "no neuron would stay");
    for (int bad = 0; bad < 3; bad++) {
        int K = bad == 0 ? 0 : 2, H = bad == 1 ? 0 : 2, M = bad == 2 ? 0 : 2;
        grade_call("ex_remove_neurons(keep = {1, 1}, K = %d, H = %d, M = %d)", K, H, M);
        grade_int(ex_remove_neurons(w, w, w, w, w, (int[]){1, 1}, K, H, M, out, out, out, out), -1,
                  "each is at least 1");
    }
    grade_true(out[0] >= 7 && out[1] >= 7 && out[2] >= 7 && out[3] >= 7, "nothing written",
               "something was written although there is no answer");
}
