/* Graded tests of ex_reach. The reference is a search through the layers. */
#include "12-transformer.h"

#include <gsl/gsl_rng.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "grade.h"

enum { POSITIONS = 4096, WIDEST = 100 }; /* in tests, not by contract */

/* Follows every path backward, from position i behind `layer` layers. */
static void follow(const int *sees, int *row, int layer, int T, int i, int residual)
{
    if (layer == 0) {
        row[i] = 1;
        return;
    }
    if (residual)
        follow(sees, row, layer - 1, T, i, residual);
    for (int j = 0; j < T; j++)
        if (sees[((layer - 1) * T + i) * T + j] && !(residual && j == i))
            follow(sees, row, layer - 1, T, j, residual);
}

static void reach_of(const int *sees, int *reach, int layers, int T, int residual)
{
    memset(reach, 0, (size_t)(T * T) * sizeof *reach);
    for (int i = 0; i < T; i++)
        follow(sees, reach + i * T, layers, T, i, residual);
}

typedef enum {
    REVERSED, OTHER_RESIDUAL, OWN_INPUT, IN_PLACE, TURNED, FIRST_LAYER, LAST_LAYER, ROW_LOST, BACKWARD, ANY_ORDER,
    WRONG_WAYS
} WrongWay;

static const char *const reach_likely[WRONG_WAYS] = {
    [REVERSED] = "these are the layers in the reverse order: layer 0 comes first",
    [OTHER_RESIDUAL] = NULL, /* see there */
    [OWN_INPUT] = "the residual stream keeps all that a position knew, not its own input only",
    [IN_PLACE] = "this layer read what it had just written itself: keep the old reach",
    [TURNED] = "that is the transpose: i sees j where sees[(l * T + i) * T + j] is 1",
    [FIRST_LAYER] = "every layer was read from layer 0: layer l begins at sees[l * T * T]",
    [LAST_LAYER] = "that is the last layer alone: it reads what the layers before it know",
    [ROW_LOST] = "row i of layer l begins at sees[(l * T + i) * T], not at sees[(l + i) * T]",
    [BACKWARD] = "sees may look forward: k > i counts, too",
    [ANY_ORDER] = "that is what repeated looking would reach: each layer is used once, in its turn"};

/* Forward through the layers, wrongly. */
static void go_wrong(const int *sees, int *reach, int layers, int T, int residual, WrongWay way)
{
    static int old[WIDEST * WIDEST];
    size_t bytes = (size_t)(T * T) * sizeof *reach;
    for (int i = 0; i < T * T; i++)
        reach[i] = i / T == i % T;
    for (int n = 0; n < (way == ANY_ORDER ? layers * T : layers); n++) {
        int l = way == REVERSED ? layers - 1 - n : way == LAST_LAYER ? layers - 1 : n % layers;
        memcpy(old, reach, bytes);
        for (int i = 0; i < T * T && (way == LAST_LAYER || way == OWN_INPUT); i++)
            (way == OWN_INPUT ? reach : old)[i] = i / T == i % T;
        if (way == OTHER_RESIDUAL ? residual : !residual)
            memset(reach, 0, bytes);
        for (int i = 0; i < T; i++)
            for (int k = 0; k < T; k++) {
                int row = way == FIRST_LAYER ? i : way == ROW_LOST ? l + i : l * T + i;
                int at = way == TURNED ? (l * T + k) * T + i : row * T + k;
                for (int j = 0; j < T && sees[at] && !(way == BACKWARD && k > i); j++)
                    reach[i * T + j] |= (way == IN_PLACE ? reach : old)[k * T + j];
            }
    }
}

