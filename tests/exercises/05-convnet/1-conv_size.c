/* Graded tests of ex_conv_size. References are counted, place by place: see shared.h. */
#include "05-convnet.h"

#include <limits.h>

#include "grade.h"
#include "shared.h"

static void check_size(int in, int window, int pad, int stride, int want, const char *likely)
{
    grade_call("ex_conv_size(in = %d, window = %d, pad = %d, stride = %d)", in, window, pad, stride);
    grade_int(ex_conv_size(in, window, pad, stride), want, likely);
}

GRADE(ex_conv_size, sizes, 1, "A window that slides")
{
    gsl_rng *rng = grade_random(5);
    check_size(28, 3, 0, 1, 26, "28 - 3 steps to the right, and the first place");
    check_size(28, 3, 1, 1, 28, "the padding is added at both ends");
    check_size(28, 5, 0, 2, 12, "a last step that would reach past the end is not taken");
    check_size(4, 5, 0, 2, -1, "the window is too large by one; in C, -1 / 2 is 0, so look before dividing");
    check_size(3, 5, 0, 3, -1, "the window is larger than its input");
    check_size(5, 5, 0, 4, 1, "a window as large as its input has one place");
    for (int round = 0; round < 200; round++) {
        int in = up_to(rng, 1, 30), window = up_to(rng, 1, 9), pad = up_to(rng, 0, 4);
        int stride = up_to(rng, 1, 5), want = places(in, window, pad, stride);
        check_size(in, window, pad, stride, want, "(in + 2 pad - window) / stride + 1");
    }
    check_size(0, 1, 3, 1, -1, "there is no input");
    check_size(5, 0, 0, 1, -1, "a window of no numbers");
    check_size(5, 3, -1, 1, -1, "negative padding must be refused");
    check_size(5, 3, 0, 0, -1, "a stride of 0 must be refused, before it is divided by");
    check_size(5, 3, 0, -1, -1, "a negative stride must be refused");
    check_size(INT_MAX, 1, 0, 1, INT_MAX, NULL);
    check_size(INT_MAX, INT_MAX, 1, 2, 2, "in + 2 pad overflows an int: use a wider type");
    check_size(INT_MAX, 3, INT_MAX, 7, 920350135, "in + 2 pad overflows an int: use a wider type");
    check_size(INT_MAX, 1, 1, 1, -1, "there are more places than an int can hold");
}
