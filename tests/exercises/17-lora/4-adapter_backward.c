/* Graded tests of ex_adapter_backward, chapter 17. The reference, in shared.c, is the definition, in long double. */
#include "17-lora.h"

#include <stdio.h>

#include "grade.h"
#include "shared.h"

GRADE(ex_adapter_backward, outer_matrix, 1, "An adapter") { case_check_many(BACKWARD, 1 << DB); }

GRADE(ex_adapter_backward, inner_matrix_and_input, 1, "An adapter") { case_check_many(BACKWARD, 1 << DA | 1 << DX); }

GRADE(ex_adapter_backward, in_training, 1, "An adapter")
{
    Case c = case_make(BACKWARD, 4, 6, 5, 3, 6);
    float *nothing = zeros(15);
    c.b = given(nothing, 15);
    snprintf(c.text, sizeof c.text, "N = 4, K = 6, M = 5, r = 3, alpha = 6, b = 0 as at first, the rest random");
    case_check(&c, 7, "with b = 0 nothing comes back through it: da and dx stay as they were; only db learns");
    c = case_make(BACKWARD, 4, 6, 5, 3, 6);
    case_check(&c, 1 << DA | 1 << DB, NULL);
    c = case_make(BACKWARD, 2, WIDE, WIDE, 2, 6);
    snprintf(c.text, sizeof c.text, "N = 2, K = M = 200000, r = 2, …: without dL/dΔW, which would have 4e10 numbers");
    case_check(&c, 7, NULL);
    case_check_edges(BACKWARD, 7);
    free(nothing);
}
