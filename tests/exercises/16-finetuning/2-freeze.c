/* Graded tests of ex_freeze, chapter 16. The reference knows the block of every parameter, and counts. */
#include "16-finetuning.h"

#include <stdio.h>

#include "grade.h"

enum { TABLE = -1, ABOVE = 1000, MOST_P = 800 };

/* A GPT's parameters, and the block that each is in. */
static struct {
    int n, block[MOST_P];
    char name[MOST_P][64];
    ExParam p[MOST_P];
} gpt;

static float numbers[MOST_P]; /* stand for addresses */

static void add(int block, const char *name)
{
    int i = gpt.n++;
    gpt.block[i] = block;
    snprintf(gpt.name[i], sizeof gpt.name[i], "%s", name);
    gpt.p[i] = (ExParam){gpt.name[i], numbers + i, 10 + 3 * i};
}

static void new_gpt(int layers, int backwards)
{
    static const char *parts[] = {"ln_1.weight", "attn.c_attn.weight", "attn.c_attn.bias", "mlp.c_proj.weight"};
    char name[64];
    gpt.n = 0;
    add(TABLE, "wte.weight"), add(TABLE, "wpe.weight");
    for (int i = 0; i < 4 * layers; i++) {
        snprintf(name, sizeof name, "h.%d.%s", i / 4, parts[i % 4]);
        add(i / 4, name);
    }
    add(ABOVE, "ln_f.weight"), add(ABOVE, "ln_f.bias"), add(ABOVE, "head.weight");
    for (int i = 0, k = gpt.n - 1; backwards && i < k; i++, k--) {
        ExParam p = gpt.p[i];
        int block = gpt.block[i];
        gpt.p[i] = gpt.p[k], gpt.p[k] = p, gpt.block[i] = gpt.block[k], gpt.block[k] = block;
    }
}

static int trains(int i, int layers, int top) { return gpt.block[i] >= (top > layers ? TABLE : layers - top); }

/* Another name of the same numbers, which trains, or -1. */
static int tied_to(int i, int layers, int top)
{
    for (int k = 0; k < gpt.n; k++)
        if (k != i && gpt.p[k].data == gpt.p[i].data && trains(k, layers, top))
            return k;
    return -1;
}

static const char *train_mistake(int i, int layers, int top, int got)
{
    static char text[200];
    int block = gpt.block[i], tied = tied_to(i, layers, top), alone = trains(i, layers, top);
    if (got != 0 && got != 1)
        return "every element of train is written, 0 or 1";
    if (block == ABOVE)
        return "norm and head always train, whatever top is";
    if (got == 0 && !alone && tied >= 0)
        snprintf(text, sizeof text, "these are the numbers of \"%s\", too, which trains", gpt.p[tied].name);
    else if (block == TABLE)
        return got ? "the tables train only if top is layers + 1" : "top = layers + 1 trains the tables, too";
    else
        snprintf(text, sizeof text, "block %d %s the %d uppermost of %d%s", block, alone ? "is among" : "lies below",
                 top, layers, layers < 11 ? "" : ": compare the whole number, to the full stop; h.1. is not h.10.");
    return text;
}

static void check_freeze(int layers, int top, const char *which, int count)
{
    int *train = grade_ints((size_t)gpt.n), n = gpt.n;
    long want = 0, twice = 0;
    grade_call("ex_freeze(%s, n = %d, layers = %d, top = %d)", which, n, layers, top);
    long got = ex_freeze(grade_input(gpt.p, (size_t)n * sizeof *gpt.p), n, layers, top, train);
    grade_true(got != -1, "a number of numbers", "it returned -1: but these names are in order, and so is top");
    for (int i = 0; i < n; i++) {
        int trained = trains(i, layers, top) || tied_to(i, layers, top) >= 0, again = 0;
        grade_call("train[%d], of \"%s\", after ex_freeze(%s, n = %d, layers = %d, top = %d)", i, gpt.p[i].name, which,
                   n, layers, top);
        grade_int(train[i], trained, train_mistake(i, layers, top, train[i]));
        for (int k = 0; k < i; k++)
            again |= gpt.p[k].data == gpt.p[i].data;
        twice += trained ? gpt.p[i].size : 0, want += trained && !again ? gpt.p[i].size : 0;
    }
    grade_call("ex_freeze(%s, n = %d, layers = %d, top = %d)", which, n, layers, top);
    if (count)
        grade_int(got, want, got == twice       ? "tied numbers exist once, and count once"
                             : got == (int)want ? "it may exceed 2^31: add up in long"
                                                : "the sum of size over all parameters that train");
}

