/* 05-convnet.h: exercises of chapter 05, in the order of its text.
 * Allowed calls: math.h, string.h, stdlib.h.
 *
 * Images are float arrays, row by row; several channels lie one after the other. All indices into
 * the arrays, and i*stride below, fit an int.
 * You may call ex_conv_size in the others: the grader of those uses a right one, whatever yours does. */
#ifndef EX_05_CONVNET_H
#define EX_05_CONVNET_H

/* Output size (1 point). How many places a window of `window` numbers has in a row of `in`
 * numbers with `pad` zeros added at each end, if it starts at the left and moves by `stride`:
 * it never reaches past the right end. Right for arguments of any size that an int can hold.
 * -1 if it fits nowhere, or for in < 1, window < 1, pad < 0, stride < 1, or more places
 * than an int can hold.
 * Text: "A window that slides". */
int ex_conv_size(int in, int window, int pad, int stride);

typedef struct {
    int channels, height, width; /* of the input x: (channels, height, width) */
    int filters, rows, columns;  /* of the weights w: (filters, channels, rows, columns) */
    int stride, pad;             /* the same in both directions; zeros on all four sides */
} ExConv;

/* Convolution (4 points). With H' places down and W' across (see ex_conv_size),
 *   y[m][i][j] = b[m] + sum over c, u, v of w[m][c][u][v] * x[c][i*stride + u - pad][j*stride + v - pad],
 * where x is 0 outside of its borders; y is (filters, H', W'), and another array than the others.
 * b may be NULL: no bias. A weight that meets the outside adds nothing, even if it is infinite.
 * Error at most 1e-5 of the sum of the terms' absolute values.
 * Returns 0; or -1, leaving y as it was, if channels or filters < 1 or
 * ex_conv_size gives -1 for a direction.
 * Text: "A window that slides". */
int ex_conv2d(const float *x, const float *w, const float *b, ExConv shape, float *y);

/* Max-pooling (2 points). Of each size x size window of one channel (height, width), moved by
 * `stride` without padding, y takes the largest number, and `where` its index in x, 0 ...
 * height*width-1: the gradient goes back there. Of equal numbers the first counts, row by row.
 * A NaN counts as larger than all others.
 * Returns 0; or -1, leaving y and where as they were, if ex_conv_size gives -1 for a direction.
 * Text: "A window that slides". */
int ex_maxpool(const float *x, int height, int width, int size, int stride, float *y, int *where);

/* Confusion matrix (1 point). count[t * classes + s], for t and s in 0 ... classes-1, becomes the
 * number of images with truth[i] = t and said[i] = s. An image whose truth is negative has
 * no label: it does not count, whatever was said.
 * Returns how many images count; or -1, leaving count as it was, for classes < 1, n < 0, a truth of
 * classes or more, or a said outside 0 ... classes-1 for an image that counts.
 * Text: "What it confuses". */
int ex_confusion(const int *truth, const int *said, int n, int classes, int *count);

/* Accuracy (2 points). From a confusion matrix as above, with at most 2^31-1 images in each cell:
 * the share of right answers; *error becomes its standard error, sqrt(a (1 - a) / n), and
 * recall[t] the share of right answers among the images of class t. All between 0 and 1, to nine digits.
 * What is a share of no images is NaN. `error` or `recall` may be NULL: not wanted.
 * NaN, leaving error and recall as they were, for classes < 1 or a negative count.
 * Text: "Ten epochs" and "What it confuses". */
double ex_accuracy(const int *count, int classes, double *error, double *recall);

#endif
