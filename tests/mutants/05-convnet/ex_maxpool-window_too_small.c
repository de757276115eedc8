/* ex_maxpool: leaves out the last row and column of the window */
#include "05-convnet.h"
#define ex_maxpool right_answer
#include "solutions/05-convnet.c"
#undef ex_maxpool

int ex_maxpool(const float *x, int height, int width, int size, int stride, float *y, int *where)
{
    int rows = ex_conv_size(height, size, 0, stride), columns = ex_conv_size(width, size, 0, stride);
    if (rows < 0 || columns < 0)
        return -1;
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < columns; j++) {
            int best = i * stride * width + j * stride;
            for (int r = 0; r < size - (size > 1); r++)
                for (int k = 0; k < size - (size > 1); k++) {
                    int at = (i * stride + r) * width + j * stride + k;
                    if (x[at] > x[best] || (isnan(x[at]) && !isnan(x[best])))
                        best = at;
                }
            *y++ = x[best];
            *where++ = best;
        }
    return 0;
}
