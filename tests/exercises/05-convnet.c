/* Graded tests of chapter 05, in the order of the text. */
#include "05-convnet/1-conv_size.c"
#include "05-convnet/2-conv2d.c"
#include "05-convnet/3-maxpool.c"
#include "05-convnet/4-confusion.c"
#include "05-convnet/5-accuracy.c"
