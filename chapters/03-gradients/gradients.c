/* Chapter 03: one gradient in three ways, what each way costs, and what gradients are for. */
#include <gsl/gsl_deriv.h>
#include <math.h>
#include "gradcheck.h"
#include "layer.h"
#include "run.h"

enum { POINTS = 194, HIDDEN = 64, STEPS = 8000 };
static const double W = 2, X = 0.75, B = -0.5, Y = 1; /* float32 holds each of them exactly */
static const char *const STEP[] = {"a = w x", "u = a + b", "h = tanh u", "e = h - y", "L = e e"};

//> paper
static double on_paper(void)
{
    double a = W * X, u = a + B, h = tanh(u), e = h - Y, value[] = {a, u, h, e, e * e};
    double slope[] = {X, 1, 1 - h * h, 1, 2 * e}, gradient = 1; /* da/dw, du/da, dh/du, de/dh, dL/de; dL/dL */
    for (int i = 4; i >= 0; i--) {
        printf("%-10s = %8.5f   gradient %8.5f   slope %8.5f\n", STEP[i], value[i], gradient, slope[i]);
        gradient *= slope[i];
    }
    printf("dL/dw = %.5f\n", gradient);
    return gradient;
}
//< paper

static Tensor *number(Tape *t, double value, int needs_grad)
{
    Tensor *x = tape_input(t, SHAPE(1));
    x->data[0] = (float)value, x->needs_grad = needs_grad;
    return x;
}

//> tape
static double on_tape(Log *figure, int lose_one)
{
    Tape *t = tape_new();
    tape_keep_grads(t, 1); /* those in between too, to be printed */
    Tensor *w = number(t, W, 1), *b = number(t, B, 1); /* 1: wants a gradient */
    Tensor *u = op_add(t, op_mul(t, w, number(t, X, 0)), b);
    Tensor *e = op_sub(t, op_tanh(t, u), number(t, Y, 0));
    tape_backward(t, op_mul(t, e, lose_one ? number(t, (double)tensor_item(e), 0) : e));
    //< tape
    for (int i = 0; i < tape_length(t); i++) {
        const Tensor *y = tape_at(t, i);
        double value = (double)y->data[0], gradient = (double)y->grad[0];
        printf("%d %-4s  %-10s = %8.5f   gradient %8.5f\n", i, y->op->name, STEP[i], value, gradient);
        log_text(figure, "%s\t%.4f\t%.4f", y->op->name, value, gradient);
    }
    double dw = (double)w->grad[0], db = (double)b->grad[0];
    printf("dL/db = %.5f   dL/dw = %.5f\n", db, dw);
    log_text(figure, "w\t%.4f\t%.4f\nb\t%.4f\t%.4f", W, dw, B, db);
    log_close(figure), tape_free(t);
    return dw;
}

static double tiny(double w, void *in_float)
{
    float e = tanhf((float)w * (float)X + (float)B) - (float)Y;
    return in_float ? (double)(e * e) : pow(tanh(w * X + B) - Y, 2);
}

//> differences
static double worst_error(const gsl_function *L, double step)
{
    double worst = 0;
    for (double w = 1.5; w < 2.5; w += 1.0 / 64) {
        double difference = (GSL_FN_EVAL(L, w + step) - GSL_FN_EVAL(L, w - step)) / (2 * step);
        double h = tanh(w * X + B), exact = 2 * (h - Y) * (1 - h * h) * X;
        worst = fmax(worst, fabs(difference / exact - 1));
    }
    return worst;
}
//< differences

static double measure(Log *figure)
{
    gsl_function in_float = {tiny, "yes"}, in_double = {tiny, NULL};
    double slope, claim;
    for (int k = 2; k <= 40; k++) { /* powers of two, so that w + step is exact */
        double step = ldexp(1, -k), f = worst_error(&in_float, step), d = worst_error(&in_double, step);
        LOG_ROW(figure, step, f, d);
        if (k % 5 == 3 && k < 30)
            printf("step %.1e   worst error in float32 %.0e   in double %.0e\n", step, f, d);
    }
    log_close(figure);
    //> gsl
    gsl_deriv_central(&in_float, W, 1e-8, &slope, &claim);
    printf("gsl_deriv_central in float32, from 1e-08: dL/dw = %.5f, claimed error %.0e\n", slope, claim);
    gsl_deriv_central(&in_double, W, 1e-8, &slope, &claim);
    //< gsl
    return slope;
}

//> network
typedef struct { Linear hidden, out; } Net;
static float place[POINTS][2]; /* where each point lies */
static int class[POINTS];      /* and to which spiral it belongs, 0 or 1 */

static Tensor *loss(Tape *t, void *net)
{
    const Net *n = net;
    Tensor *x = tape_input(t, SHAPE(POINTS, 2));
    tensor_set(x, place[0]);
    Tensor *h = op_tanh(t, linear_forward(t, &n->hidden, x));
    return op_softmax_xent(t, linear_forward(t, &n->out, h), class);
}
//< network

