/* Your answers to the exercises of chapters/19-pruning/README.md.
 *
 * What each function must do is said in exercises/19-pruning.h.
 * Replace each TODO by your code; grade it with: make check CH=19 */
#include "19-pruning.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int ex_magnitude_mask(const float *w, int n, double sparsity, float *keep)
{
    /* TODO: a threshold alone does not say which of equal weights go; what could be sorted instead? */
    (void)w; (void)n; (void)sparsity; (void)keep;
    return -2;
}

void ex_masked_step(float *w, float *v, const float *g, const float *keep, int n, float rate, float momentum)
{
    /* TODO: what is 0 times NaN? */
    (void)w; (void)v; (void)g; (void)keep; (void)n; (void)rate; (void)momentum;
}

int ex_csr_product(const ExCsr *w, const float *x, int n, float *y)
{
    /* TODO: first whether the matrix is sound, then the sums */
    (void)w; (void)x; (void)n; (void)y;
    return -2;
}

int ex_remove_neurons(const float *w1, const float *b1, const float *w2, const float *b2, const float *mean,
                      const int *keep, int K, int H, int M, float *new1, float *c1, float *new2, float *c2)
{
    /* TODO: rows of one matrix, columns of the other */
    (void)w1; (void)b1; (void)w2; (void)b2; (void)mean; (void)keep; (void)K; (void)H; (void)M; (void)new1; (void)c1; (void)new2; (void)c2;
    return -2;
}
