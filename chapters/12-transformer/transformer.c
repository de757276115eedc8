/* Chapter 12: the transformer's block, a GPT made of it, its parameters, and what each part is for. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "error.h"
#include "look.h"

enum { LAYERS = 4, WIDTH = 64 };

static const char *const part_name[PARTS] = {"nothing",       "residual", "norm",      "positions",
                                             "heads but one", "MLP",      "the MLP's curve"};

/* Our assembly and lib/gpt's, with the same weights, reading the same text. */
static double compare(Run *run, const Book *b)
{
    GptConfig c = {.vocab = b->V, .context = CONTEXT, .layers = LAYERS, .heads = 4, .width = WIDTH};
    Model m = model_new(c, NOTHING, run->rng);
    int ids[BATCH * CONTEXT], targets[BATCH * CONTEXT];
    double most = 0;
    Tape *t = tape_new();
    tape_inference(t, 1);
    book_draw(b, 0, b->known, ids, targets, run->rng);
    const Tensor *ours = model_logits(t, &m, ids, BATCH, CONTEXT, NULL);
    const Tensor *theirs = gpt_logits(t, m.gpt, ids, BATCH, CONTEXT);
    for (size_t i = 0; i < ours->size; i++)
        most = fmax(most, fabs((double)ours->data[i] - (double)theirs->data[i]));
    run_section("same");
    printf("%zu logits, largest difference from lib/gpt's %s 0.00001\n", ours->size,
           most < 1e-5 ? "below" : "ABOVE");
    tape_free(t);
    model_free(&m);
    return most;
}

//> count
typedef struct {
    double token, place, attention, mlp, norm, all;
} Count;

static Count count(GptConfig c)
{
    double C = c.width, L = c.layers;
    Count n = {.token = c.vocab * C,
               .place = c.context * C,
               .attention = L * (3 * C * C + 3 * C + C * C + C), /* to q, k, v; and back to the stream */
               .mlp = L * (4 * C * C + 4 * C + 4 * C * C + C),   /* to 4 C numbers, and back */
               .norm = (2 * L + 1) * 2 * C};                     /* gain and bias */
    n.all = n.token + n.place + n.attention + n.mlp + n.norm;
    return n;
}
//< count

static void show_count(Run *run, const Book *b)
{
    GptConfig config[] = {{.vocab = b->V, .context = CONTEXT, .layers = LAYERS, .heads = 4, .width = WIDTH},
                          {.vocab = 50257, .context = 1024, .layers = 12, .heads = 12, .width = 768},
                          {.vocab = 50257, .context = 2048, .layers = 96, .heads = 96, .width = 12288}};
    Count n[3];
    for (int i = 0; i < 3; i++)
        n[i] = count(config[i]);
    Model m = model_new(config[0], NOTHING, run->rng);
    run_section("count");
    printf("                     ours         GPT-2            GPT-3\n");
#define ROW(name, part) printf("%-12s %12.0f  %12.0f  %15.0f\n", name, n[0].part, n[1].part, n[2].part)
    ROW("tokens", token), ROW("positions", place), ROW("attention", attention), ROW("MLP", mlp);
    ROW("norms", norm), ROW("all", all);
#undef ROW
    printf("in the library's arrays: %zu\n", params_size(m.params));
    run_summary(run, "gpt3", n[2].all / 1e9, "billion");
    run_summary(run, "gpt2", n[1].all / 1e6, "million");
    run_summary(run, "ours", (double)params_size(m.params), ""), run_summary(run, "formula", n[0].all, "");
    run_summary(run, "gpt3_mlp", 100 * n[2].mlp / n[2].all, "%");
    run_summary(run, "gpt3_attention", 100 * n[2].attention / n[2].all, "%");
    run_summary(run, "gpt3_tokens", 100 * n[2].token / n[2].all, "%");
    run_summary(run, "gpt2_tokens", 100 * n[1].token / n[1].all, "%");
    run_summary(run, "gpt2_short", 12.0 * 12 * 768 * 768 / 1e6, "million");
    run_summary(run, "gpt3_short", 12.0 * 96 * 12288 * 12288 / 1e9, "billion");
    Log *idea = run_log(run, "idea", "attention mlp");
    LOG_ROW(idea, n[2].attention / 96, n[2].mlp / 96);
    log_close(idea);
    model_free(&m);
}

