/* Graded tests of ex_parameters. References are the library's own arrays, and numbers written out. */
#include "12-transformer.h"

#include <stdio.h>
#include <stdlib.h>

#include "gpt.h"
#include "grade.h"

static int64_t in_the_library(GptConfig c)
{
    Params *p = params_new();
    Gpt *g = gpt_new(p, c);
    int64_t size = (int64_t)params_size(p);
    gpt_free(g);
    params_free(p);
    return size;
}

/* What is left of n in 32 bits, with a sign or without. */
static int64_t in_32(int64_t n, int sign) { return sign ? (int32_t)(uint32_t)n : (int64_t)(uint32_t)n; }

static const char *int_mistake(int64_t got, int64_t want, int64_t v, int64_t t, int64_t l, int64_t c)
{
    static const char likely[] = "a product of ints is an int, also where it is added to an int64_t: "
                                 "convert a factor first";
    for (int sign = 0; sign <= 1; sign++) {
        int64_t vc = in_32(v * c, sign) - v * c, tc = in_32(t * c, sign) - t * c, cc = in_32(c * c, sign) - c * c;
        int64_t lost[] = {vc, 2 * vc, tc, vc + tc, 2 * vc + tc, in_32((v + t) * c, sign) - (v + t) * c,
                          4 * l * cc, 8 * l * cc, 12 * l * cc, l * (in_32(12 * c * c, sign) - 12 * c * c),
                          vc + tc + 12 * l * cc, 2 * vc + tc + 12 * l * cc};
        if (got == in_32(want, sign) && got != want)
            return "that is what is left of the number in 32 bits: count in int64_t";
        for (size_t k = 0; k < sizeof lost / sizeof *lost; k++)
            if (lost[k] && got == want + lost[k])
                return likely;
    }
    return NULL;
}

static const char *count_mistake(int64_t got, int64_t want, int64_t v, int64_t t, int64_t l, int64_t h, int64_t c,
                                 int tied)
{
    const struct {
        int64_t off;
        const char *likely;
    } wrong[] = {
        {v * c, tied == 1 ? "tied: the output's weights are the token embedding's" : "any number but 0 means tied"},
        {-v * c, tied ? "the token embedding is missing" : "not tied: the output has V C weights of its own"},
        {-t * c, "the positions' embedding is missing"},
        {-2 * c, "the norm behind the last block is missing"},
        {-l * 9 * c, "the biases of the linear layers are missing: 3 C + C + 4 C + C a block"},
        {-(4 * l + 2) * c, "the norms are missing: gain and bias, two a block and one at the end"},
        {-(2 * l + 1) * c, "a norm has a gain and a bias, C of each"},
        {-2 * l * c, "2 C a block are missing: a second norm, or the gains or the biases of both"},
        {-l * c, "C a block are missing: the bias of a layer that leads back to the stream"},
        {-3 * l * c, "3 C a block are missing: the biases of queries, keys and values"},
        {-4 * l * c, "4 C a block are missing: the bias of the MLP's first layer, or two norms"},
        {-5 * l * c, "5 C a block are missing: the biases of the MLP"},
        {-l * (c * c + c), "attention has a fourth matrix: back to the stream"},
        {-l * c * c, "attention has a fourth matrix: back to the stream"},
        {-l * (6 * c * c + 3 * c), "the MLP is 4 C wide between its two layers"},
        {l * (h - 1) * (3 * c * c + 3 * c), "heads share the columns of q, k and v: their number does not enter"},
        {l * (h - 1) * (4 * c * c + 4 * c), "heads share the columns of q, k and v: their number does not enter"},
        {v, "the output has no bias"}};
    if (got == -1)
        return l == 0 ? "L = 0 is allowed: embeddings and the last norm" : "-1 is for models that cannot be";
    for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++)
        if (wrong[k].off && got == want + wrong[k].off)
            return wrong[k].likely;
    const char *cast = int_mistake(got, want, v, t, l, c);
    if (cast)
        return cast;
    if (llabs(got - want) < want / 1000000 && (got == (int64_t)(float)got || want > (int64_t)1 << 53))
        return "every digit counts: a float has 24 bits, a double 53; int64_t has 63";
    return "add up tokens, positions, attention, MLP and norms one by one, as the text's listing does";
}

static void check_count(int V, int T, int L, int H, int C, int tied, int64_t want)
{
    char returned[30], expected[30];
    grade_call("ex_parameters(V = %d, T = %d, L = %d, H = %d, C = %d, tied = %d)", V, T, L, H, C, tied);
    int64_t got = ex_parameters(V, T, L, H, C, tied);
    snprintf(returned, sizeof returned, "%lld", (long long)got);
    snprintf(expected, sizeof expected, "%lld", (long long)want);
    if (got != want)
        grade_fail(returned, expected, NULL, count_mistake(got, want, V, T, L, H, C, tied));
}

GRADE(ex_parameters, of_real_models, 1, "Counting")
{
    check_count(50257, 1024, 12, 12, 768, 1, 124439808);
    check_count(1, 1, 0, 1, 1, 1, 4);
    for (int k = 1; k < 8; k++) {
        GptConfig c = {.vocab = 10 * k + 1, .context = 7 * k, .layers = k, .heads = 1 + k % 3,
                       .width = 6 * k * (1 + k % 3)};
        check_count(c.vocab, c.context, c.layers, c.heads, c.width, 1, in_the_library(c));
        check_count(c.vocab, c.context, c.layers, c.heads, c.width, 0, in_the_library(c) + (int64_t)c.vocab * c.width);
    }
}

GRADE(ex_parameters, large_and_wrong, 1, "Counting")
{
    check_count(50257, 2048, 96, 96, 12288, 1, 174604259328);
    check_count(50257, 2048, 96, 96, 12288, 0, 174604259328 + (int64_t)50257 * 12288);
    check_count(1000000, 1000000, 1, 1, 1000000, 1, 14000015000000);
    check_count(1000000, 7, 0, 1, 100000, 0, 200000900000);
    check_count(999999, 999999, 1000, 3, 999999, 0, 12002988995999001);
    check_count(9, 8, 2, 2, 8, 2, 1896), check_count(9, 8, 2, 2, 8, -1, 1896);
    static const int bad[][5] = {{0, 8, 2, 2, 8}, {9, 0, 2, 2, 8}, {9, 8, -1, 2, 8},
                                 {9, 8, 2, 0, 8}, {9, 8, 2, 3, 8}, {9, 8, 2, 1, 0}};
    for (int k = 0; k < 6; k++) {
        const int *b = bad[k];
        grade_call("ex_parameters(V = %d, T = %d, L = %d, H = %d, C = %d, tied = 1)", b[0], b[1], b[2], b[3], b[4]);
        grade_int((long)ex_parameters(b[0], b[1], b[2], b[3], b[4], 1), -1,
                  k == 4 ? "8 columns cannot be divided among 3 heads" : "there is no such model");
    }
}
