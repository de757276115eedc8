#include "model.h"

Model model_new(unsigned long seed)
{
    Model m = {.params = params_new(), .dropout = 0.25F};
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(rng, seed);
    m.conv = conv2d_new(m.params, "conv", 1, 4, 3, (Conv){.stride = 1, .relu = 1});
    m.linear = linear_new(m.params, "linear", 4 * 5 * 5, MODEL_CLASSES);
    params_init(m.params, rng);
    for (size_t i = 0; i < sizeof m.images / sizeof *m.images; i++)
        m.images[i] = (float)gsl_rng_uniform(rng);
    for (int i = 0; i < MODEL_BATCH; i++)
        m.labels[i] = any(rng, 0, MODEL_CLASSES - 1);
    gsl_rng_free(rng);
    return m;
}

void model_free(Model *m) { params_free(m->params); }

Tensor *model_loss(Tape *t, const Model *m, int from, int n)
{
    Tensor *x = tape_input(t, SHAPE(n, 1, MODEL_SIDE, MODEL_SIDE));
    tensor_set(x, m->images + from * MODEL_SIDE * MODEL_SIDE);
    x = op_maxpool2d(t, conv2d_forward(t, &m->conv, x), 2, 2);
    x = op_dropout(t, op_flatten(t, x), m->dropout);
    return op_softmax_xent(t, linear_forward(t, &m->linear, x), m->labels + from);
}
