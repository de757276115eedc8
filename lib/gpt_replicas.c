#include "gpt_replicas.h"

#include <omp.h>
#include <stdlib.h>

#include "error.h"
#include "op.h"

/* Measured on two cores: up to so many parameters, replicas are faster. */
static const size_t SMALL = 2000000;

typedef struct {
    Tape *tape;
    Params *params;
    Gpt *gpt;
} Replica;

struct GptReplicas {
    int count;
    Replica *list; /* the first holds the caller's parameters and model */
};

static Replica replica_new(const Params *p, const Gpt *g)
{
    Replica r = {tape_new(), params_new(), NULL};
    r.gpt = gpt_new(r.params, g->config);
    params_share(r.params, p);
    return r;
}

GptReplicas *gpt_replicas_new(Params *p, Gpt *g, int n)
{
    CHECK(n >= 0, "gpt_replicas_new: %d replicas", n);
    if (n == 0)
        n = params_size(p) <= SMALL ? omp_get_max_threads() : 1;
    CHECK(n == 1 || !gpt_adapted(g), "gpt_replicas_new: adapters would be the first replica's alone");
    GptReplicas *r = malloc(sizeof *r);
    Replica *list = malloc((size_t)n * sizeof *list);
    CHECK(r && list, "gpt_replicas_new: out of memory");
    *r = (GptReplicas){n, list};
    list[0] = (Replica){tape_new(), p, g};
    for (int i = 1; i < n; i++)
        list[i] = replica_new(p, g);
    return r;
}

void gpt_replicas_free(GptReplicas *r)
{
    if (!r)
        return;
    for (int i = 0; i < r->count; i++) {
        tape_free(r->list[i].tape);
        if (i > 0)
            gpt_free(r->list[i].gpt), params_free(r->list[i].params);
    }
    free(r->list);
    free(r);
}

int gpt_replicas_count(const GptReplicas *r) { return r->count; }

static int counted(const int *targets, int from, int to)
{
    int n = 0;
    for (int i = from; i < to; i++)
        n += targets[i] != TARGET_IGNORE;
    return n;
}

/* A replica's share of the batch's mean loss: that of its rows, by the share of the targets that they hold. */
static float share(Replica *r, const int *ids, const int *targets, int B, int T, int all)
{
    int own = counted(targets, 0, B * T);
    tape_reset(r->tape);
    if (B == 0 || own == 0)
        return 0;
    Tensor *loss = gpt_loss(r->tape, r->gpt, ids, targets, B, T);
    loss = op_scale(r->tape, loss, (float)own / (float)all);
    tape_backward(r->tape, loss);
    return tensor_item(loss);
}

float gpt_replicas_loss(GptReplicas *r, const int *ids, const int *targets, int B, int T)
{
    int all = counted(targets, 0, B * T), n = r->count;
    if (n == 1) /* outside any parallel region, where the operations have all threads */
        return share(&r->list[0], ids, targets, B, T, all);
    float shares[n], loss = 0;
#pragma omp parallel for num_threads(n) schedule(static, 1)
    for (int i = 0; i < n; i++) {
        int from = B * i / n, to = B * (i + 1) / n;
        shares[i] = share(&r->list[i], ids + from * T, targets + from * T, to - from, T, all);
    }
    for (int i = 0; i < n; i++)
        loss += shares[i];
    for (int i = 1; i < n; i++)
        params_add_grads(r->list[0].params, r->list[i].params);
    return loss;
}

size_t gpt_replicas_used(const GptReplicas *r)
{
    size_t used = 0;
    for (int i = 0; i < r->count; i++)
        used += tape_used(r->list[i].tape);
    return used;
}

void gpt_replicas_seed(GptReplicas *r, uint64_t seed, uint64_t step)
{
    for (int i = 0; i < r->count; i++)
        tape_seed(r->list[i].tape, seed + (uint64_t)i, step);
}
