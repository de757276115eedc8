/* Checkpoints: what is saved comes back bit for bit, what cannot be loaded changes nothing. */
#define _DEFAULT_SOURCE
#include "checkpoint.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "gpt_file.h"
#include "model.h"
#include "safetensors.h"
#include "training.h"

SUITE(checkpoint);

static const char *folder, *path;
static char reason[600];

static void begin(void)
{
    folder = testing_folder();
    path = testing_path(folder, "file");
}

#define FILE_TEST(name) TEST(checkpoint, name, .init = begin)

/* ---- Round trips. */

static Params *odd_params(gsl_rng *rng)
{
    Params *p = params_new();
    params_add(p, "scalar", init_constant(1), 0, (int[]){0});
    params_add(p, "one", init_constant(1), SHAPE(1));
    params_add(p, "row", init_constant(1), SHAPE(1, 5));
    params_add(p, "wide.weight", init_constant(1), SHAPE(3, 70));
    params_add(p, "tall.weight", init_constant(1), SHAPE(301, 257));
    params_add(p, "cube", init_constant(1), SHAPE(7, 1, 2, 3));
    params_add(p, "a \"name\" of \\ \xc3\xa4", init_constant(1), SHAPE(2, 2));
    params_init(p, rng);
    return p;
}

/* Any bits: NaNs of every kind, infinities, subnormals. */
static void fill_bits(gsl_rng *rng, Params *p)
{
    for (int i = 0; i < params_count(p); i++)
        for (size_t j = 0; j < params_at(p, i)->size; j++) {
            uint32_t bits = (uint32_t)gsl_rng_get(rng);
            if (j % 3 == 0)
                bits |= 0x7f800000;
            memcpy(&params_at(p, i)->data[j], &bits, sizeof bits);
        }
}

static int is_weight(const char *name) { return strstr(name, "weight") != NULL; }

static void same_bits(const Params *p, const Params *q)
{
    for (int i = 0; i < params_count(p); i++)
        cr_assert(
            !memcmp(params_at(p, i)->data, params_at(q, i)->data, params_at(p, i)->size * sizeof(float)),
            "SEED=%lu: '%s' changed", testing_seed(), params_name(p, i));
}

FILE_TEST(round_trip)
{
    gsl_rng *rng = testing_rng("checkpoint round trip");
    const CheckpointStyle style = {"prefix.", is_weight, NULL};
    for (int turned = 0; turned < 2; turned++) {
        Params *p = odd_params(rng), *q = odd_params(rng);
        fill_bits(rng, p);
        Checkpoint from = {.params = p, .style = turned ? &style : NULL},
                   to = {.params = q, .style = turned ? &style : NULL};
        cr_assert(checkpoint_save(path, &from, reason, sizeof reason) == 0, "%s", reason);
        cr_assert(checkpoint_load(path, &to, reason, sizeof reason) == 0, "%s", reason);
        same_bits(p, q);
        Safetensors *f = safetensors_open(path, reason, sizeof reason);
        const SafeTensor *wide = safetensors_find(f, "wide.weight");
        cr_assert(wide->shape[0] == (turned ? 70 : 3) && wide->shape[1] == (turned ? 3 : 70));
        uint32_t second, want;
        cr_assert(safetensors_read(f, wide, 4, &second, 4) == 0);
        memcpy(&want, &params_find(p, "wide.weight")->data[turned ? 70 : 1], 4);
        cr_assert(second == want, "the second number in the file is not the one of the layout");
        safetensors_close(f);
        params_free(p), params_free(q);
    }
    gsl_rng_free(rng);
}

/* Each tensor lies at a multiple of its numbers' size, as others' readers may want. */
FILE_TEST(aligned)
{
    Training t = training_new(1);
    Checkpoint c = training_checkpoint(&t);
    cr_assert(checkpoint_save(path, &c, reason, sizeof reason) == 0, "%s", reason);
    Safetensors *f = safetensors_open(path, reason, sizeof reason);
    cr_assert(f && safetensors_count(f) == 4 * params_count(t.params) + 1);
    for (int i = 0; i < safetensors_count(f); i++) {
        const SafeTensor *x = safetensors_at(f, i);
        cr_assert(x->at % (x->dtype[0] == 'I' ? 8 : x->dtype[0] == 'F' ? 4 : 1) == 0, "%s", x->name);
    }
    cr_assert_str_eq(safetensors_note(f, "format"), "pt");
    struct stat s;
    mode_t mask = umask(0);
    umask(mask);
    cr_assert(stat(path, &s) == 0 && (s.st_mode & 0777) == (0666 & ~mask));
    safetensors_close(f);
    training_free(&t);
}

