/* ex_conv_size: takes a negative stride */
#include "05-convnet.h"
#define ex_conv_size right_answer
#include "solutions/05-convnet.c"
#undef ex_conv_size

int ex_conv_size(int in, int window, int pad, int stride)
{
    if (in < 1 || window < 1 || pad < 0 || stride == 0)
        return -1;
    return stride < 0 ? right_answer(in, window, pad, -stride) : right_answer(in, window, pad, stride);
}
