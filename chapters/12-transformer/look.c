#include "look.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { T = CONTEXT, WIDTH = 64, DEEP = 24 };

static Model small(Run *run, const Book *b, int layers, Part without)
{
    gsl_rng_set(run->rng, run->seed);
    GptConfig c = {.vocab = b->V, .context = T, .layers = layers, .heads = 4, .width = WIDTH};
    return model_new(c, without, run->rng);
}

/* The largest change of a logit at every place, if row `to` is read instead of `from`. */
static void changes(const Model *m, const int *from, const int *to, double *change)
{
    Tape *t = tape_new();
    tape_inference(t, 1);
    const Tensor *a = model_logits(t, m, from, 1, T, NULL), *z = model_logits(t, m, to, 1, T, NULL);
    int V = m->gpt->config.vocab;
    for (int i = 0; i < T; i++) {
        change[i] = 0;
        for (int v = 0; v < V; v++)
            change[i] = fmax(change[i], fabs((double)a->data[i * V + v] - (double)z->data[i * V + v]));
    }
    tape_free(t);
}

void show_reach(Run *run, const Book *b)
{
    static const struct { const char *name; int layers; Part without; } row[] = {
        {"complete, 2 layers", 2, NOTHING}, {"complete, 1 layer", 1, NOTHING},
        {"no positions, 2 layers", 2, POSITIONS}, {"no positions, 1 layer", 1, POSITIONS}};
    int from[T], changed[T], swapped[T];
    double change[T];
    memcpy(from, b->id, sizeof from);
    memcpy(changed, from, sizeof from), memcpy(swapped, from, sizeof from);
    changed[20] = (from[20] + 1) % b->V;
    swapped[3] = from[7], swapped[7] = from[3];
    run_section("reach");
    printf("                         another character at      characters at 3 and 7 exchanged:\n");
    printf("                         20: outputs that change   does the last output change?\n");
    for (int k = 0; k < 4; k++) {
        Model m = small(run, b, row[k].layers, row[k].without);
        changes(&m, from, changed, change);
        int first = 0, last = T - 1;
        while (change[first] < 1e-6)
            first++;
        while (change[last] < 1e-6)
            last--;
        changes(&m, from, swapped, change);
        printf("%-22s   %d to %d                  %s\n", row[k].name, first, last,
               change[T - 1] < 1e-6 ? "no" : "yes");
        if (k == 0)
            run_summary(run, "reach_first", first, ""), run_summary(run, "reach_last", last, "");
        if (k > 1)
            run_summary(run, k == 2 ? "swap_2_layers" : "swap_1_layer", change[T - 1], "");
        model_free(&m);
    }
}

//> differ
/* Of x (B,T,C) the root mean square, to *size, and returned: the share of the squares that is left when from
 * each of the C numbers its mean over the T places of a row is subtracted. */
static double differ(const Tensor *x, double *size)
{
    int C = x->shape[2];
    double all = 0, same = 0;
    for (int r = 0; r < x->shape[0]; r++)
        for (int c = 0; c < C; c++) {
            double mean = 0;
            for (int i = 0; i < T; i++) {
                double v = (double)x->data[(r * T + i) * C + c];
                mean += v / T, all += v * v;
            }
            same += T * mean * mean;
        }
    *size = sqrt(all / (double)x->size);
    return 1 - same / all;
}
//< differ

static double gradient_of_block(const Model *m, int layer)
{
    char name[16];
    double sum = 0;
    snprintf(name, sizeof name, "h.%d.", layer);
    for (int i = 0; i < params_count(m->params); i++) {
        const Tensor *w = params_at(m->params, i);
        if (strncmp(params_name(m->params, i), name, strlen(name)) == 0 && w->has_grad)
            for (size_t j = 0; j < w->size; j++)
                sum += (double)w->grad[j] * (double)w->grad[j];
    }
    return sqrt(sum);
}

/* Of a model with random weights: the stream behind each block, and the gradient of the block's weights. */
static void depth(const Model *m, const Book *b, gsl_rng *rng, double size[], double share[],
                  double gradient[])
{
    int ids[BATCH * T], targets[BATCH * T];
    Tensor *stream[DEEP + 1];
    Tape *t = tape_new();
    book_draw(b, 0, b->known, ids, targets, rng);
    Tensor *loss = op_softmax_xent(t, model_logits(t, m, ids, BATCH, T, stream), targets);
    tape_backward(t, loss);
    for (int l = 1; l <= DEEP; l++) {
        share[l] = differ(stream[l], &size[l]);
        gradient[l] = gradient_of_block(m, l - 1);
    }
    tape_free(t);
}

void show_depth(Run *run, const Book *b)
{
    static const Part part[] = {NOTHING, RESIDUAL, NORM};
    static const char *const name[] = {"complete", "no residual", "no norm"};
    static const int shown[] = {1, 2, 4, 12, 24};
    Log *figure = run_log(run, "depth", "part block size share gradient");
    run_section("depth");
    printf("block                          1         2         4        12        24\n");
    for (int k = 0; k < 3; k++) {
        double v[3][DEEP + 1];
        Model m = small(run, b, DEEP, part[k]);
        depth(&m, b, run->rng, v[0], v[1], v[2]);
        for (int l = 1; l <= DEEP; l++)
            LOG_ROW(figure, k, l, v[0][l], v[1][l], v[2][l]);
        static const char *const what[] = {"size", "differs", "gradient"};
        for (int i = 0; i < 3; i++) {
            printf("%-12s %-9s ", i ? "" : name[k], what[i]);
            for (int s = 0; s < 5; s++)
                printf(i == 1 ? " %9.2g" : " %9.3g", v[i][shown[s]]);
            printf("\n");
        }
        static const char *const key[] = {"complete_gradients", "residual_share", "norm_size"};
        run_summary(run, key[k], k == 0 ? v[2][1] / v[2][DEEP] : k == 1 ? v[1][DEEP] : v[0][DEEP], "");
        model_free(&m);
    }
    log_close(figure);
}