static const char *reach_mistake(const int *sees, const int *got, const int *want, int layers, int T, int residual,
                                 const char *otherwise)
{
    static int wrong[WIDEST * WIDEST];
    size_t bytes = (size_t)(T * T) * sizeof *got;
    int turned = 1;
    for (int i = 0; i < T * T; i++) {
        if (got[i] == GRADE_UNWRITTEN)
            return "not all of reach is written: T rows of T columns";
        if (got[i] != 0 && got[i] != 1)
            return "1 where it can depend, not the number of ways";
        turned &= got[i] == want[i % T * T + i / T];
    }
    if (layers == 0)
        return "with 0 layers, output i is input i";
    for (WrongWay way = 0; way < WRONG_WAYS; way++) {
        go_wrong(sees, wrong, layers, T, residual, way);
        if (memcmp(wrong, want, bytes) == 0 || memcmp(wrong, got, bytes) != 0)
            continue;
        if (way != OTHER_RESIDUAL)
            return reach_likely[way];
        return !residual       ? "without residual, a position keeps nothing of its own"
               : residual == 1 ? "the residual stream keeps what a position knew"
                               : "any residual but 0 means that there is one";
    }
    return turned ? "that is the transpose: reach[i * T + j] is output i, input j" : otherwise;
}

static void check_reach(const int *sees, int layers, int T, int residual, const char *likely)
{
    static int want[WIDEST * WIDEST];
    int *got = grade_ints((size_t)(T * T));
    char place[60], expected[60];
    reach_of(sees, want, layers, T, residual);
    size_t bytes = (size_t)(layers * T * T) * sizeof *sees;
    grade_int(ex_reach(grade_input(sees, bytes), got, layers, T, residual), 0, "0 says that reach was written");
    for (int i = 0; i < T * T; i++)
        if (got[i] != want[i]) {
            snprintf(place, sizeof place, "reach[%d * T + %d] = %d", i / T, i % T, got[i]);
            if (got[i] == GRADE_UNWRITTEN)
                snprintf(place, sizeof place, "nothing in reach[%d * T + %d]", i / T, i % T);
            snprintf(expected, sizeof expected, "%d", want[i]);
            grade_fail(place, expected, NULL, reach_mistake(sees, got, want, layers, T, residual, likely));
        }
}

/* In each layer position i sees itself and window - 1 before it. */
static void banded(int *sees, int layers, int T, int window)
{
    for (int k = 0; k < layers * T * T; k++) {
        int i = k / T % T, j = k % T;
        sees[k] = j <= i && j > i - window;
    }
}

GRADE(ex_reach, looking_back, 1, "Who can know what")
{
    for (int layers = 0; layers <= 5; layers++) {
        int sees[POSITIONS];
        banded(sees, layers, 12, 3);
        grade_call("ex_reach(each position sees itself and the two before it, layers = %d, T = 12, residual = 1)",
                   layers);
        check_reach(sees, layers, 12, 1,
                    layers > 1 ? "each further layer reaches two positions further back"
                               : "after one layer, output i knows inputs i - 2, i - 1 and i, as far as they exist");
    }
    int sees[POSITIONS];
    banded(sees, 3, 10, 10);
    grade_call("ex_reach(causal attention, layers = 3, T = 10, residual = 1)");
    check_reach(sees, 3, 10, 1, "position i knows 0 … i, and nothing later, however many layers");
}

/* Each position sees each other one with this probability, in each layer. */
static void sparse(int *sees, int layers, int T, double probability, unsigned long seed)
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(rng, seed);
    for (int i = 0; i < layers * T * T; i++)
        sees[i] = gsl_rng_uniform(rng) < probability;
    gsl_rng_free(rng);
}

GRADE(ex_reach, any_layers, 1, "Who can know what")
{
    static const int yes[] = {1, 2, -1};
    static int sees[4 * WIDEST * WIDEST];
    for (int k = -2; k < 40; k++) { /* first where most mistakes can be told apart */
        int layers = k < 0 ? 3 : 1 + k % 4, T = k < 0 ? 9 : 1 + k % 9, residual = k < 0 ? -1 - k : k / 4 % 2;
        residual *= yes[(k + 3) % 3];
        sparse(sees, layers, T, 0.2, (unsigned long)(k + 2));
        grade_call("ex_reach(random, layers = %d, T = %d, residual = %d)", layers, T, residual);
        check_reach(sees, layers, T, residual,
                    "a layer reads what all positions knew before it, and mixes what the seen ones know");
    }
    sparse(sees, 4, WIDEST, 0.03, 100);
    for (int residual = 0; residual <= 1; residual++) {
        grade_call("ex_reach(random, layers = 4, T = %d, residual = %d)", WIDEST, residual);
        check_reach(sees, 4, WIDEST, residual, "right for a small T: does something end at 64, or at another T?");
    }
}