GRADE(ex_freeze, by_name, 1, "Three ways to start")
{
    static const int layers[] = {4, 12, 1, 112};
    for (int k = 0; k < 8; k++) {
        new_gpt(layers[k / 2], k % 2);
        for (int top = 0; top <= layers[k / 2] + 1; top += layers[k / 2] > 100 ? 8 : 1)
            check_freeze(layers[k / 2], top, k % 2 ? "a GPT's parameters, the head first" : "a GPT's parameters", 0);
    }
}

static void tie(int i, int k) { gpt.p[k].data = gpt.p[i].data, gpt.p[k].size = gpt.p[i].size; }

static void refuse_freeze(const char *name, int layers, int top, const char *likely)
{
    ExParam p[3] = {{"ln_f.weight", numbers, 5}, {"head.weight", numbers + 1, 5}, {name, numbers + 2, 5}};
    int *train = grade_ints(3);
    grade_call("ex_freeze({\"ln_f.weight\", \"head.weight\", \"%s\"}, 3, layers = %d, top = %d)", name, layers, top);
    grade_int(ex_freeze(grade_input(p, sizeof p), 3, layers, top, train), -1, likely);
    for (int i = 0; i < 3; i++)
        grade_true(train[i] == GRADE_UNWRITTEN, "train as it was", "-1 has written nothing: look at all names first");
}

static void refuse_names(void)
{
    static const char *blocks[] = {"h.12.ln_1.weight", "h.-1.ln_1.weight", "h.1",              "h.1x.ln_1.weight",
                                   "h..ln_1.weight",   "h.01.ln_1.weight", "h.+1.ln_1.weight", "h. 1.ln_1.weight",
                                   "h.x.weight",       "h.4294967297.ln_1.weight"};
    static const char *others[] = {"", "header.weight", "head", "ln_f", "wte.weights", "wte.", "wpe.bias",
                                   "ln_1.weight", "transformer.h.0.ln_1.weight", "lm_head.weight"};
    for (int i = 0; i < 10; i++)
        refuse_freeze(blocks[i], 12, 3, "the blocks are \"h.0.\" to \"h.11.\", spelt just so");
    for (int i = 0; i < 10; i++)
        refuse_freeze(others[i], 12, 3, "a name is wte.weight or wpe.weight, or begins with h., ln_f. or head.");
}

GRADE(ex_freeze, tied_and_unknown, 1, "Three ways to start")
{
    for (int backwards = 0; backwards < 2; backwards++) {
        new_gpt(12, backwards);
        check_freeze(12, 4, "a GPT's parameters", 1);
        tie(0, gpt.n - 1); /* the first of all and the last */
        for (int top = 0; top <= 13; top++)
            check_freeze(12, top, "a GPT's parameters, head.weight tied to wte.weight", 1);
        for (int i = 3; i + 4 < gpt.n - 3; i++)
            tie(i, i + 4);
        for (int top = 0; top <= 13; top += 3)
            check_freeze(12, top, "a GPT's parameters, its blocks tied to each other", 1);
    }
    new_gpt(2, 0);
    for (int i = 0; i < gpt.n; i++)
        gpt.p[i].size = 3000000000;
    check_freeze(2, 1, "parameters of 3000000000 numbers each", 1);
    refuse_names();
    refuse_freeze("wte.weight", 12, -1, "top < 0 is refused");
    refuse_freeze("wte.weight", 12, 14, "top is at most layers + 1");
    refuse_freeze("wte.weight", 0, 0, "layers < 1 is refused");
    int *train = grade_ints(1);
    grade_call("ex_freeze(…, n = 0, layers = 12, top = 1)");
    grade_int(ex_freeze(gpt.p, 0, 12, 1, train), -1, "n < 1 is refused");
}
