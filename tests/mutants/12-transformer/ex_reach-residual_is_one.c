/* ex_reach: takes a residual other than 1 for none */
#include "12-transformer.h"
#define ex_reach right_answer
#include "solutions/12-transformer.c"
#undef ex_reach

int ex_reach(const int *sees, int *reach, int layers, int T, int residual)
{
    return right_answer(sees, reach, layers, T, residual == 1);
}
