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
/* L = (tanh(w x + b) - y)², one step at a time, then back. Returns dL/dw. */
static double on_paper(void)
{
    double a = W * X, u = a + B, h = tanh(u), e = h - Y, value[] = {a, u, h, e, e * e};
    double slope[] = {1, 1 - h * h, 1, 2 * e, 1}, gradient = 1; /* du/da, dh/du, de/dh, dL/de, dL/dL */
    for (int i = 4; i >= 0; i--) {
        gradient *= slope[i];
        printf("%-10s = %8.5f   slope %8.5f   gradient %8.5f\n", STEP[i], value[i], slope[i], gradient);
    }
    printf("dL/db = %.5f   dL/dw = x dL/da = %.5f\n", gradient, X * gradient);
    return X * gradient;
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

//> differences
static double tiny(double w, void *in_float)
{
    double d = tanh(w * X + B) - Y;
    float f = tanhf((float)w * (float)X + (float)B) - (float)Y;
    return in_float ? (double)(f * f) : d * d;
}

static double measure(Run *run)
{
    double slope, claim; /* &claim also serves as "yes" */
    gsl_function in_float = {tiny, &claim}, in_double = {tiny, NULL};
    Log *figure = run_log(run, "differences", "h float double");
    for (int k = 2; k <= 40; k++) { /* powers of two, so that w + h is exact */
        double h = ldexp(1, -k), worst[] = {h, 0, 0};
        for (double w = 1.5; w < 2.5; w += 1.0 / 64) {
            double y = tanh(w * X + B), exact = 2 * (y - Y) * (1 - y * y) * X;
            worst[1] = fmax(worst[1], fabs((tiny(w + h, &claim) - tiny(w - h, &claim)) / (2 * h) / exact - 1));
            worst[2] = fmax(worst[2], fabs((tiny(w + h, NULL) - tiny(w - h, NULL)) / (2 * h) / exact - 1));
        }
        log_row(figure, 3, worst);
        if (k % 5 == 3 && k < 30)
            printf("h = %.1e   worst error in float32 %.0e   in double %.0e\n", h, worst[1], worst[2]);
    }
    //< differences
    gsl_deriv_central(&in_float, W, 1e-8, &slope, &claim);
    printf("gsl_deriv_central in float32, h = 1e-08: dL/dw = %.5f, claimed error %.0e\n", slope, claim);
    gsl_deriv_central(&in_double, W, 1e-8, &slope, &claim), log_close(figure);
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
        double angle = (i / 2 + 32 * (i % 2)) * M_PI / 32, radius = 6.5 * (104 - i / 2) / 104;
        place[i][0] = (float)(radius * sin(angle)), place[i][1] = (float)(radius * cos(angle));
        class[i] = i % 2;
    }
    return n;
}

static void cost(Run *run, int hidden)
{
    Params *p = params_new();
    Tape *t = tape_new();
    Net n = net_new(p, hidden, run->rng);
    double start, forward = 1, back = 1; /* seconds: the quickest of 50 */
    for (int i = 0; i < 50; i++, params_drop_grads(p), tape_reset(t)) {
        start = log_seconds();
        Tensor *l = loss(t, &n);
        forward = fmin(forward, log_seconds() - start), start = log_seconds();
        tape_backward(t, l);
        back = fmin(back, log_seconds() - start);
    }
    start = log_seconds();
    Gradcheck g = gradcheck_elements(p, loss, &n, 0.02); /* four forward passes a parameter */
    printf("%4zu parameters: forward %.3f ms, backward %.3f ms, differences %.1f ms; worst error %.0e\n",
           params_size(p), 1e3 * forward, 1e3 * back, 1e3 * (log_seconds() - start), g.worst);
    if (hidden == HIDDEN)
        run_summary(run, "worst_gradient", g.worst, "relative error");
    params_free(p), tape_free(t);
}

//> train
static int train(Params *p, Net *n, int forget)
{
    Tape *t = tape_new();
    int right = 0;
    for (int s = 0; s <= STEPS; s++, tape_reset(t)) {
        Tensor *l = loss(t, n), *score = l->in[0];
        tape_backward(t, l);
        for (int i = 0; i < params_count(p); i++) {
            Tensor *w = params_at(p, i);
            for (size_t j = 0; j < w->size; j++)
                w->data[j] -= 0.1f * w->grad[j];
        }
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

static void draw(Run *run, const Net *n)
{
    Log *figure = run_log(run, "spirals", "x y class; below: two weights, bias, share of score1-score0");
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
    run_summary(&run, "slope_gsl", measure(&run), "");
    run_section("cost");
    for (int hidden = 4; hidden <= 256; hidden *= 4)
        cost(&run, hidden);
    run_section("train");
    Params *p = params_new();
    Net n = net_new(p, HIDDEN, run.rng);
    run_summary(&run, "right", train(p, &n, 0), "points");
    draw(&run, &n);
    run_section("lost");
    run_summary(&run, "slope_lost", on_tape(run_log(&run, "lost", "op value gradient"), 1), "");
    run_section("forget");
    params_init(p, run.rng); /* a fresh start */
    run_summary(&run, "right_forgetting", train(p, &n, 1), "points");
    return run_end(&run);
}
