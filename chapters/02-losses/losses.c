/* Chapter 02: what two losses measure, where they come from, and how each learns when it is badly wrong. */
#include <math.h>
#include <stdio.h>
#include <gsl/gsl_deriv.h>
#include <gsl/gsl_fit.h>
#include <gsl/gsl_randist.h>
#include "run.h"

enum { CLASSES = 5, LABEL = 0, EXAMPLES = 400, LEARNERS = 4, STEPS = 10000, POINTS = 4000 };
static const double article[CLASSES] = {0.3, 0.2, 0.1, 0.2, 0.2}, one_hot[CLASSES] = {1, 0, 0, 0, 0};
static const double uniform[CLASSES] = {0.2, 0.2, 0.2, 0.2, 0.2};

static void report(Run *run, const char *text, const char *name, double value, const char *unit)
{
    printf("%-30s %9.4f%s%s\n", text, value, *unit ? " " : "", unit);
    run_summary(run, name, value, unit);
}

//> claim
/* What a model that says p pays on average, in nats, when outcomes are drawn from q. */
static double cross_entropy(const double *q, const double *p)
{
    double sum = 0;
    for (int k = 0; k < CLASSES; k++)
        sum -= q[k] > 0 ? q[k] * log(p[k]) : 0; /* 0 ln 0 counts as 0 */
    return sum;
}

static double mean_squared_error(const double *q, const double *p)
{
    double sum = 0;
    for (int k = 0; k < CLASSES; k++)
        sum += (p[k] - q[k]) * (p[k] - q[k]) / CLASSES;
    return sum;
}
//< claim

static void show_claim(Run *run)
{
    double loss = cross_entropy(one_hot, article), entropy = cross_entropy(article, article);
    run_section("claim");
    report(run, "cross-entropy, label against p", "cross_entropy", loss, "nats");
    report(run, "e to that power", "perplexity", exp(loss), "");
    report(run, "-sum p ln p", "entropy", entropy, "nats");
    report(run, "-sum p log2 p", "entropy_bits", entropy / log(2), "bits");
    report(run, "-sum p log10 p", "entropy_base_10", entropy / log(10), "");
    report(run, "the base that gives 0.26186", "base", exp(entropy / 0.26186), "");
    report(run, "MSE, uniform against p", "mse_uniform", mean_squared_error(uniform, article), "");
    report(run, "MSE, label against p", "mse_label", mean_squared_error(one_hot, article), "");
}

//> likelihood
/* Minus the logarithm of the probability (density) that a model gave to what happened: a 1. */
static void show_likelihood(void)
{
    run_section("likelihood");
    printf("model   -ln Bernoulli    -ln m      -ln Gaussian   (1 - m)^2/2   difference\n");
    for (double m = 0.3; m < 1; m += 0.3) {
        double label = -log(gsl_ran_bernoulli_pdf(1, m)), number = -log(gsl_ran_gaussian_pdf(1 - m, 1));
        double square = (1 - m) * (1 - m) / 2, rest = number - square;
        printf("%.1f %17.4f %8.4f %17.4f %13.4f %12.4f\n", m, label, -log(m), number, square, rest);
    }
}
//< likelihood

//> gradient
/* The loss as logit z_k varies. Take z = ln p: then Z = 1, and all e^z but its own sum to 1 - p_k. */
static double loss_of_logit(double zk, void *param)
{
    int k = *(int *)param;
    return log(exp(zk) + 1 - article[k]) - (k == LABEL ? zk : log(article[LABEL]));
}

static void show_gradient(void)
{
    double measured, error;
    run_section("gradient");
    printf("class    p    y   p - y   measured dL/dz\n");
    for (int k = 0; k < CLASSES; k++) {
        gsl_function loss = {loss_of_logit, &k};
        gsl_deriv_central(&loss, log(article[k]), 1e-3, &measured, &error);
        printf("%d %8.1f %4.0f %7.1f %16.6f\n", k, article[k], one_hot[k], article[k] - one_hot[k], measured);
    }
}
//< gradient

//> flat
typedef enum { CROSS_ENTROPY, SQUARED, SQUARED_LINEAR } Loss;
static double sigmoid(double z) { return 1 / (1 + exp(-z)); }

/* dL/dz for one logit z and a label y of 0 or 1. */
static double slope(Loss loss, double z, double y)
{
    double p = sigmoid(z);
    return loss == CROSS_ENTROPY ? p - y
         : loss == SQUARED       ? 2 * (p - y) * p * (1 - p) /* of (p - y)^2 */
                                 : 2 * (z - y);              /* of (z - y)^2: no sigmoid */
}
//< flat

