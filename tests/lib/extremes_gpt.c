/* Very large and very equal numbers in what a GPT is made of. */
#include <float.h>
#include <gsl/gsl_randist.h>
#include <math.h>

#include "op.h"
#include "testing.h"

SUITE(extremes_gpt);

static Tape *t;
static void begin(void) { t = tape_new(); }
static void end(void) { tape_free(t); }

#define EXTREME(name) TEST(extremes_gpt, name, .init = begin, .fini = end)

static Tensor *input(int ndim, const int shape[], float value)
{
    Tensor *x = tape_input(t, ndim, shape);
    tensor_fill(x, value);
    x->needs_grad = 1;
    return x;
}

static void finite(const char *what, const float *x, size_t n)
{
    for (size_t i = 0; i < n; i++)
        cr_assert(isfinite(x[i]), "%s[%zu] is %g", what, i, (double)x[i]);
}

static int near(float a, double b) { return fabs((double)a - b) <= 1e-5 * fmax(1, fabs(b)); }

/* Far from 0 it is x or 0, and so straight: its slope is 1 or 0. */
EXTREME(gelu)
{
    static const float far[] = {6, 10, 20, 100, 1000, 1e4F, 1e6F, 1e10F};
    for (int fused = 0; fused < 2; fused++)
        for (int i = 0; i < 16; i++) {
            float v = i % 2 ? -far[i / 2] : far[i / 2];
            Tensor *x = input(SHAPE(33), v), *column = op_reshape(t, x, SHAPE(33, 1)), *one = input(SHAPE(1, 1), 1);
            Tensor *y = fused ? op_linear_gelu(t, column, one, input(SHAPE(1), 0)) : op_gelu(t, x);
            tape_backward(t, op_sum(t, y));
            for (int k = 0; k < 33; k++)
                cr_assert(near(y->data[k], v > 0 ? (double)v : 0) && near(x->grad[k], v > 0),
                          "gelu at %g is %g, its slope %g", (double)v, (double)y->data[k], (double)x->grad[k]);
            tape_reset(t);
        }
    float values[] = {NAN, 1, 0, -0.0F};
    Tensor *x = input(SHAPE(4), 0);
    tensor_set(x, values);
    const float *y = op_gelu(t, x)->data;
    cr_assert(isnan(y[0]) && near(y[1], 0.841192) && y[2] == 0 && y[3] == 0);
}

/* Scores of ±1e4: one key takes all, or equal ones share. */
EXTREME(attention_of_large_scores)
{
    enum { T = 70, D = 4 };
    for (int causal = 0; causal < 2; causal++)
        for (int sign = -1; sign <= 1; sign += 2) {
            Tensor *x = input(SHAPE(1, T, 3 * D), 0);
            for (int i = 0; i < T; i++) {
                float *row = x->data + i * 3 * D;
                row[0] = (float)sign * 200; /* query · key / √4 = ±1e4 for keys at multiples of three, else 0 */
                row[D] = i % 3 ? 0 : 100;
                row[2 * D] = (float)i, row[2 * D + 1] = 1;
            }
            Tensor *y = op_attention(t, x, 1, causal);
            for (int i = 0; i < T; i++) {
                double sum = 0, count = 0, all = 0, seen = causal ? i + 1 : T;
                for (int j = 0; j < (int)seen; j++)
                    if ((j % 3 == 0) == (sign > 0))
                        sum += j, count++;
                for (int j = 0; j < (int)seen; j++)
                    all += j;
                double want = count > 0 ? sum / count : all / seen;
                cr_assert(fabs((double)y->data[i * D] - want) <= 2e-3 * fmax(1, want) && near(y->data[i * D + 1], 1),
                          "position %d: %g, not %g; of ones %g", i, (double)y->data[i * D], want,
                          (double)y->data[i * D + 1]);
            }
            tape_backward(t, op_sum(t, op_mul(t, y, y)));
            finite("gradient", x->grad, x->size);
            tape_reset(t);
        }
}

EXTREME(attention_of_large_everything)
{
    gsl_rng *rng = testing_rng("large");
    for (int i = 0; i < 20; i++) {
        int T = any(rng, 1, 130), heads = any(rng, 1, 3), C = heads * any(rng, 1, 20);
        Tensor *x = input(SHAPE(2, T, 3 * C), 0);
        for (size_t k = 0; k < x->size; k++)
            x->data[k] = (float)gsl_ran_gaussian(rng, i % 2 ? 100 : 1e6);
        Tensor *y = op_attention(t, x, heads, i % 4 < 2);
        finite("attention", y->data, y->size);
        tape_backward(t, op_mean(t, y));
        finite("gradient", x->grad, x->size);
        tape_reset(t);
    }
    gsl_rng_free(rng);
}

/* A constant row has variance 0: y is the bias. */
EXTREME(layer_norm_of_constants)
{
    static const float constants[] = {0, 1, -3, 1000, 1e10F};
    for (int i = 0; i < 5; i++)
        for (int C = 1; C <= 300; C = 3 * C + 1) {
            Tensor *x = input(SHAPE(5, C), constants[i]), *gain = input(SHAPE(C), 2), *bias = input(SHAPE(C), 0.5F);
            Tensor *y = op_layer_norm(t, x, gain, bias);
            finite("layer norm", y->data, y->size);
            for (size_t k = 0; k < y->size && fabsf(constants[i]) < 100; k++)
                cr_assert(fabsf(y->data[k] - 0.5F) <= 1e-3F, "%d of %g: %g", C, (double)constants[i],
                          (double)y->data[k]);
            tape_backward(t, op_sum(t, op_mul(t, y, y)));
            finite("dx", x->grad, x->size), finite("dgain", gain->grad, gain->size);
            cr_assert(fabsf(bias->grad[C - 1] - 5) <= 0.1F || constants[i] > 100);
            tape_reset(t);
        }
}

/* As many classes as GPT-2 has tokens. */
EXTREME(cross_entropy_of_a_large_vocabulary)
{
    enum { ROWS = 7, V = 50257 };
    gsl_rng *rng = testing_rng("vocabulary");
    for (int spread = 1; spread <= 25; spread += 8) {
        Tensor *x = input(SHAPE(ROWS, V), 0);
        int target[ROWS];
        long double want = 0;
        for (size_t k = 0; k < x->size; k++)
            x->data[k] = (float)(gsl_ran_gaussian_ziggurat(rng, spread) - 30);
        for (int r = 0; r < ROWS; r++) {
            long double sum = 0;
            target[r] = r == 3 ? TARGET_IGNORE : any(rng, 0, V - 1);
            for (int v = 0; v < V; v++)
                sum += expl((long double)x->data[r * V + v]);
            if (r != 3)
                want += (logl(sum) - (long double)x->data[r * V + target[r]]) / (ROWS - 1);
        }
        Tensor *loss = op_softmax_xent(t, x, target);
        cr_assert(fabsl((long double)tensor_item(loss) - want) <= 2e-6L * want, "SEED=%lu: spread %d: %.9g, not %.9Lg",
                  testing_seed(), spread, (double)tensor_item(loss), want);
        tape_backward(t, loss);
        for (int r = 0; r < ROWS; r++) {
            double sum = 0; /* of a row's gradient: probabilities less one */
            for (int v = 0; v < V; v++)
                sum += (double)x->grad[r * V + v];
            cr_assert(fabs(sum) <= 1e-5, "SEED=%lu: row %d adds up to %g", testing_seed(), r, sum);
            cr_assert(r != 3 || x->grad[r * V + V / 2] == 0);
        }
        tape_reset(t);
    }
    gsl_rng_free(rng);
}
