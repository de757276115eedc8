/* Weights as if they were whole numbers, in the trunk itself; and its loss. */
#include <gsl/gsl_math.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "quantisation.h"

//> round
/* n numbers as they come back from whole numbers of so many bits, with one scale for all. With share = 1 the largest
 * becomes the largest whole number; with less, what exceeds that share of it is cut off. Returns the squared error. */
static double round_together(const float *x, float *to, size_t n, int bits, float share)
{
    float most = (float)((1 << (bits - 1)) - 1), top = 0; /* 8 bits: -127 … 127 */
    double error = 0;
    for (size_t i = 0; i < n; i++)
        top = fmaxf(top, fabsf(x[i]));
    float scale = top > 0 ? share * top / most : 1;
    for (size_t i = 0; i < n; i++) {
        float q = fminf(fmaxf(rintf(x[i] / scale), -most), most), y = q * scale;
        error += (double)((y - x[i]) * (y - x[i]));
        to[i] = y;
    }
    return error;
}
//< round

//> best
/* With the share of least error among 100 %, 98 % … 32 %: the error has several valleys, so all are tried. */
static void round_best(float *x, float *try, size_t n, int bits)
{
    float best = 1;
    double least = INFINITY;
    for (float share = 1; share > 0.3F; share -= 0.02F) {
        double error = round_together(x, try, n, bits, share);
        if (error < least)
            least = error, best = share;
    }
    round_together(x, x, n, bits, best);
}
//< best

void simulate(Subject *s, int only, int bits, Sharing sharing)
{
    for (int k = 0, matrix = 0; k < params_count(s->trunk.params); k++) {
        Tensor *w = params_at(s->trunk.params, k);
        if (w->ndim != 2 || (only >= 0 && matrix++ != only))
            continue;
        size_t row = sharing == TENSOR ? w->size : tensor_cols(w), part = sharing == GROUP ? GROUP_SIZE : row;
        float *try = malloc(row * sizeof *try);
        CHECK(try, "out of memory");
        for (size_t r = 0; r < w->size; r += row)
            for (size_t i = 0; i < row; i += part) {
                float *x = w->data + r + i;
                if (sharing == BEST_ROW)
                    round_best(x, try, row, bits);
                else
                    round_together(x, x, GSL_MIN(part, row - i), bits, 1);
            }
        free(try);
    }
}

void restore(Subject *s)
{
    float *from = s->weights;
    for (int k = 0; k < params_count(s->trunk.params); from += params_at(s->trunk.params, k++)->size)
        tensor_set(params_at(s->trunk.params, k), from);
}

typedef void Window(void *context, Tape *t, const int *ids, int rows, int length);

/* The first n tokens in windows side by side, each predicted once. */
static void windows(const Subject *s, size_t n, Window *each, void *context)
{
    enum { TOGETHER = 16 };
    Tape *t = tape_new();
    tape_inference(t, 1);
    size_t T = (size_t)s->trunk.gpt->config.context, rows, length;
    for (size_t at = 0; at + 1 < n; at += rows * length, tape_reset(t)) {
        length = GSL_MIN(T, n - 1 - at);
        rows = GSL_MIN((size_t)TOGETHER, (n - 1 - at) / length);
        each(context, t, s->ids + at, (int)rows, (int)length);
    }
    tape_free(t);
}

typedef struct {
    const Gpt *gpt;
    const GptInt8 *int8;
    double sum;
} Sum;

static void add_loss(void *context, Tape *t, const int *ids, int rows, int length)
{
    Sum *s = context;
    Tensor *logits = s->int8 ? gpt_int8_logits(t, s->int8, ids, rows, length) : gpt_logits(t, s->gpt, ids, rows, length);
    s->sum += (double)tensor_item(op_softmax_xent(t, logits, ids + 1)) * rows * length;
}

double loss(const Subject *s, size_t n)
{
    Sum sum = {.gpt = s->trunk.gpt};
    windows(s, n, add_loss, &sum);
    return sum.sum / (double)(n - 1);
}

double loss_int8(const Subject *s, const GptInt8 *g, size_t n)
{
    Sum sum = {.int8 = g};
    windows(s, n, add_loss, &sum);
    return sum.sum / (double)(n - 1);
}

static int best(const float *z, int V)
{
    int most = 0;
    for (int v = 1; v < V; v++)
        if (z[v] > z[most])
            most = v;
    return most;
}

static void add_differing(void *context, Tape *t, const int *ids, int rows, int length)
{
    Sum *s = context;
    const Tensor *a = gpt_logits(t, s->gpt, ids, rows, length), *b = gpt_int8_logits(t, s->int8, ids, rows, length);
    int V = s->gpt->config.vocab;
    for (int i = 0; i < rows * length; i++)
        s->sum += best(a->data + (size_t)i * (size_t)V, V) != best(b->data + (size_t)i * (size_t)V, V);
}

double differing(const Subject *s, const GptInt8 *g, size_t n)
{
    Sum sum = {.gpt = s->trunk.gpt, .int8 = g};
    windows(s, n, add_differing, &sum);
    return sum.sum / (double)(n - 1);
}
