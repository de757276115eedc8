/* ex_parameters: refuses a model without blocks */
#include "12-transformer.h"
#define ex_parameters right_answer
#include "solutions/12-transformer.c"
#undef ex_parameters

int64_t ex_parameters(int V, int T, int L, int H, int C, int tied)
{
    if (V < 1 || T < 1 || L < 0 || H < 1 || C < 1 || C % H != 0)
        return -1;
    return L == 0 ? -1 : right_answer(V, T, L, H, C, tied);
}
