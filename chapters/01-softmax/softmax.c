/* Chapter 01: scores become probabilities, on paper and then in a computer. */
#include <float.h>
#include <math.h>
#include <stdio.h>

#include <gsl/gsl_statistics_float.h>

#include "run.h"

enum { N = 5, VOCABULARY = 50257 }; /* 50,257: the vocabulary of GPT-2 */

static const float FIRST[N] = {0.3f, 0.2f, 0.1f, 0.4f, 0.5f}; /* the article's two lists */
static const float SECOND[N] = {0.4f, 0.3f, 0.2f, 0.1f, 0.3f};
static const float SCORE[N] = {4.0f, 3.95f, 1.0f, 0.0f, -1.0f}; /* mat, rug, sofa, roof, moon */

//> softmax
/* p[i] = e^(z[i] - c) / Z, where Z is the sum of all the numerators. Returns Z. */
static float softmax(const float *z, float *p, int n, float c)
{
    float sum = 0;
    for (int i = 0; i < n; i++) {
        p[i] = expf(z[i] - c);
        sum += p[i];
    }
    for (int i = 0; i < n; i++)
        p[i] /= sum;
    return sum;
}
//< softmax

static double print_list(const char *name, const float *x)
{
    double sum = (double)x[0] + x[1] + x[2] + x[3] + x[4];
    printf("%-26s %.4f  %.4f  %.4f  %.4f  %.4f   sum %.4f\n", name, x[0], x[1], x[2], x[3], x[4], sum);
    return sum;
}

static void check_article(Run *run)
{
    float p[N];
    run_section("article");
    double first = print_list("first list", FIRST);
    double second = print_list("second list", SECOND);
    float z1 = softmax(FIRST, p, N, 0);
    print_list("softmax of the first list", p);
    run_summary(run, "first_sum", first, "");
    run_summary(run, "second_sum", second, "");
    run_summary(run, "second_fixed", SECOND[0] / second, "");
    run_summary(run, "first_largest", p[4], "");

    float z2 = softmax(SECOND, p, N, 0), z3 = softmax(SCORE, p, N, 0);
    run_section("contexts");
    printf("first list          Z = %8.4f\n", z1);
    printf("second list         Z = %8.4f   divided by the first Z, the shares sum to %.4f\n", z2, z2 / z1);
    printf("The cat sat on the  Z = %8.4f   divided by the first Z, the shares sum to %.4f\n", z3, z3 / z1);
    run_summary(run, "second_by_first_z", z2 / z1, "");

    Log *idea = run_log(run, "idea", "score exponential probability");
    for (int i = 0; i < N; i++)
        LOG_ROW(idea, SCORE[i], exp(SCORE[i]), p[i]);
    log_close(idea);
}

static void shift_scores(void)
{
    static const float added[] = {0, 10, 80, 88, 89, -100, -110};
    float z[N], plain[N], safe[N];
    run_section("shift");
    printf("added   c = 0: Z   p[0]    p[1]      c = max: p[0]    p[1]\n");
    for (int k = 0; k < 7; k++) {
        //> shift
        for (int i = 0; i < N; i++)
            z[i] = FIRST[i] + added[k];
        float sum = softmax(z, plain, N, 0);
        softmax(z, safe, N, gsl_stats_float_max(z, 1, N));
        //< shift
        printf("%5g   %-9.3e  %-6.4f  %-6.4f             %.4f  %.4f\n", added[k], sum,
               fabsf(plain[0]), fabsf(plain[1]), safe[0], safe[1]); /* fabsf: some NaNs print a sign */
    }
}

//> logsumexp
/* ln of the sum of e^z[i]: the same for every c, on paper. */
static double logsumexp(const float *z, int n, double c)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += exp(z[i] - c);
    return c + log(sum);
}
//< logsumexp

