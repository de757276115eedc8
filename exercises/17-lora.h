/* 17-lora.h: exercises of chapter 17, in the order of its text.
 * Allowed calls: math.h, stdlib.h, string.h.
 * These functions may call each other. What you allocate you free.
 *
 * Matrices are row-major: w (M,K) has its element (m,k) at w[m * K + k]. Arrays with different names do not overlap.
 * An adapter of rank r is two matrices, a (r,K) and b (M,r), beside w (M,K); with their factor they are
 *   ΔW = (alpha/r) b a, that is ΔW[m,k] = (alpha/r) Σ_j b[m,j] a[j,k].
 * r may exceed M and K. r may be 0: then a, b and h have no elements, ΔW is 0, and nothing is divided by r. All
 * numbers are finite unless something else is said; alpha may be any, also 0 or negative. No array has 2^31 elements. */
#ifndef EX_17_LORA_H
#define EX_17_LORA_H

/* The largest rank that pays (1 point). Returns the largest r >= 0 at which a and b together have fewer numbers than
 * w (M,K) (not as many): 0 if only r = 0 has. Exact for every int M and K >= 1, also where M K or M + K exceeds an
 * int, or has more digits than a double. Returns -1 if M or K < 1.
 * Text: "The idea". */
int ex_largest_rank(int M, int K);

/* Effective rank (2 points). The n singular values s of a matrix, in any order, some perhaps equal or 0. Returns the
 * least k, 0 … n, whose k largest hold at least `share` of the sum of all squares. So k is 0 at share 0, and where
 * all s are 0; at share 1 it is the number of those above 0. (Elsewhere no test lies so close that rounding could
 * decide.) Writes to *rest, unless rest is NULL, how far the best matrix of rank k is from this one, over its size:
 *   √(sum of the squares of the n - k others / sum of all squares), or 0 where all s are 0;
 * right to nine digits, also where it is tiny. Sizes other than 0 lie within 1e-30 … 1e30; n may be 10,000.
 * Returns -1, leaving *rest as it was, if n < 1, an s[i] is negative, infinite or NaN, share is not within 0 … 1
 * (NaN is not), or memory runs out.
 * Text: "What fine-tuning changed". */
int ex_effective_rank(const double *s, int n, double share, double *rest);

/* Forward (2 points). y (N,M) holds the outputs of the frozen layer for the N inputs x (N,K). Writes
 *   h (N,r) = x aᵀ, without the factor,  and adds to y what the adapter says, x ΔWᵀ = (alpha/r) h bᵀ.
 * Error at most 1e-5 of the sum of the terms' sizes; so sum over k in double. K and M may both be 200,000: M K steps
 * are too many then, so do not compute ΔW, not even element by element.
 * Returns 0; or -1, leaving h and y as they were, if N, K or M < 1, or r < 0.
 * Text: "An adapter". */
int ex_adapter(const float *x, const float *a, const float *b, int N, int K, int M, int r, float alpha, float *h,
               float *y);

/* Backward (3 points). dy (N,M) is dL/dy of the function above, and h (N,r) what it wrote for these x. Adds dL/da to
 * da (r,K), dL/db to db (M,r), and to dx (N,K) the adapter's share of dL/dx; the frozen layer's share stands there
 * already, and in da and db what earlier batches left. Each of the three may be NULL: it is not wanted. Error at
 * most 1e-4 of the sum of the terms' sizes, with N up to 100 and M and K up to 200,000, as above.
 * Returns 0; or -1, leaving all as it was, if N, K or M < 1, r < 0, or memory runs out.
 * Text: "An adapter". */
int ex_adapter_backward(const float *x, const float *h, const float *a, const float *b, const float *dy, int N, int K,
                        int M, int r, float alpha, float *da, float *db, float *dx);

/* Merge, and take out (2 points). `in` is 1 or 0. If it is 1, adds ΔW to w (M,K), and sets *merged to 1. If it is 0,
 * subtracts it, and sets *merged to 0. (w need not come back to its last bit.) Each ΔW[m,k] is summed first, in double, then
 * added to w[m,k] at once: error at most 2e-7 of the sum of the sizes of w[m,k] and ΔW's terms. r terms added to w
 * one by one may all be too small to change it.
 * Returns 0; or -1, leaving w and *merged as they were, if M or K < 1, r < 0, or *merged (0 or 1) says that there is
 * nothing to do: a second merge would count ΔW twice. With r = 0 w stays as it is, and *merged is set as always.
 * Text: "Merged". */
int ex_merge(float *w, const float *a, const float *b, int M, int K, int r, float alpha, int in, int *merged);

#endif
