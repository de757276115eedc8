/* ex_maxpool: starts its search at 0 */
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
            float best = 0;
            int from = 0;
            for (int r = 0; r < size; r++)
                for (int k = 0; k < size; k++) {
                    int at = (i * stride + r) * width + j * stride + k;
                    if (x[at] > best) {
                        best = x[at];
                        from = at;
                    }
                }
            *y++ = best;
            *where++ = from;
        }
    return 0;
}
