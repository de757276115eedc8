/* ex_parameters: heads that do not divide the width */
#include "12-transformer.h"
#define ex_parameters right_answer
#include "solutions/12-transformer.c"
#undef ex_parameters

int64_t ex_parameters(int V, int T, int L, int H, int C, int tied)
{
    if (V < 1 || T < 1 || L < 0 || H < 1 || C < 1)
        return -1;
    int64_t c = C, attention = 4 * c * c + 4 * c, mlp = 8 * c * c + 5 * c, norms = 4 * c;
    return ((tied ? 1 : 2) * (int64_t)V + T) * c + L * (attention + mlp + norms) + 2 * c;
}