/* ---- Training goes on as if nothing had been. */

FILE_TEST(resumes_bit_for_bit)
{
    enum { BEFORE = 7, AFTER = 9 };
    unsigned long seed = testing_seed();
    Training whole = training_new(seed), first = training_new(seed), second = training_new(seed + 1);
    double loss[BEFORE + AFTER];
    for (int i = 0; i < BEFORE + AFTER; i++)
        loss[i] = training_step(&whole);
    for (int i = 0; i < BEFORE; i++)
        cr_assert(training_step(&first) == loss[i]);
    Checkpoint from = training_checkpoint(&first), to = training_checkpoint(&second);
    cr_assert(gpt_save(path, first.gpt, from, reason, sizeof reason) == 0, "%s", reason);
    training_step(&second);
    cr_assert(gpt_resume(path, second.gpt, to, reason, sizeof reason) == 0, "%s", reason);
    cr_assert(second.step == BEFORE && optim_steps(second.optim) == BEFORE);
    for (int i = BEFORE; i < BEFORE + AFTER; i++) {
        double got = training_step(&second);
        cr_assert(got == loss[i], "SEED=%lu: loss %.9g at step %d, not %.9g", seed, got, i, loss[i]);
    }
    size_t n, m;
    unsigned char *a = training_bytes(&whole, &n), *b = training_bytes(&second, &m);
    cr_assert(n == m && !memcmp(a, b, n), "SEED=%lu: the ends differ", seed);
    free(a), free(b);
    training_free(&whole), training_free(&first), training_free(&second);
}

static void convnet_steps(Model *m, Optim *o, Tape *t, int n)
{
    for (; n > 0; n--, tape_reset(t)) {
        tape_backward(t, model_loss(t, m, 0, MODEL_BATCH));
        optim_step(o, 0.05F);
    }
}

FILE_TEST(convnet_in_two_lines)
{
    Model a = model_new(3), b = model_new(4);
    Optim *oa = optim_sgd(a.params, 0.9F, 1), *ob = optim_sgd(b.params, 0.9F, 1);
    Tape *ta = tape_new(), *tb = tape_new();
    tape_seed(ta, 5, 0);
    memcpy(b.images, a.images, sizeof a.images);
    memcpy(b.labels, a.labels, sizeof a.labels);
    convnet_steps(&a, oa, ta, 4);
    Checkpoint ca = {.params = a.params, .optim = oa, .tape = ta},
               cb = {.params = b.params, .optim = ob, .tape = tb};
    cr_assert(checkpoint_save(path, &ca, reason, sizeof reason) == 0, "%s", reason);
    cr_assert(checkpoint_load(path, &cb, reason, sizeof reason) == 0, "%s", reason);
    convnet_steps(&a, oa, ta, 4);
    convnet_steps(&b, ob, tb, 4);
    same_bits(a.params, b.params);
    tape_free(ta), tape_free(tb), optim_free(oa), optim_free(ob), model_free(&a), model_free(&b);
}

/* ---- Parts of a file, and what is not in it. */

static void saved(const Checkpoint *c)
{
    cr_assert(checkpoint_save(path, c, reason, sizeof reason) == 0, "%s", reason);
}

/* Loading fails in one line that says `said`, and changes nothing. */
static void refused(Training *t, Checkpoint c, const char *said)
{
    size_t n, m;
    unsigned char *before = training_bytes(t, &n);
    *reason = 0;
    cr_assert(checkpoint_load(path, &c, reason, sizeof reason) != 0, "loaded, where was to be said: %s",
              said);
    unsigned char *after = training_bytes(t, &m);
    cr_assert(n == m && !memcmp(before, after, n), "something was changed before '%s'", reason);
    cr_assert(strstr(reason, path) == reason && strstr(reason, said) && testing_lines(reason) == 0,
              "'%s' is not in '%s'", said, reason);
    free(before), free(after);
}