static void show_logs(Run *run)
{
    static const float z[3][2] = {{709, 709}, {710, 710}, {1000, 800}};
    run_section("logsumexp");
    printf("scores       ln Z, c = 0   ln Z, c = max\n");
    for (int k = 0; k < 3; k++)
        printf("%4g, %3g    %-11g   %g\n", z[k][0], z[k][1],
               logsumexp(z[k], 2, 0), logsumexp(z[k], 2, z[k][0]));
    float log_p = (float)(800 - logsumexp(z[2], 2, 1000)), p = expf(log_p);
    printf("For the 800: score - ln Z = %g; in float, p = %g and ln p = %g\n", log_p, p, logf(p));
    run_summary(run, "float_limit", log(FLT_MAX), "");
    run_summary(run, "double_limit", log(DBL_MAX), "");
}

//> temperature
/* Softmax of z / t. Returns the entropy, -sum p ln p, in nats. */
static double at_temperature(const float *z, float *p, int n, float t)
{
    double h = 0;
    for (int i = 0; i < n; i++)
        p[i] = z[i] / t;
    softmax(p, p, n, gsl_stats_float_max(p, 1, (size_t)n));
    for (int i = 0; i < n; i++)
        h -= p[i] > 0 ? p[i] * log(p[i]) : 0;
    return h;
}
//< temperature

static void change_temperature(Run *run)
{
    float p[N];
    Log *shares = run_log(run, "temperature", "t mat rug sofa roof moon");
    Log *entropy = run_log(run, "entropy", "t entropy");
    run_section("temperature");
    printf("T           mat     rug    sofa    roof    moon   entropy\n");
    for (int k = 0; k <= 160; k++) {
        float t = powf(10, (float)k / 40 - 2);
        double h = at_temperature(SCORE, p, N, t);
        LOG_ROW(shares, t, p[0], p[1], p[2], p[3], p[4]);
        LOG_ROW(entropy, t, h);
        if (k % 20 == 0)
            printf("%-7.3g  %.4f  %.4f  %.4f  %.4f  %.4f   %.4f\n", t, p[0], p[1], p[2], p[3], p[4], h);
    }
    run_summary(run, "entropy_shelf", at_temperature(SCORE, p, N, 0.316f), "nat");
    log_close(shares);
    log_close(entropy);
}

//> sample
static int sample(const float *p, int n, gsl_rng *rng)
{
    double u = gsl_rng_uniform(rng); /* somewhere in [0, 1) */
    for (int i = 0; i < n; i++) {
        u -= p[i];
        if (u < 0)
            return i;
    }
    return n - 1; /* rounding: the p[i] summed to a little less than 1 */
}
//< sample

static void draw(Run *run)
{
    float p[N];
    softmax(SCORE, p, N, 0);
    run_section("sample");
    printf("draws       mat     rug    sofa    roof    moon   mat is off by (expected)\n");
    for (int draws = 100; draws <= 1000000; draws *= 100) {
        int count[N] = {0};
        for (int k = 0; k < draws; k++)
            count[sample(p, N, run->rng)]++;
        double off = (double)count[0] / draws - p[0], expected = sqrt(p[0] * (1.0 - p[0]) / draws);
        printf("%-7d", draws);
        for (int i = 0; i < N; i++)
            printf("  %.4f", (double)count[i] / draws);
        printf("   %.4f (%.4f)\n", fabs(off), expected);
        if (draws == 1000000)
            run_summary(run, "sample_off", off / expected, "standard deviations");
    }
}

static void lose_the_tail(Run *run)
{
    static float z[VOCABULARY], p[VOCABULARY];
    for (int i = 1; i < VOCABULARY; i++) /* z[0] stays 0 */
        z[i] = -17;
    float sum = softmax(z, p, VOCABULARY, 0);
    double log_z = logsumexp(z, VOCABULARY, 0), total = 0;
    for (int i = 0; i < VOCABULARY; i++)
        total += p[i];
    run_section("tail");
    printf("sum in float:  Z = %.6f, p[0] = %.6f, all shares sum to %.6f\n", sum, p[0], total);
    printf("sum in double: Z = %.6f, p[0] = %.6f\n", exp(log_z), exp(-log_z));
    run_summary(run, "tail_total", total, "");
}

int main(int argc, char **argv)
{
    Run run = run_begin(argc, argv, "01-softmax", "Softmax: scores become probabilities.", NULL);
    check_article(&run);
    shift_scores();
    show_logs(&run);
    change_temperature(&run);
    draw(&run);
    lose_the_tail(&run);
    return run_end(&run);
}
