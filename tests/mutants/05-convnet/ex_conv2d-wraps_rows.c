/* ex_conv2d: checks the index in the image, not row and column */
#include "05-convnet.h"
#define ex_conv2d right_answer
#include "solutions/05-convnet.c"
#undef ex_conv2d

int ex_conv2d(const float *x, const float *w, const float *b, ExConv s, float *y)
{
    int rows = ex_conv_size(s.height, s.rows, s.pad, s.stride), columns = ex_conv_size(s.width, s.columns, s.pad, s.stride);
    if (s.channels < 1 || s.filters < 1 || rows < 0 || columns < 0)
        return -1;
    for (int m = 0; m < s.filters; m++)
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < columns; j++) {
                double sum = b ? (double)b[m] : 0;
                const float *weight = w + (long)m * s.channels * s.rows * s.columns;
                for (int c = 0; c < s.channels; c++)
                    for (int r = 0; r < s.rows; r++)
                        for (int k = 0; k < s.columns; k++, weight++) {
                            int row = i * s.stride + r - s.pad, column = j * s.stride + k - s.pad;
                            if ((long)row * s.width + column >= 0 && (long)row * s.width + column < (long)s.height * s.width)
                                sum += (double)*weight * (double)x[((long)c * s.height + row) * s.width + column];
                        }
                *y++ = (float)sum;
            }
    return 0;
}
