/* ex_bias_backward: adds up a million floats in a float */
#include "03-gradients.h"
#define ex_bias_backward right_answer
#include "solutions/03-gradients.c"
#undef ex_bias_backward

void ex_bias_backward(const float *dy, float *db, int rows, int n)
{
    for (int r = 0; r < rows; r++)
        for (int j = 0; j < n; j++)
            db[j] += dy[r * n + j];
}
