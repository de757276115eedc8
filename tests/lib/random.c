/* Philox against its authors' known answers, and the masks that dropout makes of it. */
#include <math.h>
#include <omp.h>
#include <string.h>

#include "op.h"
#include "philox.h"
#include "testing.h"

SUITE(random);

/* Random123, tests/kat_vectors, lines "philox4x32 10": counter, key, answer. */
TEST(random, philox_known_answers)
{
    static const struct {
        Philox counter;
        uint64_t key;
        Philox want;
    } list[] = {
        {{{0, 0, 0, 0}}, 0, {{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}}},
        {{{~0U, ~0U, ~0U, ~0U}}, ~UINT64_C(0), {{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}}},
        {{{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}},
         UINT64_C(0x299f31d0a4093822),
         {{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}}},
    };
    for (int i = 0; i < 3; i++) {
        Philox got = philox(list[i].key, list[i].counter);
        cr_assert(!memcmp(&got, &list[i].want, sizeof got), "vector %d begins with %08x", i, got.word[0]);
    }
}

enum { MANY = 200000 };

/* y of dropout(ones) in operation `place` of a step. */
static void mask_of(float to[], size_t n, uint64_t seed, uint64_t step, int place, float p, int threads)
{
    int before = omp_get_max_threads();
    omp_set_num_threads(threads);
    Tape *t = tape_new();
    tape_seed(t, seed, step);
    tape_keep_grads(t, 1);
    Tensor *x = tape_input(t, SHAPE((int)n));
    tensor_fill(x, 1);
    x->needs_grad = 1;
    for (int i = 0; i < place; i++)
        x = op_scale(t, x, 1);
    Tensor *y = op_dropout(t, x, p);
    memcpy(to, y->data, n * sizeof *to);
    tape_backward(t, op_sum(t, y));
    cr_assert(!memcmp(x->grad, y->data, n * sizeof *to), "backward has another mask");
    y->op->forward(y);
    cr_assert(!memcmp(to, y->data, n * sizeof *to), "computed again, the mask differs");
    tape_free(t);
    omp_set_num_threads(before);
}

static float first[MANY], second[MANY];

TEST(random, dropout_keeps_its_share)
{
    static const float chances[] = {0.05F, 0.1F, 0.25F, 0.5F, 0.75F, 0.9F};
    for (int k = 0; k < 6; k++) {
        double p = (double)chances[k], kept = 0;
        mask_of(first, MANY, testing_seed(), (uint64_t)k, 0, chances[k], 2);
        for (int i = 0; i < MANY; i++) {
            cr_assert(first[i] == 0 || fabs((double)first[i] - 1 / (1 - p)) < 1e-5 / (1 - p));
            kept += first[i] > 0;
        }
        double sd = sqrt(MANY * p * (1 - p));
        cr_assert(fabs(kept - MANY * (1 - p)) <= 5 * sd, "SEED=%lu: p = %g kept %g of %d", testing_seed(), p,
                  kept, MANY);
    }
}

/* Neighbours are independent: among 0, 1, 2, 3 and four apart, both are kept with chance (1-p)². */
TEST(random, dropout_is_independent)
{
    mask_of(first, MANY, testing_seed(), 0, 0, 0.5F, 1);
    for (int apart = 1; apart <= 5; apart++) {
        double both = 0, n = MANY - apart;
        for (int i = 0; i + apart < MANY; i++)
            both += first[i] > 0 && first[i + apart] > 0;
        cr_assert(fabs(both - n / 4) <= 6 * sqrt(n * 0.1875 * 1.7), "SEED=%lu: %d apart: %g of %g",
                  testing_seed(), apart, both, n);
    }
}

static double share_equal(void)
{
    int equal = 0;
    for (int i = 0; i < MANY; i++)
        equal += (first[i] > 0) == (second[i] > 0);
    return (double)equal / MANY;
}

TEST(random, dropout_depends_on_place_alone)
{
    uint64_t seed = testing_seed();
    mask_of(first, MANY, seed, 3, 1, 0.5F, 1);
    mask_of(second, MANY, seed, 3, 1, 0.5F, 2);
    cr_assert(!memcmp(first, second, sizeof first), "one thread and two draw other masks");

    struct {
        uint64_t seed, step;
        int place;
    } other[] = {{seed + 1, 3, 1},
                 {seed, 4, 1},
                 {seed, 3, 2},
                 {seed, 3 + (UINT64_C(1) << 32), 1},
                 {seed + (UINT64_C(1) << 32), 3, 1}};
    for (int i = 0; i < 5; i++) {
        mask_of(second, MANY, other[i].seed, other[i].step, other[i].place, 0.5F, 2);
        cr_assert(fabs(share_equal() - 0.5) < 0.01, "SEED=%lu: change %d leaves %g equal", testing_seed(), i,
                  share_equal());
    }
}

/* tape_reset begins the next step: another mask, the same as tape_seed with that step. */
TEST(random, reset_is_the_next_step)
{
    Tape *t = tape_new();
    tape_seed(t, 9, 41);
    tape_reset(t);
    TapeKey key = tape_key(t);
    cr_assert(key.seed == 9 && key.step == 42 && key.op == 0);
    tape_free(t);
}

TEST(random, dropout_is_the_identity_in_inference)
{
    Tape *t = tape_new();
    Tensor *x = tape_input(t, SHAPE(10));
    cr_assert(op_dropout(t, x, 0) == x);
    tape_inference(t, 1);
    cr_assert(op_dropout(t, x, 0.5F) == x);
    tape_free(t);
}
