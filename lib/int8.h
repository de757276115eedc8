/* int8.h (level 4): weights, keys and values as whole numbers -127 … 127 with a scale for each row: a quarter
 * of the memory, and where reading them is what takes the time, a fraction of it. For inference alone. */
#ifndef INT8_H
#define INT8_H

#include <stdint.h>

#include "tape.h"

enum { INT8_MOST = 127 };

typedef struct {
    int rows, cols;
    int8_t *q;    /* (rows,cols): q[r,c] stands for scale[r] q[r,c] */
    float *scale; /* (rows) */
} Int8Matrix;

/* q[i] = x[i]/scale, rounded to the nearest whole number, of two the even one; scale = max|x|/127 is returned. Of
 * zeros all is 0. x is finite; else q has no meaning, but lies within -127 … 127. */
float int8_round(const float *x, int8_t *q, size_t n);

/* The same with as many steps, up to 32767, as let a sum of n products with int8 fit into 32 bits. */
float int8_round_wide(const float *x, int16_t *q, size_t n);

//> dot
/* Both sides are whole numbers, and the sum is: nothing is lost, so neither order nor processor change a digit. */
static inline int32_t int8_dot(const int8_t *w, const int16_t *x, size_t n)
{
    int32_t sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += w[i] * x[i];
    return sum;
}
//< dot

Int8Matrix int8_matrix(Arena *a, int rows, int cols); /* contents undefined; rows and cols at least 1 */
void int8_round_rows(Int8Matrix *to, const Tensor *w); /* of as many rows and columns */
void int8_restore(const Int8Matrix *w, size_t row, float *to); /* a row as floats again */

/* All that follows runs on a tape in inference mode (CHECK). What w points to has to outlive the call only. */

/* Row id[i] of w (V,C) for every i: the shape is that of the ids: (…) -> (…,C). 0 <= id < V (CHECK). */
Tensor *int8_embedding(Tape *t, const Int8Matrix *w, const int *id, int ndim, const int shape[]);

/* x wᵀ + b: (…,K) (M,K) (M) -> (…,M); b may be NULL. Of few rows of x, as in generation, each is rounded to whole
 * numbers as well, of some 15 bits, and sums are exact; many rows meet weights made float again, in a BLAS. */
Tensor *int8_linear(Tape *t, Tensor *x, const Int8Matrix *w, const Tensor *b);

/* A cache of int8: keys and values are (room · heads, C/heads); row i · heads + h is what head h keeps of position
 * i. Puts those of qkv (1,n,3C) there, behind `past` earlier positions. */
void int8_remember(const Tensor *qkv, int heads, Int8Matrix *keys, Int8Matrix *values, int past);

/* int8_remember, and op_attention_cached with that cache: for one position, or few. */
Tensor *int8_attention(Tape *t, Tensor *qkv, int heads, Int8Matrix *keys, Int8Matrix *values, int past);

/* For many positions without a past: keys and values in qkv (B,T,3C) become what the cache would give back, and
 * op_attention does the rest. */
void int8_keep(Tensor *qkv, int heads);

#endif