FILE_TEST(parts)
{
    Training t = training_new(1), u = training_new(2);
    training_step(&t), training_step(&u);
    Checkpoint all = training_checkpoint(&t), mine = training_checkpoint(&u), plain = {.params = t.params};
    saved(&all);
    Checkpoint weights = {.params = u.params};
    params_at(u.params, 3)->has_grad = 1;
    cr_assert(checkpoint_load(path, &weights, reason, sizeof reason) == 0, "%s", reason);
    same_bits(t.params, u.params);
    cr_assert(u.step == 1 && optim_steps(u.optim) == 1);
    cr_assert(!params_at(u.params, 3)->has_grad, "a gradient of other weights is pending");
    saved(&plain);
    refused(&u, mine, "does not hold the number of steps made, which is asked for");
    mine.step = NULL;
    refused(&u, mine, "does not hold the state of an optimiser, which is asked for");
    mine.optim = NULL;
    refused(&u, mine, "does not hold the random key of a tape, which is asked for");
    mine.tape = NULL;
    refused(&u, mine, "does not hold the state of a random generator, which is asked for");
    mine.rng = NULL;
    cr_assert(checkpoint_load(path, &mine, reason, sizeof reason) == 0, "%s", reason);
    training_free(&t), training_free(&u);
}

/* ---- Files that do not fit: the weights of t, and one thing wrong. */

typedef struct {
    SafeTensor list[300];
    const void *data[300];
    int n;
} Content;

static const void *nth(void *context, int i) { return ((const Content *)context)->data[i]; }

static Content content_of(const Training *t)
{
    Content c = {0};
    for (; c.n < params_count(t->params); c.n++) {
        const Tensor *x = params_at(t->params, c.n);
        c.list[c.n] = (SafeTensor){.name = params_name(t->params, c.n), .dtype = "F32", .ndim = x->ndim};
        for (int i = 0; i < x->ndim; i++)
            c.list[c.n].shape[i] = x->shape[i];
        c.data[c.n] = x->data;
    }
    return c;
}

static void write_content(Content *c, const char *const notes[])
{
    cr_assert(safetensors_write(path, c->list, c->n, notes, nth, c, reason, sizeof reason) == 0, "%s",
              reason);
}

FILE_TEST(other_models)
{
    static const char zeros[5000];
    const CheckpointStyle style = {"model.", NULL, NULL};
    Training t = training_new(1);
    Checkpoint c = {.params = t.params}, prefixed = {.params = t.params, .style = &style};
    Content all = content_of(&t), k = all;
    write_content(&k, NULL);
    cr_assert(checkpoint_load(path, &c, reason, sizeof reason) == 0, "%s", reason);

    k.n--;
    write_content(&k, NULL);
    refused(&t, c, "tensor 'ln_f.bias' is missing");
    k = all, k.list[k.n] = (SafeTensor){.name = "h.2.surprise", .dtype = "U8"}, k.data[k.n++] = zeros;
    write_content(&k, NULL);
    refused(&t, c, "tensor 'h.2.surprise' is unknown to this model");
    k.list[k.n - 1].name = "rng.state";
    write_content(&k, NULL);
    cr_assert(checkpoint_load(path, &c, reason, sizeof reason) == 0, "%s", reason);
    k = all, k.list[0].shape[0]--;
    write_content(&k, NULL);
    refused(&t, c, "tensor 'wte.weight' is (10, 8) in the file; the model's is (11, 8)");
    k = all, k.list[1].ndim = 3, k.list[1].shape[2] = 1;
    write_content(&k, NULL);
    refused(&t, c, "tensor 'wpe.weight' is (8, 8, 1) in the file; the model's is (8, 8)");
    k = all, k.list[3].dtype = "I32";
    write_content(&k, NULL);
    refused(&t, c, "tensor 'h.0.ln_1.bias' is of dtype I32; F32, F16 or BF16 is wanted");

    k = all, k.list[0].name = "model.wte.weight";
    write_content(&k, NULL);
    refused(&t, c, "tensor 'wte.weight' is missing");
    cr_assert(checkpoint_load(path, &prefixed, reason, sizeof reason) == 0, "%s", reason);
    k.list[k.n] = all.list[0], k.data[k.n++] = zeros;
    write_content(&k, NULL);
    refused(&t, prefixed, "holds both 'wte.weight' and 'model.wte.weight'");
    training_free(&t);
}

