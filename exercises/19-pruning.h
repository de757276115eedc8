/* 19-pruning.h: exercises of chapter 19, in the order of its text.
 * Allowed calls: math.h, stdlib.h, string.h.
 * These functions may call each other. What you allocate you free.
 *
 * Matrices are row-major: w (M,K) has its element (m,k) at w[m * K + k]. Arrays with different names do not overlap,
 * unless a contract says so. */
#ifndef EX_19_PRUNING_H
#define EX_19_PRUNING_H

/* Magnitude mask (3 points). Of n weights, lround(sparsity * n) go: those of the smallest size |w|; of equal sizes
 * the one with the lower index goes first. keep[i] becomes 0 where a weight goes and 1 where it stays. w may hold
 * zeros, as after an earlier round, and infinities, but no NaN. n is up to a million; sorting is quick enough.
 * Returns how many stay; or -1, leaving keep as it was, if n < 1, sparsity is not within 0 … 1 (NaN is not), or
 * memory runs out.
 * Text: "The smallest weights". */
int ex_magnitude_mask(const float *w, int n, double sparsity, float *keep);

/* A masked step of gradient descent with momentum (2 points). Where keep[i] is 1:
 *   v[i] = momentum * v[i] + g[i], then w[i] = w[i] - rate * v[i].
 * Where keep[i] is 0, w[i] and v[i] both become 0, whatever they and g[i] were: even NaN or infinite (a later mask
 * may let this weight back in, and must not find old speed). n >= 0.
 * Text: "While it learns". */
void ex_masked_step(float *w, float *v, const float *g, const float *keep, int n, float rate, float momentum);

/* A matrix (rows,cols) of which only some numbers are stored: those of row r are value[k], in column col[k], for
 * start[r] <= k < start[r + 1]. start has rows + 1 elements and start[0] is 0. A row may be empty. Columns need
 * not be in order; one that occurs twice in a row counts with the sum of its values. */
typedef struct {
    int rows, cols;
    const int *start, *col;
    const float *value;
} ExCsr;

/* Sparse product (3 points). For n inputs x (n,cols), one after the other: y (n,rows) = x Wᵀ, that is
 *   y[i][r] = sum over k in row r of value[k] * x[i][col[k]].
 * What is not stored is 0 and adds nothing, even where x is infinite or NaN. Error at most 1e-5 of the sum of the
 * terms' sizes; all y are written.
 * A matrix may come from a damaged file. Returns 0; or -1, leaving y as it was, if n, rows or cols < 1, start[0] is
 * not 0, start falls from one row to the next, or a column lies outside 0 … cols-1. (If start never falls, value
 * and col have start[rows] elements. Until that is known, read neither.)
 * Text: "Compressed rows". */
int ex_csr_product(const ExCsr *w, const float *x, int n, float *y);

/* Removing neurons (2 points). An MLP has H neurons between two layers: w1 (H,K) and b1 (H) make their inputs,
 * w2 (M,H) and b2 (M) read what they put out. Neurons with keep[h] = 0 go. The new matrices are dense: new1 (L,K),
 * c1 (L), new2 (M,L), c2 (M), for the L neurons that stay, in their old order. c2 is b2; but if mean is not NULL, it
 * holds what each neuron puts out on average, and c2 makes up for those that go as if they always put out just that.
 * Returns L; or -1, writing nothing, if H, K or M < 1, or if none would stay.
 * Text: "Whole units". */
int ex_remove_neurons(const float *w1, const float *b1, const float *w2, const float *b2, const float *mean,
                      const int *keep, int K, int H, int M, float *new1, float *c1, float *new2, float *c2);

#endif