static void show_flat(Run *run)
{
    Log *curve = run_log(run, "logit", "logit ce mse ce_gradient mse_gradient");
    run_section("flat");
    printf("logit         p   cross-entropy   its gradient   squared error   its gradient\n");
    for (double z = -12; z <= 6; z += 0.125) {
        double p = sigmoid(z), dce = slope(CROSS_ENTROPY, z, 1), dmse = slope(SQUARED, z, 1);
        LOG_ROW(curve, z, log1p(exp(-z)), (1 - p) * (1 - p), dce, dmse);
        if (fabs(fmod(z, 4)) == 2) /* -10, -6, ... 6 */
            printf("%5.0f %9.6f %15.4f %14.6f %15.4f %14.6f\n", z, p, -log(p), dce, (1 - p) * (1 - p), dmse);
    }
    run_summary(run, "gradient_ratio", slope(CROSS_ENTROPY, -10, 1) / slope(SQUARED, -10, 1), "");
    log_close(curve);
}

//> train
typedef struct {
    const char *name;
    Loss loss;
    double rate, w[3], right; /* per cent */
    int reached;              /* the first step with 90 % right, or 0 */
} Learner;

/* One step of gradient descent on the mean loss. A row of data is 1, x1, x2; its label is 1 in odd rows. */
static void learn(Learner *a, double data[EXAMPLES][3], int step)
{
    double grad[3] = {0}, threshold = a->loss == SQUARED_LINEAR ? 0.5 : 0, right = 0;
    for (int i = 0; i < EXAMPLES; i++) {
        const double *x = data[i], y = i % 2, z = a->w[0] * x[0] + a->w[1] * x[1] + a->w[2] * x[2];
        right += (z > threshold) == (y > 0.5);
        for (int j = 0; j < 3; j++)
            grad[j] += slope(a->loss, z, y) * x[j] / EXAMPLES;
    }
    for (int j = 0; j < 3; j++)
        a->w[j] -= a->rate * grad[j];
    a->right = 100 * right / EXAMPLES;
    a->reached = !a->reached && a->right >= 90 ? step : a->reached;
}
//< train

static void show_train(Run *run)
{
    Learner a[LEARNERS] = {{"cross-entropy", CROSS_ENTROPY, 0.1, {0, -5, -5}, 0, 0},
                           {"squared error", SQUARED, 0.1, {0, -5, -5}, 0, 0},
                           {"squared error", SQUARED, 10, {0, -5, -5}, 0, 0},
                           {"squared, no sigmoid", SQUARED_LINEAR, 0.1, {0, -5, -5}, 0, 0}};
    double data[EXAMPLES][3]; /* two clouds of points, round (-1, -1) and (1, 1) */
    for (int i = 0; i < EXAMPLES; i++)
        for (int j = 0; j < 3; j++)
            data[i][j] = j == 0 ? 1 : (i % 2 ? 1 : -1) + gsl_ran_gaussian(run->rng, 0.8);
    Log *curves = run_log(run, "training", "step ce mse mse_fast mse_linear");
    for (int step = 0; step <= STEPS; step++) {
        for (int k = 0; k < LEARNERS; k++)
            learn(&a[k], data, step);
        if (step < 100 || step % (step < 1000 ? 5 : 50) == 0)
            LOG_ROW(curves, step, a[0].right, a[1].right, a[2].right, a[3].right);
    }
    log_close(curves);
    run_section("train");
    printf("loss                learning rate   steps to 90 %% right   right at last\n");
    for (int k = 0; k < LEARNERS; k++)
        printf("%-20s %12.1f %22d %13.0f %%\n", a[k].name, a[k].rate, a[k].reached, a[k].right);
    run_summary(run, "steps_ce", a[0].reached, "steps");
    run_summary(run, "steps_mse", a[1].reached, "steps");
    run_summary(run, "steps_mse_fast", a[2].reached, "steps");
    run_summary(run, "steps_ratio", (double)a[1].reached / a[0].reached, "");
}

//> right
static void show_right(Run *run)
{
    double x[POINTS], t[POINTS], c0, c1, v[3], sum;
    run_section("right");
    printf("forecast   cross-entropy   squared error   absolute error\n");
    for (double p = 0.5; p < 0.95; p += 0.1)
        printf("%.1f %17.4f %15.4f %16.4f\n", p, -0.7 * log(p) - 0.3 * log(1 - p),
               0.7 * (1 - p) * (1 - p) + 0.3 * p * p, 0.7 * (1 - p) + 0.3 * p);
    for (int i = 0; i < POINTS; i++) {
        x[i] = gsl_ran_flat(run->rng, -1, 1);
        t[i] = 1 + 2 * x[i] + gsl_ran_gaussian(run->rng, 0.5);
    }
    gsl_fit_linear(x, 1, t, 1, POINTS, &c0, &c1, &v[0], &v[1], &v[2], &sum);
    printf("\nt = 1 + 2x + Gaussian noise of standard deviation 0.5, and the line of least squared error\n");
    report(run, "its slope", "slope", c1, "");
    report(run, "the root of its MSE", "noise", sqrt(sum / POINTS), "");
}
//< right

int main(int argc, char **argv)
{
    Run run = run_begin(argc, argv, "02-losses", "Cross-entropy against mean squared error", NULL);
    show_claim(&run);
    show_likelihood();
    show_gradient();
    show_flat(&run);
    show_train(&run);
    show_right(&run);
    return run_end(&run);
}
