/* Graded tests of ex_merge, chapter 17. The reference, in shared.c, is the definition, in long double. */
#include "17-lora.h"

#include "grade.h"
#include "shared.h"

GRADE(ex_merge, into_the_matrix, 1, "Merged")
{
    enum { R = 512 };
    float tiny[2 * R], *w = grade_floats(4);
    case_check_many(MERGE, 1);
    for (int j = 0; j < 2 * R; j++)
        tiny[j] = 1e-4f;
    w[0] = w[1] = w[2] = w[3] = 1;
    Case c = {MERGE, 1, 2, 2, R, 1, R, NULL, given(tiny, 2 * R), given(tiny, 2 * R), NULL, NULL, w,
              "w = {1, 1, 1, 1}, all of a and b 1e-4, M = 2, K = 2, r = 512, alpha = 512"};
    case_check(&c, 1,
               "512 terms of 1e-8 are 5e-6; one by one each is too small to change a float of 1: sum them first");
}

/* There is nothing to do: the second merge, or taking out what is not in. */
static void check_again(Case *c, const char *likely)
{
    int state = c->in, n = case_output_size(c, 0);
    float *before = copy_of(c->w, n);
    char called[300];
    case_describe(c, 1, state, called, sizeof called);
    grade_call("%s", called);
    grade_int(case_call(c, (float *[]){c->w}, &state), -1, likely);
    grade_true(same(c->w, before, n, 0), "w as it was", "w was changed by a call that returned -1");
    grade_int(state, c->in, "*merged is as it was");
}

GRADE(ex_merge, once_and_out_again, 1, "Merged")
{
    Case c = case_make(MERGE, 1, 5, 7, 3, 6);
    c.w = begun(35);
    float *start = copy_of(c.w, 35);
    case_check(&c, 1, NULL);
    check_again(&c, "it is in already: a second merge would count ΔW twice");
    c.in = 0;
    case_check(&c, 1, NULL);
    grade_call("w after ex_merge with in = 1, then with in = 0");
    grade_array(c.w, start, 35, 1e-4, "what was added is subtracted: w is back, but for roundings");
    check_again(&c, "it is out: there is nothing to take out");
    case_check_edges(MERGE, 1);
}
