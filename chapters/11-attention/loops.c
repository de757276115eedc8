#include "loops.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics.h>
#include <math.h>
#include <stdlib.h>

#include "op.h"

//> head
/* Row i of P (T,T) receives the weights of query i, row i of o the mixture. */
void attend(Head h, float *P, float *o, int o_row)
{
    for (int i = 0; i < h.T; i++) {
        const float *q = h.q + i * h.row;
        float *p = P + i * h.T, top = -INFINITY;
        int seen = h.causal ? i + 1 : h.T; /* the mask: nothing that comes later */
        double sum = 0;
        for (int j = 0; j < seen; j++) {
            double dot = 0;
            for (int c = 0; c < h.d; c++)
                dot += (double)q[c] * (double)h.k[j * h.row + c];
            p[j] = (float)(dot / sqrt(h.d)); /* the scale */
            top = fmaxf(top, p[j]);
        }
        for (int j = 0; j < h.T; j++) {
            p[j] = j < seen ? expf(p[j] - top) : 0;
            sum += (double)p[j];
        }
        for (int j = 0; j < seen; j++)
            p[j] /= (float)sum;
        for (int c = 0; c < h.d; c++) {
            double mix = 0;
            for (int j = 0; j < seen; j++)
                mix += (double)p[j] * (double)h.v[j * h.row + c];
            o[i * o_row + c] = (float)mix;
        }
    }
}
//< head

void show_idea(Run *run)
{
    enum { N = 4, D = 2 };
    static const float q[N * D] = {[6] = 1.6f, [7] = 1.2f}; /* only the last one is asked */
    static const float k[N * D] = {2, 0.4f, 0.3f, 1.9f, -1.7f, 0.8f, -0.6f, -1.6f};
    static const float v[N * D] = {3, 1, 2, 3, -1, 2, 0, 0};
    float P[N * N], o[N * D];
    attend((Head){q, k, v, N, D, D, 1}, P, o, D);
    Log *figure = run_log(run, "idea", "key1 key2 value1 value2 weight");
    run_section("idea");
    printf("query (1.6, 1.2)\n   key            q k   q k/root 2   weight   value\n");
    for (int j = 0; j < N; j++) {
        const float *kj = k + D * j, *vj = v + D * j;
        float dot = q[6] * kj[0] + q[7] * kj[1];
        printf("%c  (%4.1f, %4.1f)  %5.2f   %10.4f   %.4f   (%2g, %g)\n", 'A' + j, (double)kj[0],
               (double)kj[1], (double)dot, (double)dot / sqrt(D), (double)P[3 * N + j], (double)vj[0],
               (double)vj[1]);
        LOG_ROW(figure, (double)kj[0], (double)kj[1], (double)vj[0], (double)vj[1], (double)P[3 * N + j]);
    }
    printf("the mixture of the values: (%.4f, %.4f)\n", (double)o[6], (double)o[7]);
    LOG_ROW(figure, (double)q[6], (double)q[7], (double)o[6], (double)o[7], 1);
    log_close(figure);
    static const float lone[] = {-7, 0.4f, 90};
    for (int i = 0; i < 3; i++) {
        attend((Head){lone + i, &(float){1}, &(float){1}, 1, 1, 1, 1}, P, o, 1);
        printf("%sa single key of score %g: weight %.4f\n", i ? "" : "\n", (double)lone[i], (double)P[0]);
    }
}

/* Softmax of n scores times a factor: its entropy, and the slopes p (1 - p) of all weights, added up. */
static double entropy_of(const double *score, int n, double factor, double *slopes)
{
    double top = gsl_stats_max(score, 1, (size_t)n), sum = 0, squares = 0, mean = 0;
    for (int j = 0; j < n; j++) {
        double z = factor * (score[j] - top), e = exp(z);
        sum += e, squares += e * e, mean += e * z;
    }
    *slopes = 1 - squares / (sum * sum);
    return log(sum) - mean / sum;
}