static void touch_stack(void)
{
    volatile char room[1 << 20];
    for (size_t i = 0; i < sizeof room; i += 1024)
        room[i] = 1;
}

/* For the time of one call, the system gives no more memory. (A right answer may need little, and succeed.) */
static void without_memory(void)
{
    enum { T = 300 };
    static int sees[T * T];
    struct rlimit all, data, none;
    for (int i = 1; i < T; i++)
        sees[i * T + i - 1] = 1;
    int *got = grade_ints((size_t)T * T);
    const int *given_sees = grade_input(sees, sizeof sees);
    grade_call("ex_reach(each position sees only the one before it, layers = 1, T = 300, residual = 1), "
               "where malloc gives NULL");
    touch_stack();
    getrlimit(RLIMIT_AS, &all), getrlimit(RLIMIT_DATA, &data);
    none = all, none.rlim_cur = 0, setrlimit(RLIMIT_AS, &none);
    none = data, none.rlim_cur = 0, setrlimit(RLIMIT_DATA, &none);
    int status = ex_reach(given_sees, got, 1, T, 1);
    setrlimit(RLIMIT_AS, &all), setrlimit(RLIMIT_DATA, &data);
    if (status != 0)
        grade_int(status, -1, "-1 says that memory ran out");
    for (int i = 0; i < T * T; i++) {
        int right = i / T == i % T || i / T - 1 == i % T;
        if (status)
            grade_true(got[i] == GRADE_UNWRITTEN, "reach left as it was", "ask for all memory before you write");
        grade_true(status || got[i] == right, "-1, or the right reach", "0, although memory ran out?");
    }
}

GRADE(ex_reach, losing_and_refusing, 1, "Who can know what")
{
    int sees[POSITIONS] = {0}, kept[4] = {7, 7, 7, 7};
    for (int l = 0; l < 3; l++)
        for (int i = 1; i < 6; i++)
            sees[(l * 6 + i) * 6 + i - 1] = 1;
    grade_call("ex_reach(each position sees only the one before it, layers = 3, T = 6, residual = 0)");
    check_reach(sees, 3, 6, 0, "output i is input i - 3 and nothing else; the first three know nothing");
    grade_call("ex_reach(each position sees only the one before it, layers = 3, T = 6, residual = 1)");
    check_reach(sees, 3, 6, 1, "every layer adds the one before: i - 3 … i");
    enum { WIDE = 10, MANY = 40 };
    static int all[MANY * WIDE * WIDE];
    int *got = grade_ints(WIDE * WIDE);
    for (int i = 0; i < MANY * WIDE * WIDE; i++)
        all[i] = 1;
    grade_call("ex_reach(all see all, layers = 40, T = 10, residual = 1)");
    grade_int(ex_reach(grade_input(all, sizeof all), got, MANY, WIDE, 1), 0, "0 says that reach was written");
    for (int i = 0; i < WIDE * WIDE; i++)
        grade_true(got[i] == 1, "1 everywhere", "reach says whether, not how often: paths by the billion overflow");
    grade_call("ex_reach(layers = -1, T = 2, residual = 1)");
    grade_int(ex_reach(grade_input(sees, sizeof sees), kept, -1, 2, 1), -1, "there are no -1 layers");
    grade_call("ex_reach(layers = 1, T = 0, residual = 1)");
    grade_int(ex_reach(grade_input(sees, sizeof sees), kept, 1, 0, 1), -1, "T is at least 1");
    for (int i = 0; i < 4; i++)
        grade_true(kept[i] == 7, "reach left as it was", "reach was written although there is no answer");
    without_memory();
}