static Net net_new(Params *p, int hidden, gsl_rng *rng)
{
    Net n = {linear_new(p, "hidden", 2, hidden), linear_new(p, "out", hidden, 2)};
    params_init(p, rng);
    for (int i = 0; i < POINTS; i++) { /* one turn and a half inwards, every second point opposite */
        class[i] = i % 2;
        double angle = (i / 2 + 32 * class[i]) * M_PI / 32, radius = 6.5 * (104 - i / 2) / 104;
        place[i][0] = (float)(radius * sin(angle)), place[i][1] = (float)(radius * cos(angle));
    }
    return n;
}

static void cost(Run *run, int hidden)
{
    Params *p = params_new();
    Tape *t = tape_new();
    Net n = net_new(p, hidden, run->rng);
    double size = (double)params_size(p), forward = 1, back = 1; /* seconds: the fastest of 50 */
    double start = log_seconds();
    for (int i = 0; i < 50; i++, params_drop_grads(p), tape_reset(t), start = log_seconds()) {
        Tensor *l = loss(t, &n);
        forward = fmin(forward, log_seconds() - start), start = log_seconds();
        tape_backward(t, l);
        back = fmin(back, log_seconds() - start);
    }
    Gradcheck g = gradcheck_elements(p, loss, &n, 0.02); /* four forward passes a parameter */
    printf("%4.0f parameters: forward %.3f ms, backward %.3f ms, differences %.1f ms; worst error %.0e\n",
           size, 1e3 * forward, 1e3 * back, 1e3 * (log_seconds() - start), g.worst);
    if (hidden == HIDDEN)
        run_summary(run, "worst_gradient", g.worst, ""), run_summary(run, "passes", 4 * size, "");
    params_free(p), tape_free(t);
}

//> train
static int train(Run *run, Params *p, Net *n, int forget)
{
    Tape *t = tape_new();
    int right = 0;
    gsl_rng_set(run->rng, run->seed), params_init(p, run->rng); /* each time from the same weights */
    for (int s = 0; s <= STEPS; s++, tape_reset(t)) {
        Tensor *l = loss(t, n), *score = l->in[0];
        tape_backward(t, l);
        for (int i = 0; i < params_count(p); i++)
            for (size_t j = 0; j < params_at(p, i)->size; j++)
                params_at(p, i)->data[j] -= 0.1f * params_at(p, i)->grad[j];
        if (!forget)
            params_drop_grads(p);
        for (int i = right = 0; i < POINTS; i++)
            right += (score->data[2 * i + 1] > score->data[2 * i]) == class[i];
        if (s % (STEPS / 4) == 0)
            printf("step %4d   loss %.4f   right %d of %d\n", s, (double)tensor_item(l), right, POINTS);
    }
    tape_free(t);
    return right;
}
//< train

static void draw(Log *figure, const Net *n)
{
    for (int i = 0; i < POINTS; i++)
        LOG_ROW(figure, (double)place[i][0], (double)place[i][1], class[i]);
    log_text(figure, "\n");
    const float *w = n->hidden.w->data, *b = n->hidden.b->data, *v = n->out.w->data, *c = n->out.b->data;
    for (int i = 0; i < HIDDEN; i++)
        LOG_ROW(figure, (double)w[2 * i], (double)w[2 * i + 1], (double)b[i], (double)(v[HIDDEN + i] - v[i]));
    LOG_ROW(figure, 0, 0, 100, (double)(c[1] - c[0])); /* the last bias: tanh 100 is 1 */
    log_close(figure);
}

int main(int argc, char **argv)
{
    Run run = run_begin(argc, argv, "03-gradients", "Backpropagation: gradients from a tape.", NULL);
    run_section("paper");
    run_summary(&run, "slope_paper", on_paper(), "");
    run_section("tape");
    run_summary(&run, "slope_tape", on_tape(run_log(&run, "tape", "op value gradient"), 0), "");
    run_section("differences");
    run_summary(&run, "slope_gsl", measure(run_log(&run, "differences", "step float double")), "");
    run_section("cost");
    for (int hidden = 4; hidden <= 256; hidden *= 4)
        cost(&run, hidden);
    run_section("train");
    Params *p = params_new();
    Net n = net_new(p, HIDDEN, run.rng);
    run_summary(&run, "right", train(&run, p, &n, 0), "points");
    draw(run_log(&run, "spirals", "x y class; below: two weights, bias, share of score1-score0"), &n);
    run_section("lost");
    run_summary(&run, "slope_lost", on_tape(run_log(&run, "lost", "op value gradient"), 1), "");
    run_section("forget");
    run_summary(&run, "right_forgetting", train(&run, p, &n, 1), "points");
    return run_end(&run);
}
