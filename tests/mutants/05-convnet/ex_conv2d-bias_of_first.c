/* ex_conv2d: gives every filter the first bias */
#include "05-convnet.h"
#define ex_conv2d right_answer
#include "solutions/05-convnet.c"
#undef ex_conv2d

int ex_conv2d(const float *x, const float *w, const float *b, ExConv s, float *y)
{
    int result = right_answer(x, w, NULL, s, y);
    long n = result ? 0
                    : (long)s.filters * ex_conv_size(s.height, s.rows, s.pad, s.stride) *
                          ex_conv_size(s.width, s.columns, s.pad, s.stride);
    for (long i = 0; b && i < n; i++)
        y[i] += b[0];
    return result;
}
