/* ex_conv_size: counts steps instead of places */
#include "05-convnet.h"
#define ex_conv_size right_answer
#include "solutions/05-convnet.c"
#undef ex_conv_size

int ex_conv_size(int in, int window, int pad, int stride)
{
    int n = right_answer(in, window, pad, stride);
    return n < 1 ? n : n - 1;
}
