/* ex_conv_size: adds the padding at one end only */
#include "05-convnet.h"
#define ex_conv_size right_answer
#include "solutions/05-convnet.c"
#undef ex_conv_size

int ex_conv_size(int in, int window, int pad, int stride)
{
    if (in < 1 || window < 1 || pad < 0 || stride < 1)
        return -1;
    long long room = (long long)in + pad - window;
    return room < 0 || room / stride >= INT_MAX ? -1 : (int)(room / stride + 1);
}
