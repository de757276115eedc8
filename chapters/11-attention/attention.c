/* Chapter 11: attention by loops; what the scale, the mask, heads and projections are for, measured. */
#include <gsl/gsl_statistics_float.h>
#include <math.h>

#include "lookup.h"
#include "loops.h"
#include "run.h"

enum { WIDTH = 64, SHOWN = 16 };

static const char *number(int n)
{
    static char text[16];
    snprintf(text, sizeof text, "%d", n);
    return text;
}

static Model learn(Run *run, const char *name, Design design, Score *score)
{
    gsl_rng_set(run->rng, run->seed); /* all designs see the same streams */
    Model m = model_new(design, run->rng);
    int reached = model_train(&m, run->rng, run->quick ? 20 : 300, 0, NULL);
    *score = model_score(&m, run->rng);
    printf("%-15s %10zu %8s %18.0f %12.0f %19.0f\n", name, model_size(&m),
           reached ? number(reached) : "never", score->known[0], score->first, score->in_use);
    return m;
}

/* The weights with which the first SHOWN positions of stream b look at each other, by our loops. */
static void look_into(const Model *m, const Stream *s, int b, float *P)
{
    enum { C = WIDTH };
    static float o[SHOWN * C];
    Tape *t = tape_new();
    tape_inference(t, 1);
    const float *q = model_qkv(t, m, s, SHOWN)->data + b * SHOWN * 3 * C;
    attend((Head){q, q + C, q + 2 * C, SHOWN, C, 3 * C, !m->design.unmasked}, P, o, C);
    tape_free(t);
}

/* The mean weight on the card that holds the answer: the letter's first, or without a mask the next card. */
static double mean_weight(const Model *m, const Stream *s)
{
    double sum = 0, asked = 0;
    for (int b = 0; b < STREAMS; b++) {
        float P[SHOWN * SHOWN];
        look_into(m, s, b, P);
        for (int t = 0; t + 1 < SHOWN; t++) {
            int at = m->design.unmasked ? t + 1 : s->first[b][t + 1];
            if (s->first[b][t + 1] <= t)
                sum += (double)P[t * SHOWN + at], asked++;
        }
    }
    return sum / asked;
}

static void log_map(Log *figure, const Model *m, const Stream *s)
{
    float P[SHOWN * SHOWN];
    look_into(m, s, 0, P);
    const int *letter = s->letter[0], *digit = s->digit[0], *first = s->first[0];
    for (int t = 0; t < SHOWN; t++)
        for (int j = 0; j < SHOWN; j++)
            log_text(figure, "%d\t%d\t%.3f\t%c%d\t%c\t%d\t%c%d", t, j, (double)P[t * SHOWN + j],
                     'a' + letter[j], digit[j], 'a' + letter[t + 1], first[t + 1] <= t ? first[t + 1] : -1,
                     'a' + letter[t], digit[t]);
    log_text(figure, "\n");
}

static void show_stream(const Model *m, const Stream *s)
{
    Tape *t = tape_new();
    tape_inference(t, 1);
    const Tensor *z = model_logits(t, m, s, SHOWN);
    printf("card   ");
    for (int i = 0; i < SHOWN; i++)
        printf("  %c%d", 'a' + s->letter[0][i], s->digit[0][i]);
    printf("\nnext   ");
    for (int i = 0; i < SHOWN; i++)
        printf("  %c ", 'a' + s->letter[0][i + 1]);
    printf("\nanswer ");
    for (int i = 0; i < SHOWN; i++)
        printf("   %c", s->first[0][i + 1] > i ? '.'
                        : '0' + (int)gsl_stats_float_max_index(z->data + i * DIGITS, 1, DIGITS));
    printf("\n");
    tape_free(t);
}

static void show_maps(Run *run, const Model *masked, const Model *unmasked)
{
    Stream s;
    stream_draw(&s, run->rng);
    run_section("map");
    show_stream(masked, &s);
    double weight = mean_weight(masked, &s), ahead = mean_weight(unmasked, &s);
    printf("mean weight on the card that has the answer %.2f\n", weight);
    printf("without a mask, on the next card            %.2f\n", ahead);
    run_summary(run, "map_weight", weight, ""), run_summary(run, "map_ahead", ahead, "");
    Log *figure = run_log(run, "map", "position card weight name next right holds");
    log_map(figure, masked, &s), log_map(figure, unmasked, &s);
    log_close(figure);
}

