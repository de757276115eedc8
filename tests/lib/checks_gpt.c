/* Wrong arguments of what a GPT is made of are named, with the operation that got them. */
#include "tiny.h"

SUITE(checks_gpt);

static Tape *t;
static void begin(void) { t = tape_new(); }
static void end(void) { tape_free(t); }

#define CHECKS(name) TEST(checks_gpt, name, .init = begin, .fini = end)

static Tensor *of(int ndim, const int shape[]) { return tape_input(t, ndim, shape); }

CHECKS(add)
{
    CHECKED(op_add(t, of(SHAPE(2, 3, 4)), of(SHAPE(2, 4))), "op_add: (2, 3, 4) and (2, 4)");
    CHECKED(op_add(t, of(SHAPE(2, 3, 4)), of(SHAPE(3))), "op_add: (2, 3, 4) and (3)");
    CHECKED(op_add(t, of(SHAPE(2, 3)), of(SHAPE(2, 1))), "op_add: (2, 3) and (2, 1)");
    CHECKED(op_add(t, of(SHAPE(3, 4)), of(SHAPE(1, 3, 4))), "op_add: (3, 4) and (1, 3, 4)");
    CHECKED(op_add(t, of(SHAPE(3, 4)), of(SHAPE(12))), "op_add: (3, 4) and (12)");
}

CHECKS(linear_gelu)
{
    CHECKED(op_linear_gelu(t, of(SHAPE(4, 3)), of(SHAPE(5, 3)), NULL), "op_linear_gelu: ");
    CHECKED(op_linear_gelu(t, of(SHAPE(4, 3)), of(SHAPE(3, 5)), of(SHAPE(3))), "x (4, 3) with w (3, 5)");
    CHECKED(op_linear_gelu(t, of(SHAPE(4, 3)), of(SHAPE(5, 3)), of(SHAPE(3))), "w (5, 3) with bias (3)");
}

CHECKS(embedding)
{
    int id[8] = {0, 1, 2, 3, 4, 0, 1, 2};
    CHECKED(op_embedding(t, of(SHAPE(4, 3)), id, SHAPE(2, 4)), "op_embedding: id 4");
    id[6] = -1;
    CHECKED(op_embedding(t, of(SHAPE(5, 3)), id, SHAPE(8)), "op_embedding: id -1");
    CHECKED(op_embedding(t, of(SHAPE(5)), id, SHAPE(2)), "op_embedding: w is (5)");
    CHECKED(op_embedding(t, of(SHAPE(5, 3)), id, SHAPE(1, 1, 1, 1)), "op_embedding: ids of 4 dimensions");
    CHECKED(op_embedding(t, of(SHAPE(5, 3)), id, SHAPE(0)), "extent 0");
}

CHECKS(layer_norm)
{
    CHECKED(op_layer_norm(t, of(SHAPE(2, 3)), of(SHAPE(2)), of(SHAPE(3))), "op_layer_norm: x (2, 3) with gain (2)");
    CHECKED(op_layer_norm(t, of(SHAPE(2, 3)), of(SHAPE(3)), of(SHAPE(2))), "gain (3) and bias (2)");
    CHECKED(op_layer_norm(t, of(SHAPE(2, 3)), of(SHAPE(1, 3)), of(SHAPE(1, 3))), "op_layer_norm: ");
    CHECKED(op_layer_norm(t, of(0, NULL), of(SHAPE(1)), of(SHAPE(1))), "op_layer_norm: ");
}

CHECKS(attention)
{
    CHECKED(op_attention(t, of(SHAPE(2, 5, 8)), 1, 1), "op_attention: qkv is (2, 5, 8)");
    CHECKED(op_attention(t, of(SHAPE(5, 12)), 2, 1), "op_attention: qkv is (5, 12)");
    CHECKED(op_attention(t, of(SHAPE(1, 2, 5, 12)), 2, 1), "op_attention: qkv is (1, 2, 5, 12)");
    CHECKED(op_attention(t, of(SHAPE(2, 5, 12)), 3, 1), "op_attention: 3 heads do not divide a width of 4");
    CHECKED(op_attention(t, of(SHAPE(2, 5, 12)), 0, 1), "op_attention: 0 heads");
    CHECKED(op_attention(t, of(SHAPE(2, 5, 12)), -2, 1), "op_attention: -2 heads");
}

CHECKS(attention_cached)
{
    Tensor *x = of(SHAPE(1, 3, 12)), *k = of(SHAPE(4, 4)), *v = of(SHAPE(4, 4));
    CHECKED(op_attention_cached(t, x, 2, k, v, 0), "op_attention_cached");
    tape_inference(t, 1);
    CHECKED(op_attention_cached(t, x, 3, k, v, 0), "3 heads do not divide a width of 4");
    CHECKED(op_attention_cached(t, x, 2, k, v, 2), "op_attention_cached");
    CHECKED(op_attention_cached(t, x, 2, k, v, -1), "op_attention_cached");
    CHECKED(op_attention_cached(t, of(SHAPE(2, 3, 12)), 2, k, v, 0), "op_attention_cached");
    CHECKED(op_attention_cached(t, x, 2, of(SHAPE(4, 3)), v, 0), "op_attention_cached");
    CHECKED(op_attention_cached(t, x, 2, k, of(SHAPE(5, 4)), 0), "op_attention_cached");
    CHECKED(op_attention_cached(t, x, 2, of(SHAPE(16)), v, 0), "op_attention_cached");
    CHECKED(op_attention_cached(t, x, 2, of(SHAPE(5, 4)), of(SHAPE(5, 4)), 0), "keys (5, 4) and values (5, 4)");
}

CHECKS(gpt)
{
    Params *p = params_new();
    CHECKED(gpt_new(p, (GptConfig){.vocab = 5, .context = 4, .layers = 1, .heads = 3, .width = 8}),
            "gpt_new: 3 heads do not divide a width of 8");
    CHECKED(gpt_new(p, (GptConfig){.vocab = 0, .context = 4, .layers = 1, .heads = 2, .width = 8}), "gpt_new: vocab 0");
    CHECKED(gpt_new(p, (GptConfig){.vocab = 5, .context = 4, .layers = 1, .heads = 0, .width = 8}), "heads 0");
    CHECKED(gpt_new(p, (GptConfig){.vocab = 5, .context = 4, .layers = 0, .heads = 2, .width = 8}), "layers 0");
    params_free(p);

    gsl_rng *rng = testing_rng("checks");
    Tiny m = tiny_new((GptConfig){.vocab = 5, .context = 4, .layers = 1, .heads = 2, .width = 8}, 1, 4, 1, rng);
    CHECKED(gpt_loss(t, m.g, m.ids, m.targets, 1, 5), "gpt: 5 tokens");
    CHECKED(gpt_logits(t, m.g, m.ids, 1, 0), "gpt: 0 tokens");
    m.ids[2] = 5;
    CHECKED(gpt_hidden(t, m.g, m.ids, 1, 4), "op_embedding: id 5 at place 2");
    m.ids[2] = 4, m.targets[1] = 5;
    CHECKED(gpt_loss(t, m.g, m.ids, m.targets, 1, 4), "op_softmax_xent: target 5 in row 1");
    tiny_free(&m);
    gsl_rng_free(rng);
}
