/* op.h (level 4): the operations. Each computes its result now and records how to
 * send the gradient back. Shapes are checked (CHECK). Formulas stand in op_*.c. */
#ifndef OP_H
#define OP_H

#include "tape.h"

/* op_elementwise.c: any shape. */
/* b: a's shape or its last dimensions, (C) or (T,C) for an a of (B,T,C): repeated over the others */
Tensor *op_add(Tape *t, Tensor *a, Tensor *b);
Tensor *op_sub(Tape *t, Tensor *a, Tensor *b);     /* same shapes */
Tensor *op_mul(Tape *t, Tensor *a, Tensor *b);     /* same shapes, element by element */
Tensor *op_scale(Tape *t, Tensor *x, float factor);
Tensor *op_exp(Tape *t, Tensor *x);
Tensor *op_tanh(Tape *t, Tensor *x);
Tensor *op_sigmoid(Tape *t, Tensor *x);
Tensor *op_relu(Tape *t, Tensor *x);               /* gradient at 0: 0 */
Tensor *op_gelu(Tape *t, Tensor *x);               /* x Φ(x) in GPT-2's approximation by tanh */

/* op_shape.c */
Tensor *op_reshape(Tape *t, Tensor *x, int ndim, const int shape[]); /* shares the data */
Tensor *op_flatten(Tape *t, Tensor *x);            /* (N, …) -> (N, rest) */
Tensor *op_sum(Tape *t, Tensor *x);                /* any -> scalar () */
Tensor *op_mean(Tape *t, Tensor *x);               /* any -> scalar () */

/* op_linear.c */
Tensor *op_matmul(Tape *t, Tensor *a, Tensor *b);  /* (N,K) (K,M) -> (N,M) */
/* x wᵀ + b: (…,K) (M,K) (M) -> (…,M); b may be NULL */
Tensor *op_linear(Tape *t, Tensor *x, Tensor *w, Tensor *b);
Tensor *op_linear_gelu(Tape *t, Tensor *x, Tensor *w, Tensor *b); /* gelu(x wᵀ + b), b not NULL */
/* x wᵀ + b + residual (…,M), b not NULL: what a branch adds to the stream beside it */
Tensor *op_linear_residual(Tape *t, Tensor *x, Tensor *w, Tensor *b, Tensor *residual);
/* The same with a detour beside w (lora.h): + scale (x aᵀ) bᵀ, before gelu. residual may be NULL, then b, too. */
typedef struct {
    Tensor *a, *b; /* (r,K) and (M,r) */
    float scale;
} Adapter;
Tensor *op_linear_adapted(Tape *t, Tensor *x, Tensor *w, Tensor *b, Tensor *residual, const Adapter *d);
Tensor *op_linear_gelu_adapted(Tape *t, Tensor *x, Tensor *w, Tensor *b, const Adapter *d);

/* op_embedding.c: row id[i] of w (V,C) for every i; the shape is that of the ids: (…) -> (…,C).
 * 0 <= id < V (CHECK); id is copied. */
Tensor *op_embedding(Tape *t, Tensor *w, const int *id, int ndim, const int shape[]);

/* op_norm.c: every row of x (…,C) to mean 0 and variance 1, then times gain (C) plus bias (C). */
Tensor *op_layer_norm(Tape *t, Tensor *x, Tensor *gain, Tensor *bias);

/* op_attention.c: queries, keys and values side by side in qkv (B,T,3C), each divided into heads of
 * C/heads columns; softmax(q kᵀ/√(C/heads)) v of every head -> (B,T,C). causal: position t sees 0..t only. */
Tensor *op_attention(Tape *t, Tensor *qkv, int heads, int causal);
/* The same, causal, for n further positions of one sequence (1,n,3C) after `past` earlier ones, whose keys (over
 * √(C/heads), as columns) stand in keys (C,room or more) and whose values in values (room,C); past + n <= room. The
 * new ones are added there. For inference alone (CHECK). */
Tensor *op_attention_cached(Tape *t, Tensor *qkv, int heads, Tensor *keys, Tensor *values, int past);

/* op_softmax.c: over the last dimension. */
Tensor *op_softmax(Tape *t, Tensor *x);

/* op_loss.c: means over what is counted, as scalars (). */
enum { TARGET_IGNORE = -1 };
/* logits (…,V), one target per row, 0..V-1 or TARGET_IGNORE: the mean of -ln softmax(logits)[target]
 * over the rows not ignored (all ignored: 0). target is copied. */
Tensor *op_softmax_xent(Tape *t, Tensor *logits, const int *target);
Tensor *op_mse(Tape *t, Tensor *x, Tensor *y);     /* mean (x-y)²; same shapes */

/* op_conv.c: x (B,C,H,W), w (M,C,h,v), b (M) or NULL -> (B,M,H',W'), H' = (H + 2 pad - h)/stride + 1. */
typedef struct {
    int stride, pad; /* stride >= 1, pad >= 0 zeros on every side */
    int relu;        /* nonzero: max(0, ·) in the same pass over memory */
} Conv;
Tensor *op_conv2d(Tape *t, Tensor *x, Tensor *w, Tensor *b, Conv conv);

/* op_pool.c: (B,C,H,W) -> (B,C,H',W'), H' = (H - size)/stride + 1; of equal maxima the first takes the gradient. */
Tensor *op_maxpool2d(Tape *t, Tensor *x, int size, int stride);

/* op_dropout.c: keeps with probability 1-p and divides by it, 0 <= p < 1; in inference the identity.
 * The mask depends on the tape's seed, step and place alone (philox.h). */
Tensor *op_dropout(Tape *t, Tensor *x, float p);

#endif
