/* Matrix by matrix: how far are the rounded weights from the true ones, and what does that cost? */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "quantisation.h"

/* |w - rounded w| / |w| of one matrix. */
static double error_of(Subject *s, int matrix, const Tensor *w, const float *was, int bits, Sharing sharing)
{
    double off = 0, all = 0;
    simulate(s, matrix, bits, sharing);
    for (size_t i = 0; i < w->size; i++) {
        double d = (double)w->data[i] - (double)was[i];
        off += d * d, all += (double)was[i] * (double)was[i];
    }
    restore(s);
    return sqrt(off / all);
}

/* The largest number over the root of the mean square: in all of w, and on average in a row. */
static void peaks(const Tensor *w, double *whole, double *row)
{
    double all = 0, most = 0, sum = 0;
    size_t n = tensor_cols(w), rows = tensor_rows(w);
    for (size_t r = 0; r < rows; r++) {
        double square = 0, top = 0;
        for (size_t i = 0; i < n; i++) {
            double v = fabs((double)w->data[r * n + i]);
            square += v * v, top = fmax(top, v);
        }
        all += square, most = fmax(most, top), sum += square > 0 ? top / sqrt(square / (double)n) : 0;
    }
    *whole = most / sqrt(all / (double)w->size);
    *row = sum / (double)rows;
}

void show_layers(Run *run, Subject *s)
{
    enum { BITS = 3 };
    Log *log = run_log(run, "layers", "matrix tensor row group loss name");
    const float *was = s->weights;
    double plain = loss(s, s->some), worst[2] = {0, 0}, sum = 0;
    run_section("layers");
    printf("                            peak over mean size    error at 8 bits, %%       nats more, only\n"
           "                              tensor      a row    tensor  row  group   this %d bits a row\n", BITS);
    for (int k = 0, m = 0; k < params_count(s->trunk.params); was += params_at(s->trunk.params, k++)->size) {
        const Tensor *w = params_at(s->trunk.params, k);
        double whole, row, e[3];
        static const Sharing shown[] = {TENSOR, ROW, GROUP};
        if (w->ndim != 2)
            continue;
        peaks(w, &whole, &row);
        for (int h = 0; h < 3; h++)
            e[h] = 100 * error_of(s, m, w, was, 8, shown[h]);
        simulate(s, m, BITS, ROW);
        double more = rint(1e3 * (loss(s, s->some) - plain)) / 1e3 + 0.0; /* no -0.000 */
        restore(s);
        printf("%-26s %9.1f %10.1f %9.2f %5.2f %5.2f %16.3f\n", params_name(s->trunk.params, k), whole, row, e[0],
               e[1], e[2], more);
        log_text(log, "%d\t%.4f\t%.4f\t%.4f\t%.5f\t%s", m, e[0], e[1], e[2], more,
                 params_name(s->trunk.params, k));
        sum += more;
        worst[0] = fmax(worst[0], e[0]), worst[1] = fmax(worst[1], e[1]);
        m++;
    }
    printf("sum %75.3f\n", sum);
    run_summary(run, "worst_tensor", worst[0], "%"), run_summary(run, "worst_row", worst[1], "%");
    log_close(log);
}

/* The same function in other numbers: 64 is a power of two, so that not a bit of any result changes. */
enum { OUTLIER = 64 };

//> outlier
/* One of the values 64 times as large, and what reads it 64 times smaller: a large row of c_attn. */
static void enlarge_row(const GptBlock *b, size_t C)
{
    size_t row = 2 * C; /* the first of the values */
    for (size_t i = 0; i < C; i++)
        b->attn.w->data[row * C + i] *= OUTLIER, b->attn_proj.w->data[i * C] /= OUTLIER;
    b->attn.b->data[row] *= OUTLIER;
}

/* One number of the norm 64 times smaller, and what reads it 64 times as large: a large column. */
static void enlarge_column(const GptBlock *b, size_t C)
{
    b->ln_1.gain->data[0] /= OUTLIER, b->ln_1.bias->data[0] /= OUTLIER;
    for (size_t r = 0; r < 3 * C; r++)
        b->attn.w->data[r * C] *= OUTLIER;
}
//< outlier

void show_outlier(Run *run, Subject *s)
{
    static void (*const enlarge[])(const GptBlock *b, size_t C) = {NULL, enlarge_row, enlarge_column};
    static const char *const name[] = {"as trained", "a row 64 times as large", "a column 64 times as large"};
    static const char *const key[] = {"as_trained", "large_row", "large_column"};
    static const Sharing shown[] = {TENSOR, ROW, GROUP};
    static const char *const by[] = {"tensor", "row", "group"};
    double plain = loss(s, s->some);
    run_section("outlier");
    printf("nats more, all at 8 bits, a scale a tensor      row    group    (without rounding)\n");
    for (int k = 0; k < 3; k++) {
        double more[4];
        for (int h = 0; h < 4; h++) {
            for (int l = 0; enlarge[k] && l < s->trunk.gpt->config.layers; l++)
                enlarge[k](&s->trunk.gpt->block[l], (size_t)s->trunk.gpt->config.width);
            if (h < 3)
                simulate(s, -1, 8, shown[h]);
            more[h] = loss(s, s->some) - plain;
            restore(s);
        }
        printf("%-28s %13.4f %8.4f %8.4f %13.4f\n", name[k], more[0], more[1], more[2], more[3]);
        for (int h = 0; k && h < 3; h++) {
            char text[48];
            snprintf(text, sizeof text, "%s_%s", key[k], by[h]);
            run_summary(run, text, more[h], "nats");
        }
    }
}
