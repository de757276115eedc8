/* ex_bias_backward: takes the last row only */
#include "03-gradients.h"
#define ex_bias_backward right_answer
#include "solutions/03-gradients.c"
#undef ex_bias_backward

void ex_bias_backward(const float *dy, float *db, int rows, int n)
{
    for (int j = 0; j < n; j++)
        db[j] += dy[(rows - 1) * n + j];
}