static void try_designs(Run *run)
{
    static const char *const name[] = {"complete", "no mask", "no projections", "concatenation"};
    static const Design design[] = {{.width = WIDTH, .heads = 1, .asks = 1},
                                    {.width = WIDTH, .heads = 1, .asks = 1, .unmasked = 1},
                                    {.width = WIDTH, .heads = 1, .asks = 1, .unprojected = 1},
                                    {.width = WIDTH, .heads = 1, .asks = 1, .concatenated = 1}};
    Model m[4];
    Score score[4];
    run_section("learn");
    printf("                           steps to    per cent right, whole stream     in use:\n");
    printf("design          parameters     90 %%    repeated letter   first time     repeated letter\n");
    for (int i = 0; i < 4; i++)
        m[i] = learn(run, name[i], design[i], &score[i]);
    run_summary(run, "in_use", score[0].in_use, "%");
    run_summary(run, "unmasked_known", score[1].known[0], "%");
    run_summary(run, "unmasked_first", score[1].first, "%");
    run_summary(run, "unmasked_in_use", score[1].in_use, "%");
    run_summary(run, "unprojected_in_use", score[2].in_use, "%");
    run_summary(run, "concatenated_in_use", score[3].in_use, "%");
    run_summary(run, "added_parameters", (double)model_size(&m[0]), "");
    run_summary(run, "concatenated_parameters", (double)model_size(&m[3]), "");
    show_maps(run, &m[0], &m[1]);
    for (int i = 0; i < 4; i++)
        model_free(&m[i]);
}

static void try_scale(Run *run)
{
    int limit = run->quick ? 5 : 300;
    Log *curve = run_log(run, "scale", "d unscaled step right");
    run_section("scale");
    printf("  d   steps to 90 %% with the scale   without (300: not reached)\n");
    for (int d = WIDTH; d <= 4 * WIDTH; d *= 2) {
        int reached[2];
        for (int unscaled = 0; unscaled < 2; unscaled++) {
            gsl_rng_set(run->rng, run->seed);
            Design design = {.width = d, .heads = 1, .asks = 1, .unscaled = unscaled};
            Model m = model_new(design, run->rng);
            reached[unscaled] = model_train(&m, run->rng, limit, 1, curve);
            reached[unscaled] = reached[unscaled] ? reached[unscaled] : limit;
            model_free(&m);
        }
        printf("%3d   %25d   %7d\n", d, reached[0], reached[1]);
        if (d == 4 * WIDTH)
            run_summary(run, "steps_scaled", reached[0], ""), run_summary(run, "steps_unscaled", reached[1], "");
    }
    log_close(curve);
}

static void try_heads(Run *run)
{
    run_section("heads");
    printf("heads   parameters   right: one letter   the other\n");
    for (int heads = 1; heads <= 4; heads *= 2) {
        gsl_rng_set(run->rng, run->seed);
        Model m = model_new((Design){.width = WIDTH, .heads = heads, .asks = 2}, run->rng);
        model_train(&m, run->rng, run->quick ? 20 : 600, 0, NULL);
        Score s = model_score(&m, run->rng);
        double better = fmax(s.known[0], s.known[1]), worse = fmin(s.known[0], s.known[1]);
        printf("%5d   %10zu   %17.0f   %9.0f\n", heads, model_size(&m), better, worse);
        if (heads < 4)
            run_summary(run, heads == 1 ? "one_head_worse" : "two_heads_worse", worse, "%");
        model_free(&m);
    }
}

int main(int argc, char **argv)
{
    Run run = run_begin(argc, argv, "11-attention", "Attention: what each of its parts is for.", NULL);
    show_idea(&run);
    Saturation wide = saturate(&run);
    double difference = compare_with_op(&run);
    try_designs(&run); /* its first summary is the headline */
    try_scale(&run);
    try_heads(&run);
    run_summary(&run, "op_difference", difference, "");
    run_summary(&run, "entropy_unscaled", wide.entropy[0], "nat");
    run_summary(&run, "entropy_scaled", wide.entropy[1], "nat");
    run_summary(&run, "slopes_unscaled", wide.slope[0], "");
    run_summary(&run, "slopes_scaled", wide.slope[1], "");
    run_summary(&run, "slopes_mean", wide.mean, "");
    run_summary(&run, "width_96", log10(12288) + 96 * log10(2), "log10"); /* GPT-3's, doubled in each layer */
    return run_end(&run);
}
