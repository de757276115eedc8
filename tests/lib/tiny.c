#include "tiny.h"

#include <gsl/gsl_randist.h>

Tiny tiny_new(GptConfig config, int B, int T, float louder, gsl_rng *rng)
{
    Tiny m = {.params = params_new(), .B = B, .T = T};
    cr_assert(B * T <= TINY_TOKENS);
    m.g = gpt_new(m.params, config);
    params_init(m.params, rng);
    for (int i = 0; i < params_count(m.params); i++) {
        Tensor *x = params_at(m.params, i);
        for (size_t j = 0; j < x->size; j++)
            x->data[j] = x->ndim == 2 ? louder * x->data[j] : x->data[j] + (float)gsl_ran_gaussian(rng, 0.2);
    }
    for (int i = 0; i < B * T; i++) {
        m.ids[i] = any(rng, 0, config.vocab - 1);
        m.targets[i] = i && any(rng, 0, 7) == 0 ? TARGET_IGNORE : any(rng, 0, config.vocab - 1);
    }
    return m;
}

void tiny_free(Tiny *m)
{
    gpt_free(m->g);
    params_free(m->params);
}

Tensor *tiny_loss(Tape *t, void *tiny)
{
    const Tiny *m = tiny;
    return gpt_loss(t, m->g, m->ids, m->targets, m->B, m->T);
}
