/* Solutions of chapter 05. */
#include "05-convnet.h"

#include <limits.h>
#include <math.h>
#include <string.h>

int ex_conv_size(int in, int window, int pad, int stride)
{
    //> yours: count the first place, and then the steps that are left
    if (in < 1 || window < 1 || pad < 0 || stride < 1)
        return -1;
    /* What is left to move over. In C -1 / 2 is 0, not -1: a window one too large for its input
     * would find one place, so the sign is looked at before dividing. */
    long long room = in + 2LL * pad - window;
    if (room < 0 || room / stride >= INT_MAX)
        return -1;
    return (int)(room / stride + 1);
    //< yours: (void)in; (void)window; (void)pad; (void)stride; return -2;
}

int ex_conv2d(const float *x, const float *w, const float *b, ExConv shape, float *y)
{
    //> yours: six loops, or fewer and a function
    int down = ex_conv_size(shape.height, shape.rows, shape.pad, shape.stride);
    int across = ex_conv_size(shape.width, shape.columns, shape.pad, shape.stride);
    if (shape.channels < 1 || shape.filters < 1 || down < 0 || across < 0)
        return -1;
    for (int m = 0; m < shape.filters; m++)
        for (int i = 0; i < down; i++)
            for (int j = 0; j < across; j++) {
                double sum = b ? (double)b[m] : 0;
                const float *weight = w + (long)m * shape.channels * shape.rows * shape.columns, *channel = x;
                for (int c = 0; c < shape.channels; c++, channel += (long)shape.height * shape.width)
                    for (int u = 0; u < shape.rows; u++)
                        for (int v = 0; v < shape.columns; v++, weight++) {
                            int row = i * shape.stride + u - shape.pad;
                            int column = j * shape.stride + v - shape.pad;
                            if (row >= 0 && row < shape.height && column >= 0 && column < shape.width)
                                sum += (double)*weight * (double)channel[(long)row * shape.width + column];
                        }
                *y++ = (float)sum;
            }
    return 0;
    //< yours: (void)x; (void)w; (void)b; (void)shape; (void)y; return -2;
}

int ex_maxpool(const float *x, int height, int width, int size, int stride, float *y, int *where)
{
    //> yours: which number is a safe one to start from?
    int rows = ex_conv_size(height, size, 0, stride), columns = ex_conv_size(width, size, 0, stride);
    if (rows < 0 || columns < 0)
        return -1;
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < columns; j++) {
            int best = i * stride * width + j * stride; /* the window's own first: nothing need exceed 0 */
            for (int r = 0; r < size; r++)
                for (int k = 0; k < size; k++) {
                    int at = (i * stride + r) * width + j * stride + k;
                    if (x[at] > x[best] || (isnan(x[at]) && !isnan(x[best])))
                        best = at;
                }
            *y++ = x[best];
            *where++ = best;
        }
    return 0;
    //< yours: (void)x; (void)height; (void)width; (void)size; (void)stride; (void)y; (void)where; return -2;
}

int ex_confusion(const int *truth, const int *said, int n, int classes, int *count)
{
    //> yours
    int counted = 0;
    if (classes < 1 || n < 0)
        return -1;
    for (int i = 0; i < n; i++)
        if (truth[i] >= classes || (truth[i] >= 0 && (said[i] < 0 || said[i] >= classes)))
            return -1;
    memset(count, 0, (size_t)classes * (size_t)classes * sizeof *count);
    for (int i = 0; i < n; i++)
        if (truth[i] >= 0) {
            count[truth[i] * classes + said[i]]++;
            counted++;
        }
    return counted;
    //< yours: (void)truth; (void)said; (void)n; (void)classes; (void)count; return -2;
}

double ex_accuracy(const int *count, int classes, double *error, double *recall)
{
    //> yours
    double all = 0, right = 0; /* sums that an int may not hold */
    if (classes < 1)
        return NAN;
    for (int i = 0; i < classes * classes; i++)
        if (count[i] < 0)
            return NAN;
    for (int t = 0; t < classes; t++) {
        double row = 0;
        for (int s = 0; s < classes; s++)
            row += count[t * classes + s];
        if (recall)
            recall[t] = count[t * classes + t] / row; /* 0 / 0 is NaN */
        all += row;
        right += count[t * classes + t];
    }
    double a = right / all;
    if (error)
        *error = sqrt(a * (1 - a) / all);
    return a;
    //< yours: (void)count; (void)classes; (void)error; (void)recall; return -2;
}
