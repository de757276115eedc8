/* ex_reach: looks at one layer only */
#include "12-transformer.h"
#define ex_reach right_answer
#include "solutions/12-transformer.c"
#undef ex_reach

int ex_reach(const int *sees, int *reach, int layers, int T, int residual)
{
    return right_answer(layers > 0 ? sees + (layers - 1) * T * T : sees, reach, layers > 1 ? 1 : layers, T, residual);
}
