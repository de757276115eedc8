/* A GPT of two layers against numbers that PyTorch computed in float64: loss and every gradient. */
#include <math.h>
#include <string.h>

#include "gpt.h"
#include "reference.h"

SUITE(reference_gpt);

enum { MOST = 2400, PLACES = 32 };

static void read_numbers(const Reference *r, const char *text, size_t n, double to[])
{
    cr_assert(n <= MOST && reference_numbers(text, MOST, to) == (int)n, "%s:%d: not %zu numbers", r->path, r->line, n);
}

static void read_places(Reference *r, const char *kind, int n, int to[])
{
    double numbers[MOST];
    cr_assert(reference_next(r) && !strcmp(r->kind, kind), "%s:%d: no %s", r->path, r->line, kind);
    read_numbers(r, r->second, (size_t)n, numbers);
    for (int i = 0; i < n; i++)
        to[i] = (int)numbers[i];
}

/* ‖got - want‖ <= tolerance ‖want‖. */
static void same(const char *name, const float *got, const double *want, size_t n, double tolerance)
{
    double miss = 0, norm = 0;
    for (size_t i = 0; i < n; i++) {
        miss += pow((double)got[i] - want[i], 2);
        norm += pow(want[i], 2);
    }
    cr_assert(norm > 0 && sqrt(miss) <= tolerance * sqrt(norm), "%s: off by %.3g of its norm %.3g", name,
              sqrt(miss / norm), sqrt(norm));
}

/* The same number added to every score of a row changes no probability: a key's bias has no gradient. */
static void same_qkv_bias(const char *name, const float *got, const double *want, size_t C)
{
    double queries = 0, keys = 0;
    for (size_t i = 0; i < C; i++) {
        queries += want[i] * want[i];
        keys += pow((double)got[C + i], 2);
    }
    same(name, got, want, C, 1e-5);
    same(name, got + 2 * C, want + 2 * C, C, 1e-5);
    cr_assert(sqrt(keys) <= 1e-5 * sqrt(queries), "%s: %.3g for the keys, where that of the queries is %.3g", name,
              sqrt(keys), sqrt(queries));
}

typedef struct {
    Params *params;
    Gpt *g;
    int B, T, ids[PLACES], targets[PLACES];
    double loss, whole, last[MOST]; /* `whole`: with 0 in place of targets that are left out */
} Model;

static Model begin(Reference *r)
{
    double c[8];
    cr_assert(reference_next(r) && !strcmp(r->kind, "gpt") && reference_numbers(r->first, 5, c) == 5 &&
              reference_numbers(r->second, 2, c + 5) == 2);
    Model m = {.params = params_new(), .B = (int)c[5], .T = (int)c[6]};
    m.g = gpt_new(m.params, (GptConfig){.vocab = (int)c[0], .context = (int)c[1], .layers = (int)c[2],
                                        .heads = (int)c[3], .width = (int)c[4]});
    gsl_rng *rng = testing_rng("unused");
    params_init(m.params, rng);
    gsl_rng_free(rng);
    read_places(r, "ids", m.B * m.T, m.ids);
    read_places(r, "targets", m.B * m.T, m.targets);
    reference_next(r);
    read_numbers(r, r->first, 1, &m.loss);
    read_numbers(r, r->second, 1, &m.whole);
    reference_next(r);
    cr_assert(!strcmp(r->kind, "last"));
    read_numbers(r, r->second, (size_t)(m.B * m.g->config.vocab), m.last);
    return m;
}

/* Lines `param` are read into the weights, lines `grad` compared, if there are gradients; how many there were. */
static int each_parameter(Reference *r, const Model *m, int compare)
{
    static double numbers[MOST];
    int n = 0;
    while (reference_next(r)) {
        Tensor *x = params_find(m->params, r->first);
        cr_assert(x, "%s:%d: there is no parameter %s", r->path, r->line, r->first);
        read_numbers(r, r->second, x->size, numbers);
        if (!strcmp(r->kind, "param")) {
            n++;
            for (size_t i = 0; i < x->size; i++)
                x->data[i] = (float)numbers[i];
        } else if (compare && strstr(r->first, "c_attn.bias")) {
            same_qkv_bias(r->first, x->grad, numbers, x->size / 3);
        } else if (compare) {
            same(r->first, x->grad, numbers, x->size, 1e-5);
        }
    }
    return n;
}

static void losses_and_logits(Tape *t, const Model *m)
{
    int whole[PLACES], V = m->g->config.vocab;
    for (int i = 0; i < m->B * m->T; i++)
        whole[i] = m->targets[i] == TARGET_IGNORE ? 0 : m->targets[i];
    double got = (double)tensor_item(gpt_loss(t, m->g, m->ids, whole, m->B, m->T));
    cr_assert(fabs(got - m->whole) <= 1e-5 * m->whole, "all targets: loss %.9g, not %.9g", got, m->whole);
    const Tensor *logits = gpt_logits(t, m->g, m->ids, m->B, m->T);
    for (int b = 0; b < m->B; b++)
        same("last logits", logits->data + ((b + 1) * m->T - 1) * V, m->last + b * V, (size_t)V, 1e-5);
}

TEST(reference_gpt, loss_and_gradients)
{
    Reference *r = reference_open("gpt.tsv");
    Model m = begin(r);
    cr_assert(each_parameter(r, &m, 0) == params_count(m.params), "parameters are missing");
    reference_close(r);

    Tape *t = tape_new();
    losses_and_logits(t, &m);
    tape_reset(t);
    Tensor *loss = gpt_loss(t, m.g, m.ids, m.targets, m.B, m.T);
    double got = (double)tensor_item(loss);
    cr_assert(fabs(got - m.loss) <= 1e-5 * m.loss, "loss %.9g, not %.9g", got, m.loss);
    tape_backward(t, loss);
    Reference *again = reference_open("gpt.tsv");
    for (int i = 0; i < 5; i++) /* what begin() read */
        reference_next(again);
    each_parameter(again, &m, 1);
    reference_close(again);
    tape_free(t);
    gpt_free(m.g);
    params_free(m.params);
}