Saturation saturate(Run *run)
{
    enum { KEYS = 64, WIDEST = 1024, DRAWS = 301 };
    static double score[KEYS], entropy[2][DRAWS], slope[2][DRAWS];
    size_t draws = run->quick ? 31 : DRAWS;
    Saturation found;
    Log *figure = run_log(run, "saturation", "d entropy entropy_scaled slope slope_scaled");
    run_section("saturation");
    printf("            entropy in nats      sum of the slopes, median\n");
    printf("   d     q k    q k/root d       q k      q k/root d\n");
    for (int d = 1; d <= WIDEST; d *= 2) {
        for (size_t i = 0; i < draws; i++) {
            double q[WIDEST];
            for (int c = 0; c < d; c++)
                q[c] = gsl_ran_gaussian_ziggurat(run->rng, 1);
            for (int j = 0; j < KEYS; j++) {
                score[j] = 0;
                for (int c = 0; c < d; c++)
                    score[j] += q[c] * gsl_ran_gaussian_ziggurat(run->rng, 1);
            }
            for (int scaled = 0; scaled < 2; scaled++)
                entropy[scaled][i] = entropy_of(score, KEYS, scaled ? 1 / sqrt(d) : 1, &slope[scaled][i]);
        }
        found.mean = gsl_stats_mean(slope[0], 1, draws);
        for (int s = 0; s < 2; s++) {
            gsl_sort(slope[s], 1, draws);
            found.entropy[s] = gsl_stats_mean(entropy[s], 1, draws);
            found.slope[s] = gsl_stats_median_from_sorted_data(slope[s], 1, draws);
        }
        LOG_ROW(figure, d, found.entropy[0], found.entropy[1], found.slope[0], found.slope[1]);
        if ((d & 0x555) != 0)
            printf("%4d   %.3f   %.3f             %8.5f   %.5f\n", d, found.entropy[0], found.entropy[1],
                   found.slope[0], found.slope[1]);
    }
    log_close(figure);
    return found;
}

//> heads
/* qkv (T,3C) holds queries, keys and values side by side; a head takes d columns of each. */
static void attend_heads(const float *qkv, int T, int C, int heads, float *P, float *o)
{
    for (int h = 0, d = C / heads; h < heads; h++) {
        const float *q = qkv + h * d;
        Head head = {.q = q, .k = q + C, .v = q + 2 * C, .T = T, .d = d, .row = 3 * C, .causal = 1};
        attend(head, P, o + h * d, C);
    }
}
//< heads

double compare_with_op(Run *run)
{
    enum { B = 4, T = 256, C = 256, HEADS = 4 };
    float *P = malloc(T * T * sizeof *P), *o = malloc(B * T * C * sizeof *o);
    double slow = INFINITY, fast = INFINITY, worst = 0;
    Tape *t = tape_new();
    tape_inference(t, 1);
    for (int round = 0; round < 3; round++, tape_reset(t)) {
        Tensor *qkv = tape_input(t, SHAPE(B, T, 3 * C));
        for (size_t i = 0; i < qkv->size; i++)
            qkv->data[i] = (float)gsl_ran_gaussian_ziggurat(run->rng, 1);
        double start = log_seconds();
        for (int b = 0; b < B; b++)
            attend_heads(qkv->data + b * T * 3 * C, T, C, HEADS, P, o + b * T * C);
        double middle = log_seconds();
        Tensor *y = op_attention(t, qkv, HEADS, 1);
        fast = fmin(fast, log_seconds() - middle);
        slow = fmin(slow, middle - start);
        for (size_t i = 0; i < y->size; i++)
            worst = fmax(worst, fabs((double)(y->data[i] - o[i])));
    }
    run_section("op");
    printf("4 sequences of 256 positions, 4 heads of 64: largest difference %s 0.00001\n",
           worst < 1e-5 ? "below" : "NOT BELOW");
    printf("by loops %.0f ms, by op_attention %.1f ms\n", 1e3 * slow, 1e3 * fast);
    free(P), free(o), tape_free(t);
    return worst;
}
