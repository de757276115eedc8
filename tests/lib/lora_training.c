/* Adapters in training and in files. */
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "gpt_file.h"
#include "gpt_int8.h"
#include "gpt_replicas.h"
#include "lora.h"
#include "tiny.h"

SUITE_SLOW(lora_training, 60);

static const GptConfig CONFIG = {.vocab = 97, .context = 40, .layers = 2, .heads = 3, .width = 48, .dropout = 0.1F};

static float step(Tape *t, Tiny *m, Params *own, Optim *o)
{
    Tensor *loss = tiny_loss(t, m);
    float value = tensor_item(loss);
    tape_backward(t, loss);
    optim_clip(own, 1);
    optim_step(o, 2e-2F);
    tape_reset(t);
    return value;
}

static float *copy_of(const Params *p)
{
    float *copy = malloc(params_size(p) * sizeof *copy), *to = copy;
    cr_assert(copy);
    for (int i = 0; i < params_count(p); to += params_at(p, i++)->size)
        memcpy(to, params_at(p, i)->data, params_at(p, i)->size * sizeof *to);
    return copy;
}

/* The loss falls, the model beside stays as it was, to the bit, has no gradient, and no step takes new memory. */
TEST(lora_training, only_the_adapters_learn)
{
    enum { STEPS = 40 };
    gsl_rng *rng = testing_rng("lora, steps");
    Tiny m = tiny_new(CONFIG, 4, 40, 5, rng);
    Params *own = params_new();
    Lora *l = lora_new(own, m.g, (LoraConfig){4, 8, LORA_ALL});
    params_init(own, rng);
    Optim *o = optim_adam(own, (AdamConfig){0.9F, 0.99F, 1e-8F, 0, 1});
    Tape *t = tape_new();
    float *before = copy_of(m.params), first = step(t, &m, own, o), last = first;
    memory_watch();
    for (int i = 1; i < STEPS; i++) {
        last = step(t, &m, own, o);
        for (int k = 0; k < params_count(m.params); k++)
            cr_assert(!params_at(m.params, k)->has_grad, "%s has a gradient", params_name(m.params, k));
    }
    Memory later = memory_watched();
    cr_assert(later.calls == 0, "steady steps made %ld calls", later.calls);
    cr_assert(last < 0.9F * first, "SEED=%lu: from %g to %g: nothing was learned", testing_seed(), (double)first,
              (double)last);
    float *after = copy_of(m.params);
    cr_assert(!memcmp(before, after, params_size(m.params) * sizeof *after), "the frozen weights moved");
    free(after);

    lora_free(l); /* and then they learn again */
    tape_backward(t, tiny_loss(t, &m));
    for (int k = 0; k < params_count(m.params); k++)
        cr_assert(params_at(m.params, k)->has_grad, "%s has no gradient", params_name(m.params, k));
    free(before);
    tape_free(t);
    optim_free(o);
    params_free(own);
    tiny_free(&m);
    gsl_rng_free(rng);
}

/* ---- Files. */

typedef struct {
    Tiny tiny;
    Params *own;
    Lora *lora;
} Adapted;

static Adapted adapted_new(int rank, float alpha, int where, gsl_rng *rng)
{
    GptConfig config = CONFIG;
    gsl_rng *same = gsl_rng_alloc(gsl_rng_mt19937);
    Adapted m = {.tiny = tiny_new(config, 2, 8, 1, same), .own = params_new()};
    m.lora = lora_new(m.own, m.tiny.g, (LoraConfig){rank, alpha, where});
    params_init(m.own, rng);
    for (int i = 0; i < params_count(m.own); i++)
        for (size_t j = 0; j < params_at(m.own, i)->size; j++)
            params_at(m.own, i)->data[j] = (float)gsl_ran_gaussian(rng, 0.1);
    gsl_rng_free(same);
    return m;
}

static void adapted_free(Adapted *m)
{
    lora_free(m->lora);
    params_free(m->own);
    tiny_free(&m->tiny);
}

static float loss_of(Adapted *m)
{
    Tape *t = tape_new();
    tape_inference(t, 1);
    float loss = tensor_item(tiny_loss(t, &m->tiny));
    tape_free(t);
    return loss;
}

/* What was saved is what comes back, with its alpha; the file holds the adapters alone. */
TEST(lora_training, saved_and_loaded)
{
    char why[600];
    gsl_rng *rng = testing_rng("lora, files");
    const char *path = testing_path(testing_folder(), "adapters.safetensors");
    Adapted a = adapted_new(2, 7, LORA_ALL, rng), b = adapted_new(2, 1, LORA_ALL, rng);
    float want = loss_of(&a), other = loss_of(&b);
    cr_assert(lora_save(path, a.lora, (Checkpoint){.params = a.own}, why, sizeof why) == 0, "%s", why);
    struct stat file;
    size_t bytes = params_size(a.own) * sizeof(float);
    cr_assert(stat(path, &file) == 0 && (size_t)file.st_size > bytes && (size_t)file.st_size < bytes + 4000, "%lld",
              (long long)file.st_size);
    cr_assert(lora_load(path, b.lora, (Checkpoint){.params = b.own}, why, sizeof why) == 0, "%s", why);
    cr_assert(loss_of(&b) == want && want != other, "SEED=%lu: %g, not %g", testing_seed(), (double)loss_of(&b),
              (double)want);
    lora_merge(b.lora);
    cr_assert(fabsf(loss_of(&b) - want) < 1e-5F * want);
    adapted_free(&a), adapted_free(&b);
    gsl_rng_free(rng);
}

