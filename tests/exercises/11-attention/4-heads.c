/* Graded tests of ex_heads. References are the definition, in long double, and the library's op. */
#include "11-attention.h"

#include <math.h>

#include "grade.h"
#include "op.h"
#include "shared.h"

/* Mistakes: head h takes every heads-th column; keys for values; a head's query, key and value stand together. */
typedef enum { RIGHT, INTERLEAVED, EXCHANGED, TOGETHER, BY_ROOT_C, OPEN } Way;

static void split(const float *qkv, float *o, int T, int C, int heads, Way way)
{
    static const int turned[] = {0, 2, 1};
    int d = C / heads, interleaved = way == INTERLEAVED;
    Shape shape = {.n = T, .m = T, .d = d, .w = d, .causal = way != OPEN, .divisor = way == BY_ROOT_C ? sqrtl(C) : 0};
    for (int h = 0; h < heads; h++) {
        static float part[3][MOST], result[MOST];
        for (int i = 0; i < 3 * T * d; i++) {
            int of = i / (T * d), t = i / d % T, c = i % d;
            int column = interleaved ? c * heads + h : h * d + c, from = way == EXCHANGED ? turned[of] : of;
            part[of][t * d + c] = qkv[t * 3 * C + (way == TOGETHER ? (3 * h + of) * d + c : from * C + column)];
        }
        head(part[0], part[1], part[2], result, shape);
        for (int i = 0; i < T * d; i++)
            o[i / d * C + (interleaved ? i % d * heads + h : h * d + i % d)] = result[i];
    }
}

static const char *split_mistake(const float *qkv, const float *got, int T, int C, int heads)
{
    float wrong[MOST], right[MOST];
    static const struct {
        Way way;
        const char *likely;
    } known[] = {{INTERLEAVED, "head h owns neighbouring columns, h d … h d + d - 1, not every heads-th"},
                 {EXCHANGED, "keys and values are exchanged: a row holds the query, the key, the value"},
                 {TOGETHER, "a row holds the queries of all heads, then all keys, then all values"},
                 {BY_ROOT_C, "divided by √C: a head's queries have C/heads numbers, d"},
                 {OPEN, "nothing is hidden: position t sees 0 … t"}};
    split(qkv, wrong, T, C, 1, RIGHT);
    if (is(got, wrong, T * C))
        return "one head over all columns; each head has its own softmax";
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        split(qkv, wrong, T, C, heads, known[i].way);
        if (is(got, wrong, T * C))
            return known[i].likely;
    }
    split(qkv, right, T, C, heads, RIGHT);
    for (int i = 0; i < T * C; i++) /* (heads,T,d) read as if it were (T,C) */
        wrong[i] = right[i / (C / heads) % T * C + i / (C / heads * T) * (C / heads) + i % (C / heads)];
    if (is(got, wrong, T * C))
        return "the heads' results lie one after the other: side by side they belong, in each row";
    return "split the columns, attend within each head, put its result into its own columns";
}

static void check_heads(int T, int C, int heads)
{
    float qkv[3 * MOST], want[MOST], *o = grade_floats((size_t)(T * C));
    randomise(qkv, 3 * T * C, (unsigned long)(T + C + heads));
    split(qkv, want, T, C, heads, RIGHT);
    grade_call("ex_heads(random qkv (%d,%d), T = %d, C = %d, heads = %d)", T, 3 * C, T, C, heads);
    grade_int(ex_heads(given(qkv, 3 * T * C), o, T, C, heads), 0, "0 says that o was written");
    grade_array(o, want, (size_t)(T * C), 1e-4, split_mistake(qkv, o, T, C, heads));
}

GRADE(ex_heads, split_and_merged, 1, "Heads")
{
    check_heads(5, 6, 1);
    check_heads(4, 4, 2);
    check_heads(1, 6, 3);
    check_heads(7, 12, 3);
    check_heads(9, 8, 8);
    check_heads(3, 2, 2);
}

GRADE(ex_heads, like_the_library, 1, "Heads")
{
    enum { T = 30, C = 24 };
    static float qkv[3 * T * C];
    randomise(qkv, 3 * T * C, 400);
    static const int divides[] = {2, 3, 8, 12};
    for (int i = 0; i < 4; i++) {
        int heads = divides[i];
        Tape *t = tape_new();
        tape_inference(t, 1);
        Tensor *x = tape_input(t, SHAPE(1, T, 3 * C));
        tensor_set(x, qkv);
        const Tensor *y = op_attention(t, x, heads, 1);
        float *o = grade_floats(T * C);
        grade_call("ex_heads(random qkv (30,72), T = 30, C = 24, heads = %d), beside op_attention", heads);
        grade_int(ex_heads(given(qkv, 3 * T * C), o, T, C, heads), 0, "0 says that o was written");
        grade_array(o, y->data, T * C, 1e-4, split_mistake(qkv, o, T, C, heads));
        tape_free(t);
    }
    float kept[24];
    for (int i = 0; i < 24; i++)
        kept[i] = 7;
    static const int refused[] = {0, -2, 5, 48};
    for (int i = 0; i < 4; i++) {
        grade_call("ex_heads(T = 1, C = 24, heads = %d)", refused[i]);
        grade_int(ex_heads(given(qkv, 72), kept, 1, 24, refused[i]), -1,
                  refused[i] < 1 ? "heads < 1 must be refused" : "24 columns cannot be divided among so many heads");
        for (int c = 0; c < 24; c++)
            grade_true(kept[c] == 7, "o left as it was", "o was written although there is no answer");
    }
}