/* Losses on the characters from … to - 1 of who knows, from the text trained on, how often each character
 * comes, loss[0], and how often after each other one, loss[1]. */
static void yardsticks(const Book *b, int from, int to, double loss[2])
{
    double *one = calloc((size_t)(b->V + b->V * b->V), sizeof *one), *pair = one + b->V;
    CHECK(one, "out of memory");
    for (int i = 1; i < b->known; i++)
        one[b->id[i]]++, pair[b->id[i - 1] * b->V + b->id[i]]++;
    loss[0] = loss[1] = 0;
    for (int i = from; i < to; i++) {
        int last = b->id[i - 1], now = b->id[i];
        loss[0] -= log((one[now] + 1) / (b->known + b->V)) / (to - from);
        loss[1] -= log((pair[last * b->V + now] + 1) / (one[last] + b->V)) / (to - from);
    }
    free(one);
}

static Losses ablate(Run *run, const Book *b, Part without, int layers, unsigned long seed, int row,
                     Log *curve)
{
    GptConfig c = {.vocab = b->V, .context = CONTEXT, .layers = layers, .heads = 4, .width = WIDTH};
    char name[40];
    gsl_rng_set(run->rng, seed); /* every variant reads the same text in the same order */
    Model m = model_new(c, without, run->rng);
    gsl_rng_set(run->rng, seed + 1000);
    Losses loss = train(&m, b, run->quick ? 10 : 700, 3e-3, row, run->rng, curve);
    snprintf(name, sizeof name, layers < LAYERS ? "%s, of %d block%s" : "%s", part_name[without], layers,
             layers == 1 ? "" : "s");
    printf("%-22s %10zu %10.2f %12.2f\n", name, model_size(&m), loss.training, loss.unseen);
    model_free(&m);
    return loss;
}

static void show_yardsticks(Run *run, const Book *b)
{
    double known[2], unseen[2];
    Log *lines = run_log(run, "yardsticks", "one pair");
    yardsticks(b, 1, b->known, known), yardsticks(b, b->known, b->n, unseen);
    printf("how often each character comes    %10.2f %12.2f\n", known[0], unseen[0]);
    printf("how often after each character    %10.2f %12.2f\n", known[1], unseen[1]);
    run_summary(run, "single", unseen[0], "nat"), run_summary(run, "pairs", unseen[1], "nat");
    run_summary(run, "single_training", known[0], "nat"), run_summary(run, "pairs_training", known[1], "nat");
    LOG_ROW(lines, known[0], known[1]); /* the figure's curves are training losses */
    log_close(lines);
}

static void ablations(Run *run, const Book *b)
{
    static const char *const key[PARTS] = {"complete", "no_residual", "no_norm", "no_positions",
                                           "one_head", "no_mlp",      "no_curve"};
    char name[40];
    Log *curve = run_log(run, "loss", "without step loss");
    run_section("ablations");
    printf("                                       nats a character, on the\n");
    printf("left out               parameters   training   last tenth\n");
    for (Part p = NOTHING; p < PARTS; p++) {
        Losses loss = ablate(run, b, p, LAYERS, run->seed, (int)p, curve);
        snprintf(name, sizeof name, "%s_training", key[p]);
        run_summary(run, key[p], loss.unseen, "nat"), run_summary(run, name, loss.training, "nat");
    }
    log_close(curve);
    run_summary(run, "complete_again", ablate(run, b, NOTHING, LAYERS, run->seed + 1, 0, NULL).unseen, "nat");
    run_summary(run, "no_residual_1", ablate(run, b, RESIDUAL, 1, run->seed, 0, NULL).unseen, "nat");
    run_summary(run, "no_residual_2", ablate(run, b, RESIDUAL, 2, run->seed, 0, NULL).unseen, "nat");
    show_yardsticks(run, b);
}

int main(int argc, char **argv)
{
    Run run = run_begin(argc, argv, "12-transformer", "The transformer: its block, its size, its parts.", NULL);
    Book b = book_load();
    show_count(&run, &b); /* its first summary is the headline */
    double difference = compare(&run, &b);
    show_reach(&run, &b);
    show_depth(&run, &b);
    ablations(&run, &b);
    run_summary(&run, "difference", difference, "");
    book_free(&b);
    return run_end(&run);
}