FILE_TEST(wrong_numbers)
{
    static const char *const wrong[] = {
        "", "-1", "x", "1x", "1.5", " 1", "9223372036854775808", "99999999999999999999"};
    Training t = training_new(1);
    Content k = content_of(&t);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        write_content(&k, (const char *const[]){"step", wrong[i], NULL});
        refused(&t, (Checkpoint){.params = t.params, .step = &t.step}, "__metadata__: 'step' is '");
    }
    write_content(&k, (const char *const[]){"step", "9223372036854775807", NULL});
    Checkpoint c = {.params = t.params, .step = &t.step};
    cr_assert(checkpoint_load(path, &c, reason, sizeof reason) == 0 && t.step == INT64_MAX, "%s", reason);
    training_free(&t);
}

/* GSL's mt19937 would read memory at an index of ours, and believe words of 64 bits. */
FILE_TEST(wrong_generators)
{
    struct {
        unsigned long word[624];
        int next;
    } state;
    Training t = training_new(1);
    Content k = content_of(&t);
    Checkpoint c = {.params = t.params, .rng = t.rng};
    cr_assert(gsl_rng_size(t.rng) == sizeof state);
    k.list[k.n] = (SafeTensor){.name = "rng.state", .dtype = "U8", .ndim = 1, .shape = {sizeof state}};
    k.data[k.n++] = &state;
    for (int i = 0; i < 6; i++) {
        memcpy(&state, gsl_rng_state(t.rng), sizeof state);
        switch (i) {
        case 0: state.next = 625; break;
        case 1: state.next = -1; break;
        case 2: state.word[17] |= 1UL << 32; break;
        case 3: memset(state.word, 0, sizeof state.word); break;
        case 4: k.list[k.n - 1].shape[0]--; break;
        default: k.list[k.n - 1].shape[0]++;
        }
        write_content(&k, (const char *const[]){"rng", i < 5 ? "mt19937" : "taus", NULL});
        refused(&t, c,
                i < 4   ? "'rng.state' is no state"
                : i < 5 ? "'rng.state' is (4999)"
                        : "of kind 'taus'");
    }
    training_free(&t);
}

FILE_TEST(negative_updates)
{
    Training t = training_new(1);
    Checkpoint c = training_checkpoint(&t);
    *optim_state(t.optim, 2).steps = -1;
    saved(&c);
    refused(&t, c, "tensor 'optimiser.updates.h.0.ln_1.weight' is negative");
    training_free(&t);
}

FILE_TEST(caller_mistakes)
{
    Training t = training_new(1);
    Checkpoint c = training_checkpoint(&t);
    gsl_rng *other = gsl_rng_alloc(gsl_rng_taus);
    params_at(t.params, 0)->has_grad = 1;
    CHECKED(checkpoint_save(path, &c, reason, sizeof reason),
            "'wte.weight' has a gradient; optim_step comes first");
    params_drop_grads(t.params);
    op_relu(t.tape, params_at(t.params, 0));
    CHECKED(checkpoint_save(path, &c, reason, sizeof reason), "tape_reset comes first");
    tape_reset(t.tape);
    c.rng = other;
    CHECKED(checkpoint_save(path, &c, reason, sizeof reason), "taus; wants mt19937");
    c.rng = NULL, c.params = NULL, c.optim = NULL;
    CHECKED(checkpoint_save(path, &c, reason, sizeof reason), "no parameters");
    Params *p = params_new();
    params_add(p, "rng.state", init_constant(1), SHAPE(1));
    c.params = p;
    CHECKED(checkpoint_save(path, &c, reason, sizeof reason), "params_init comes first");
    params_init(p, NULL);
    CHECKED(checkpoint_save(path, &c, reason, sizeof reason), "no parameter can be called 'rng.state'");
    params_free(p);
    gsl_rng_free(other);
    training_free(&t);
}
