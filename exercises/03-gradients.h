/* 03-gradients.h: exercises of chapter 03, in the order of its text.
 * Allowed calls: math.h, stdlib.h, string.h.
 *
 * Each function is the backward half of an operation. It is given dL/d(result), written dy, and
 * must ADD dL/d(input) to what the arrays dx, da, db, dw hold already: an earlier use of the same
 * input may have left its share there. Matrices are row-major: a (n,k) has its element (i,j) at
 * a[i * k + j]. All sizes are at least 1. */
#ifndef EX_03_GRADIENTS_H
#define EX_03_GRADIENTS_H

/* Backward of y = tanh x (2 points): adds dL/dx to dx, for n elements. You are given the result y
 * and not x: it is enough. |y| <= 1. What you add must be right to five digits even where y
 * is within 0.001 of 1 or -1, and 0 where y is 1 or -1. 1 - y * y in float will not do: y * y is rounded first.
 * Text: "On paper", "By differences". */
void ex_tanh_backward(const float *y, const float *dy, float *dx, int n);

/* Backward of the matrix product Y = A B (3 points), A (n,k), B (k,m), Y and dy (n,m): adds dL/dA to
 * da (n,k) and dL/dB to db (k,m). da or db may be NULL: that gradient is not wanted. a and b
 * may be the same matrix, and then da and db the same array, which receives both shares.
 * Text: "A network". */
void ex_matmul_backward(const float *a, const float *b, const float *dy, float *da, float *db, int n, int k, int m);

/* Backward of a bias (2 points): y has `rows` rows of n elements, and b (n) was added to each of them.
 * Adds dL/db to db. Right to four digits for a million rows, too.
 * Text: "A network". */
void ex_bias_backward(const float *dy, float *db, int rows, int n);

/* A whole network, forward and backward (3 points). It squeezes each row of x (n,d) into h
 * numbers and tries to recover the row with the same weights w (d,h), turned over:
 *     hidden = tanh(x w + b)   (n,h)
 *     out    = hidden wT       (n,d)   wT: w transposed
 *     L      = mean over all n d elements of (out - x)²
 * Returns L; adds dL/dw to dw (d,h) and dL/db to db (h). x needs no gradient;
 * dw and db are never NULL. What you allocate you free. You may call the functions above: here the grader
 * uses right ones, whatever yours do.
 * Text: "On the tape", "A network", "What goes wrong". */
double ex_network_backward(const float *x, const float *w, const float *b, int n, int d, int h, float *dw, float *db);

#endif
