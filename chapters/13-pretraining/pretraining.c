/* Chapter 13: the main job: a language model is trained on a real text, and judged on what it never saw. */
#include <gsl/gsl_math.h>
#include <math.h>
#include <stdlib.h>

#include "error.h"
#include "gpt_nats.h"
#include "pretraining.h"

static const double SAVE_SECONDS = 10;
static double steps = 2000, batch = 12, context = 64, layers = 4, heads = 4, width = 128, scaling, trunk;
static int live;

/* The recipe's data: every byte as it is, the bytes that occur as vocabulary, the last tenth held out. */
static Data data_load(const char *path)
{
    Data d = {0};
    char why[400];
    CHECK(corpus_read(path, &d.corpus, why, sizeof why) == 0, "%s", why);
    size_t n = d.corpus.n, need = 20 * ((size_t)context + 2); /* a tenth holds two windows */
    CHECK(n >= need, "%s: %zu bytes are too few for a context of %.0f; %zu would do", path, n, context, need);
    d.letters = corpus_letters(d.corpus.text, n);
    d.ids = malloc(n * sizeof *d.ids);
    CHECK(d.ids, "%s: out of memory for %zu tokens", path, n);
    //> data
    for (size_t i = 0; i < n; i++)
        d.ids[i] = d.letters.token[(unsigned char)d.corpus.text[i]];
    d.training_n = (size_t)(0.9 * (double)n);
    d.validation_n = n - d.training_n;
    //< data
    return d;
}

Training training_new(Recipe recipe, unsigned long seed)
{
    Training t = {.recipe = recipe, .params = params_new(), .tape = tape_new()};
    t.rng = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(t.rng, seed);
    t.gpt = gpt_new(t.params, recipe.config);
    params_init(t.params, t.rng);
    AdamConfig adam = {.beta1 = 0.9F, .beta2 = 0.99F, .epsilon = 1e-8F, .weight_decay = 0.1F, .decoupled = 1};
    t.optim = optim_adam(t.params, adam);
    t.replicas = gpt_replicas_new(t.params, t.gpt, 0);
    return t;
}

void training_free(Training *t)
{
    gpt_replicas_free(t->replicas), optim_free(t->optim), gpt_free(t->gpt);
    params_free(t->params), tape_free(t->tape), gsl_rng_free(t->rng);
}

//> step
double training_step(Training *t, const int *ids, size_t n)
{
    const Recipe *r = &t->recipe;
    int B = r->batch, T = r->config.context;
    int *x = tape_take(t->tape, 2 * (size_t)(B * T) * sizeof *x), *y = x + B * T;
    corpus_batch(ids, n, B, T, t->rng, x, y);
    double loss = (double)gpt_replicas_loss(t->replicas, x, y, B, T); /* and its gradients */
    optim_clip(t->params, 1.0);
    optim_step(t->optim, (float)schedule_cosine(t->step++, r->warmup, r->steps, r->rate, r->floor));
    tape_reset(t->tape);
    return loss;
}
//< step

double evaluate(const Training *t, const int *ids, size_t n)
{
    return gpt_nats(t->gpt, ids, n) / (double)(n - 1);
}

static void mark(Journal *j, const Training *t, const Data *d, unsigned long seed)
{
    Mark *m = &j->mark[j->marks++];
    *m = (Mark){.step = t->step, .training = t->step ? 0 : (double)NAN};
    int recent = (int)GSL_MIN(t->step, 100);
    for (int i = 0; i < recent; i++)
        m->training += (double)j->loss[t->step - 1 - i] / recent;
    m->validation = glimpse(t, d);
    if (wants_sample(t->step, t->recipe.steps))
        write_sample(t, d, seed + 1, m->sample);
}

static void train(Run *run, Training *t, const Data *d, Journal *j)
{
    long every = GSL_MAX(t->recipe.steps / 8, 1), first = t->step, all = t->recipe.steps;
    Progress bar = progress_begin("training", all - first); /* after a stop: of what is left */
    double saved = log_seconds();
    for (;;) {
        if ((t->step % every == 0 || wants_sample(t->step, all)) && !journal_has(j, t->step))
            mark(j, t, d, run->seed);
        if (log_seconds() - saved > SAVE_SECONDS || journal_interrupted()) {
            journal_save(j, t); /* ends the program if it was interrupted */
            saved = log_seconds();
        }
        if (t->step >= all)
            break;
        long now = t->step;
        j->loss[now] = (float)training_step(t, d->ids, d->training_n);
        show_progress(&bar, j, t, t->step - first);
        if (live && t->step % 50 == 0)
            draw_live(run, j, t);
    }
    progress_end(&bar);
}

static Recipe recipe_of(const Run *run, const Data *d)
{
    Recipe r = {.batch = (int)batch, .steps = run->quick ? 40 : (long)steps, .rate = 1e-3, .floor = 1e-4};
    r.warmup = GSL_MIN(100, r.steps / 10);
    r.config = (GptConfig){.vocab = d->letters.size, .context = (int)context, .layers = (int)layers,
                           .heads = (int)heads, .width = (int)width};
    return r;
}

static void pretrain(Run *run, const char *own, const char *prompt)
{
    static Journal journal;
    Data d = data_load(own ? own : "data/cache/kjv/kjv.txt");
    Recipe recipe = recipe_of(run, &d);
    d.prompt = prompt;
    if (run->quick)
        d.validation_n = GSL_MIN(d.validation_n, 20000);
    if (scaling > 0) {
        measure_scaling(run, &recipe, &d);
        return;
    }
    show_data(run, &d);
    Training t = training_new(recipe, run->seed);
    journal_begin(&journal, &t, &d, run->seed);
    double started = log_seconds(), windows = (double)(recipe.steps - t.step) * recipe.batch;
    train(run, &t, &d, &journal);
    double speed = windows * recipe.config.context / (log_seconds() - started);
    journal_write(&journal, &t, run);
    journal_print(&journal, &recipe);
    double loss = show_loss(run, &t, &d, started, speed);
    run_summary(run, "first_loss", (double)journal.loss[0], "nats");
    journal_end(&journal);
    show_gap(run, &t, &d, loss);
    show_surprise(run, &t, &d);
    show_elsewhere(run, &t, &d);
    show_tuned(run, &t, &d);
    show_resumed(run, &t, &d);
    show_cost(run, &t, speed);
    if (!own)
        show_scaling(run), show_trunk();
    training_free(&t), corpus_free(&d.corpus), free(d.ids);
}

int main(int argc, char **argv)
{
    const RunOption options[] = {{"steps", &steps, 1, MOST_STEPS, "training steps"},
        {"batch", &batch, 1, 4096, "windows in a batch"},
        {"context", &context, 1, 4096, "tokens in a window"},
        {"layers", &layers, 1, 100, "layers"}, {"heads", &heads, 1, 100, "heads"},
        {"width", &width, 1, 4096, "width"}, {"scaling", &scaling, 0, 1, "1: measures the scaling law anew"},
        {"trunk", &trunk, 0, 1, "1: trains the model that later chapters start from"}, {0}};
    const char *corpus = take_text(&argc, argv, "--corpus");
    const char *prompt = take_text(&argc, argv, "--prompt");
    live = take_flag(&argc, argv, "--live");
    Run run = run_begin(argc, argv, "13-pretraining",
                        "A language model, trained and judged\n\n  --corpus FILE  another text\n"
                        "  --prompt TEXT  what samples begin after\n"
                        "  --live         draws the curve while it grows", options);
    if (trunk > 0)
        make_trunk(&run);
    else
        pretrain(&run, corpus, prompt);
    return run_end(&run);
}
