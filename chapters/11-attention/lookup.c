#include "lookup.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_statistics_float.h>
#include <math.h>

#include "optim.h"

void stream_draw(Stream *s, gsl_rng *rng)
{
    enum { N = CARDS + AHEAD };
    for (int b = 0; b < STREAMS; b++) {
        int all[LETTERS], *letter = s->letter[b], *digit = s->digit[b], *first = s->first[b];
        for (int i = 0; i < LETTERS; i++)
            all[i] = i;
        gsl_ran_shuffle(rng, all, LETTERS, sizeof *all);
        for (int i = 0; i < N; i++)
            letter[i] = all[i / 2];
        gsl_ran_shuffle(rng, letter, N, sizeof *letter);
        for (int i = 0; i < N; i++) {
            for (first[i] = 0; letter[first[i]] != letter[i];)
                first[i]++;
            digit[i] = first[i] < i ? (digit[first[i]] + 1) % DIGITS : (int)gsl_rng_uniform_int(rng, DIGITS);
        }
    }
}

Model model_new(Design d, gsl_rng *rng)
{
    Model m = {.design = d, .params = params_new()};
    Params *p = m.params;
    int C = d.width;
    float sd = 1 / sqrtf((float)C); /* inputs of variance 1 make outputs of variance 1 */
    m.letter = params_add(p, "letter", init_normal(0.5f), SHAPE(LETTERS, C));
    m.digit = params_add(p, "digit", init_normal(0.5f), SHAPE(DIGITS, C));
    m.place = params_add(p, "place", init_normal(0.5f), SHAPE(CARDS, C));
    for (int k = 0; k < d.asks; k++)
        m.ask[k] = params_add(p, k ? "ask.1" : "ask.0", init_normal(0.5f), SHAPE(LETTERS, C));
    if (!d.unprojected) {
        m.qkv = linear_new_normal(p, "qkv", C, 3 * C, sd);
        m.proj = linear_new_normal(p, "proj", C, C, sd);
    }
    m.out = linear_new_normal(p, "out", C, DIGITS * d.asks, sd);
    if (d.concatenated)
        m.beside = linear_new_normal(p, "beside", C, DIGITS * d.asks, sd);
    params_init(p, rng);
    return m;
}

void model_free(Model *m) { params_free(m->params); }
size_t model_size(const Model *m) { return params_size(m->params); }

/* Rows of `table` for the T cards from `from` on, of every stream. */
static Tensor *embed(Tape *t, Tensor *table, const int id[STREAMS][CARDS + AHEAD], int from, int T)
{
    int chosen[STREAMS * CARDS];
    for (int i = 0; i < STREAMS * T; i++)
        chosen[i] = id ? id[i / T][from + i % T] : i % T;
    return op_embedding(t, table, chosen, SHAPE(STREAMS, T));
}

//> cards
/* What position t knows: the card it holds, where it stands, and the next letter (or the next two). */
static Tensor *read_cards(Tape *t, const Model *m, const Stream *s, int T)
{
    Tensor *x = op_add(t, embed(t, m->letter, s->letter, 0, T), embed(t, m->digit, s->digit, 0, T));
    x = op_add(t, x, embed(t, m->place, NULL, 0, T));
    for (int k = 0; k < m->design.asks; k++)
        x = op_add(t, x, embed(t, m->ask[k], s->letter, 1 + k, T));
    return x;
}
//< cards

/* The article's variants, made with the library's attention: x three times over for queries, keys and values;
 * queries multiplied by the √d by which they will be divided. */
static Tensor *unprojected(Tape *t, Tensor *x, int C)
{
    Tensor *w = tape_input(t, SHAPE(3 * C, C));
    tensor_fill(w, 0);
    for (int i = 0; i < 3 * C; i++)
        w->data[i * C + i % C] = 1;
    return op_linear(t, x, w, NULL);
}

static Tensor *unscaled(Tape *t, Tensor *qkv, int C, int heads)
{
    Tensor *factor = tape_input(t, qkv->ndim, qkv->shape);
    tensor_fill(factor, 1);
    for (float *row = factor->data; row < factor->data + factor->size; row += 3 * C)
        for (int i = 0; i < C; i++)
            row[i] = sqrtf((float)C / (float)heads);
    return op_mul(t, qkv, factor);
}

