/* ex_parameters: a double holds 53 bits */
#include "12-transformer.h"
#define ex_parameters right_answer
#include "solutions/12-transformer.c"
#undef ex_parameters

int64_t ex_parameters(int V, int T, int L, int H, int C, int tied)
{
    if (V < 1 || T < 1 || L < 0 || H < 1 || C < 1 || C % H != 0)
        return -1;
    double c = C, all = ((tied ? 1.0 : 2.0) * V + T) * c + L * (12 * c * c + 13 * c) + 2 * c;
    return (int64_t)all;
}