/* One line each, and nothing is changed. */
TEST(lora_training, other_files_are_refused)
{
    char why[600];
    gsl_rng *rng = testing_rng("lora, other files");
    const char *folder = testing_folder(), *path = testing_path(folder, "adapters.safetensors");
    const char *trunk = testing_path(folder, "trunk.safetensors");
    Adapted a = adapted_new(2, 7, LORA_ALL, rng);
    const struct {
        int rank, where;
        const char *what;
    } other[] = {{3, LORA_ALL, "lora_A"}, {2, LORA_ATTN, "c_proj.lora_A"}, {1, LORA_FC, "lora_A"}};
    cr_assert(lora_save(path, a.lora, (Checkpoint){.params = a.own}, why, sizeof why) == 0, "%s", why);
    cr_assert(gpt_save(trunk, a.tiny.g, (Checkpoint){.params = a.tiny.params}, why, sizeof why) == 0, "%s", why);
    for (size_t i = 0; i < sizeof other / sizeof *other; i++) {
        Adapted b = adapted_new(other[i].rank, 1, other[i].where, rng);
        float before = loss_of(&b);
        cr_assert(lora_load(path, b.lora, (Checkpoint){.params = b.own}, why, sizeof why));
        cr_assert(strstr(why, other[i].what) && testing_lines(why) == 0, "%zu: %s", i, why);
        cr_assert(loss_of(&b) == before);
        adapted_free(&b);
    }
    cr_assert(lora_load(trunk, a.lora, (Checkpoint){.params = a.own}, why, sizeof why));
    cr_assert(strstr(why, "lora_alpha"), "%s", why);
    cr_assert(lora_load(testing_path(folder, "none"), a.lora, (Checkpoint){.params = a.own}, why, sizeof why));
    cr_assert(strstr(why, "none"), "%s", why);
    testing_write(path, "not a file of tensors", 21);
    cr_assert(lora_load(path, a.lora, (Checkpoint){.params = a.own}, why, sizeof why) && testing_lines(why) == 0);
    lora_merge(a.lora);
    CHECKED(lora_load(path, a.lora, (Checkpoint){.params = a.own}, why, sizeof why), "merged");
    adapted_free(&a);
    gsl_rng_free(rng);
}

TEST(lora_training, mistakes_are_noticed)
{
    gsl_rng *rng = testing_rng("lora, mistakes");
    Adapted m = adapted_new(2, 1, LORA_FC, rng);
    Params *p = params_new();
    CHECKED(lora_new(p, m.tiny.g, (LoraConfig){-1, 1, LORA_ALL}), "rank -1");
    CHECKED(lora_new(p, m.tiny.g, (LoraConfig){49, 1, LORA_ALL}), "none of its changes has a rank above 48");
    CHECKED(lora_new(p, m.tiny.g, (LoraConfig){1, NAN, LORA_ALL}), "alpha");
    CHECKED(lora_new(p, m.tiny.g, (LoraConfig){1, 1, 32}), "where is 32");
    CHECKED(lora_new(p, m.tiny.g, (LoraConfig){1, 1, LORA_FC}), "h.0.mlp.c_fc has an adapter already");
    Tape *t = tape_new();
    Tensor *x = tape_input(t, SHAPE(2, 48)), *w = m.tiny.g->block[0].fc.w, *b = m.tiny.g->block[0].fc.b;
    Adapter wrong = {tape_input(t, SHAPE(3, 48)), tape_input(t, SHAPE(192, 2)), 1};
    CHECKED(op_linear_adapted(t, x, w, b, NULL, &wrong), "w (192, 48) with a (3, 48) and b (192, 2)");
    wrong.a = tape_input(t, SHAPE(2, 47));
    CHECKED(op_linear_gelu_adapted(t, x, w, b, &wrong), "a (2, 47)");
    wrong = (Adapter){tape_input(t, SHAPE(2, 48)), tape_input(t, SHAPE(192, 2)), 1};
    CHECKED(op_linear_gelu_adapted(t, x, w, NULL, &wrong), "no bias");
    CHECKED(op_linear_adapted(t, x, w, NULL, x, &wrong), "no bias");
    tape_free(t);
    CHECKED(gpt_int8_new(m.tiny.g), "lora_merge first");
    CHECKED(gpt_replicas_new(m.tiny.params, m.tiny.g, 2), "adapters");
    params_free(p);
    adapted_free(&m);
    gsl_rng_free(rng);
}
