/* ex_conv_size: computes in unsigned ints */
#include "05-convnet.h"
#define ex_conv_size right_answer
#include "solutions/05-convnet.c"
#undef ex_conv_size

int ex_conv_size(int in, int window, int pad, int stride)
{
    if (in < 1 || window < 1 || pad < 0 || stride < 1)
        return -1;
    unsigned room = (unsigned)in + 2u * (unsigned)pad - (unsigned)window;
    return (int)room < 0 ? -1 : (int)room / stride + 1;
}
