/* Graded tests of ex_adapter, chapter 17. The reference, in shared.c, is the definition, in long double. */
#include "17-lora.h"

#include <stdio.h>

#include "grade.h"
#include "shared.h"

GRADE(ex_adapter, two_thin_products, 1, "An adapter") { case_check_many(FORWARD, 3); }

GRADE(ex_adapter, without_the_matrix, 1, "An adapter")
{
    Case c = case_make(FORWARD, 2, WIDE, WIDE, 3, 6);
    snprintf(c.text, sizeof c.text, "N = 2, K = M = 200000, r = 3, …: without ΔW, which would have 4e10 numbers");
    case_check(&c, 3, NULL);
    float *row = zeros(WIDE), one = 1;
    for (int k = 0; k < WIDE; k++)
        row[k] = 1;
    c = (Case){FORWARD, 1, WIDE, 1, 1, 1, 1, NULL, given(row, WIDE), given(&one, 1), NULL, NULL, NULL,
               "x = {1e8, 1, 1, … -1e8}, a = {1, 1, …}, b = {1}, N = 1, K = 200000, M = 1, r = 1, alpha = 1"};
    row[0] = 1e8f, row[WIDE - 1] = -1e8f;
    c.x = given(row, WIDE);
    case_check(&c, 3, "the digits are gone: sum over k in double");
    free(row);
    case_check_edges(FORWARD, 3);
}