static Tensor *project(Tape *t, const Model *m, Tensor *x)
{
    const Design *d = &m->design;
    Tensor *qkv = d->unprojected ? unprojected(t, x, d->width) : linear_forward(t, &m->qkv, x);
    return d->unscaled ? unscaled(t, qkv, d->width, d->heads) : qkv;
}

Tensor *model_qkv(Tape *t, const Model *m, const Stream *s, int T)
{
    return project(t, m, read_cards(t, m, s, T));
}

//> model
Tensor *model_logits(Tape *t, const Model *m, const Stream *s, int T)
{
    const Design *d = &m->design;
    Tensor *x = read_cards(t, m, s, T); /* (B,T,C) */
    Tensor *a = op_attention(t, project(t, m, x), d->heads, !d->unmasked);
    if (!d->unprojected)
        a = linear_forward(t, &m->proj, a);
    Tensor *z = d->concatenated ? op_add(t, linear_forward(t, &m->out, a), linear_forward(t, &m->beside, x))
                                : linear_forward(t, &m->out, op_add(t, x, a));
    return op_reshape(t, z, SHAPE(STREAMS * T * d->asks, DIGITS));
}
//< model

static int is_right(const Tensor *z, int row, int digit)
{
    return gsl_stats_float_max_index(z->data + row * DIGITS, 1, DIGITS) == (size_t)digit;
}

typedef struct {
    double right, asked;
} Count;

static double per_cent(Count c) { return c.asked > 0 ? 100 * c.right / c.asked : 0; }

/* Counts the answers of positions `from` … T-1 to their k-th question, by whether the letter came before. */
static void count(const Model *m, const Tensor *z, const Stream *s, int from, int T, int k, Count *known,
                  Count *first)
{
    for (int b = 0; b < STREAMS; b++)
        for (int t = from; t < T; t++) {
            int next = t + 1 + k;
            Count *c = s->first[b][next] <= t ? known : first;
            c->right += is_right(z, (b * T + t) * m->design.asks + k, s->digit[b][next]);
            c->asked++;
        }
}

int model_train(Model *m, gsl_rng *rng, int steps, int stop, Log *curve)
{
    static int target[STREAMS * CARDS * AHEAD];
    int asks = m->design.asks, reached = 0;
    AdamConfig adam = {.beta1 = 0.9f, .beta2 = 0.99f, .epsilon = 1e-8f};
    Optim *optim = optim_adam(m->params, adam);
    Tape *t = tape_new();
    Progress bar = progress_begin("training", steps);
    for (int step = 1; step <= steps && !(stop && reached); step++, tape_reset(t)) {
        Stream s;
        Count known = {0, 0}, first = {0, 0};
        stream_draw(&s, rng);
        for (int i = 0; i < STREAMS * CARDS * asks; i++)
            target[i] = s.digit[i / asks / CARDS][i / asks % CARDS + 1 + i % asks];
        Tensor *z = model_logits(t, m, &s, CARDS);
        tape_backward(t, op_softmax_xent(t, z, target));
        optim_step(optim, 0.003f);
        for (int k = 0; k < asks; k++)
            count(m, z, &s, 0, CARDS, k, &known, &first);
        reached = !reached && per_cent(known) >= 90 ? step : reached;
        if (curve)
            LOG_ROW(curve, m->design.width, m->design.unscaled, step, per_cent(known));
        progress_step(&bar, step, NULL);
    }
    progress_end(&bar);
    tape_free(t), optim_free(optim);
    return reached;
}

Score model_score(const Model *m, gsl_rng *rng)
{
    Count known[AHEAD] = {{0, 0}}, first = {0, 0}, in_use = {0, 0};
    Tape *t = tape_new();
    tape_inference(t, 1);
    for (int round = 0; round < 4; round++) {
        Stream s;
        stream_draw(&s, rng);
        Tensor *z = model_logits(t, m, &s, CARDS);
        for (int k = 0; k < m->design.asks; k++)
            count(m, z, &s, 0, CARDS, k, &known[k], &first);
        for (int T = 1; T <= CARDS; T++, tape_reset(t)) /* only what came so far; the last position answers */
            count(m, model_logits(t, m, &s, T), &s, T - 1, T, 0, &in_use, &(Count){0, 0});
    }
    tape_free(t);
    return (Score){{per_cent(known[0]), per_cent(known[1])}, per_cent(first), per_cent(in_use)};
}
