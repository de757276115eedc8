/* Graded tests of ex_network_backward. References are computed by gsl_deriv_central. */
#include "03-gradients.h"

#include <gsl/gsl_deriv.h>
#include <math.h>

#include "grade.h"
#include "shared.h"

typedef struct {
    const float *x, *w, *b;
    int n, d, h, which, at; /* which: 0 w, 1 b; 2: w's first use alone, 3: its second */
} Network;

static double network_loss(double value, void *context)
{
    const Network *c = context;
    double loss = 0;
    for (int r = 0; r < c->n; r++) {
        double hidden[16];
        for (int j = 0; j < c->h; j++) {
            hidden[j] = c->which == 1 && c->at == j ? value : (double)c->b[j];
            for (int i = 0; i < c->d; i++)
                hidden[j] += (double)c->x[r * c->d + i] * ((c->which == 0 || c->which == 2) && c->at == i * c->h + j
                                                               ? value
                                                               : (double)c->w[i * c->h + j]);
            hidden[j] = tanh(hidden[j]);
        }
        for (int i = 0; i < c->d; i++) {
            double miss = -(double)c->x[r * c->d + i];
            for (int j = 0; j < c->h; j++)
                miss += hidden[j] * ((c->which == 0 || c->which == 3) && c->at == i * c->h + j
                                         ? value
                                         : (double)c->w[i * c->h + j]);
            loss += miss * miss / (c->n * c->d);
        }
    }
    return loss;
}

static double slope(Network c, int which, int at)
{
    double result, error;
    c.which = which, c.at = at;
    gsl_function f = {network_loss, &c};
    gsl_deriv_central(&f, (double)(which == 1 ? c.b : c.w)[at], 1e-3, &result, &error);
    return result;
}

/* What is wrong with all of a gradient at once, or `likely`. */
static const char *diagnosis(const float *got, const float *start, const double *added, int size, Network c,
                             const char *likely)
{
    struct {
        double times;
        const char *likely;
    } suspect[] = {
        {0.5, "this is half of the gradient: e² has the slope 2 e"},
        {-1, "the sign is wrong: the error is out - x, and its gradient is 2 (out - x) over n d"},
        {c.n * c.d, "L is a mean over n d elements, so its gradient is divided by n d, too"},
        {c.n, "the gradient is divided by d only; L is a mean over n d elements"},
        {c.d, "the gradient is divided by n only; L is a mean over n d elements"},
    };
    for (int i = 0; i < size; i++)
        if (isnan(got[i]))
            return "was memory read before it was written? malloc does not clear it";
    for (size_t k = 0; k < sizeof suspect / sizeof *suspect; k++) {
        double wrong[64];
        for (int i = 0; i < size; i++)
            wrong[i] = (double)start[i] + suspect[k].times * added[i];
        if (suspect[k].times != 1 && agree(got, wrong, size))
            return suspect[k].likely;
    }
    return likely;
}

enum { LOSS = 1, BIAS = 2, WEIGHTS = 4 };

/* One call, of which `what` is checked: the gradients by differences. `called` says what was called; it
 * becomes "db of …" and "dw of …". The arrays hold start_w and start_b before. */
static void check_network(const char *called, Network c, const float *start_w, const float *start_b, int what)
{
    int nw = c.d * c.h;
    float *dw = holding(start_w, nw), *db = holding(start_b, c.h);
    double added[64], first[64], second[64];
    grade_call("%s", called);
    double loss = ex_network_backward(given(c.x, c.n * c.d), given(c.w, nw), given(c.b, c.h), c.n, c.d, c.h, dw, db);
    if (what & LOSS) {
        c.which = -1;
        double want = network_loss(0, &c);
        grade_suspect(want * c.n * c.d, "this is the sum of the squares; L is their mean over all n d elements");
        grade_suspect(want * c.n, "this is the sum over the rows; L is the mean over all n d elements");
        grade_suspect(want * c.d, "this is the mean over the rows only; L is the mean over all n d elements");
        grade_suspect(want / 2, "there is no factor 1/2 in L");
        grade_near(loss, want, 1e-5, "the loss itself is wrong, before any gradient");
    }
    if (what & BIAS) {
        for (int i = 0; i < c.h; i++)
            added[i] = slope(c, 1, i);
        grade_call("db of %s", called);
        check_added(db, start_b, added, c.h,
                    diagnosis(db, start_b, added, c.h, c, "db sums dL/du over the rows, where hidden = tanh(u)"));
    }
    if (what & WEIGHTS) {
        for (int i = 0; i < nw; i++) {
            added[i] = slope(c, 0, i);
            first[i] = (double)start_w[i] + slope(c, 2, i);
            second[i] = (double)start_w[i] + slope(c, 3, i);
        }
        const char *likely = agree(dw, first, nw)    ? "this is the share of x w alone; w is used again in hidden wT"
                             : agree(dw, second, nw) ? "this is the share of hidden wT alone; w was used before, in x w"
                                                     : "dw has two shares: one from x w, one from hidden wT";
        grade_call("dw of %s", called);
        check_added(dw, start_w, added, nw, diagnosis(dw, start_w, added, nw, c, likely));
    }
    grade_call("%s", called); /* what a leak is told of */
}

GRADE(ex_network_backward, one_number, 1, "On the tape")
{
    static const float x = 1, w = 0.5f, b = 0.25f, dw = 10, db = 20;
    check_network("ex_network_backward(x = {1}, w = {0.5}, b = {0.25}, n = 1, d = 1, h = 1, dw = {10}, db = {20})",
                  (Network){&x, &w, &b, 1, 1, 1, 0, 0}, &dw, &db, LOSS | BIAS | WEIGHTS);
}

static void random_network(int what)
{
    float x[7 * 4], w[4 * 3], b[3], start_w[4 * 3], start_b[3];
    randomise(x, 28, 10), randomise(w, 12, 11), randomise(b, 3, 12);
    randomise(start_w, 12, 9), randomise(start_b, 3, 13);
    check_network("ex_network_backward(random x (7,4), w (4,3), b (3), n = 7, d = 4, h = 3, random dw and db)",
                  (Network){x, w, b, 7, 4, 3, 0, 0}, start_w, start_b, LOSS | what);
}

GRADE(ex_network_backward, bias, 1, "A network")
{
    random_network(BIAS);
}

GRADE(ex_network_backward, weights_used_twice, 1, "What goes wrong")
{
    random_network(WEIGHTS);
}
