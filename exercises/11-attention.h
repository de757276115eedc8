/* 11-attention.h: exercises of chapter 11, in the order of its text.
 * Allowed calls: math.h, stdlib.h, string.h.
 * These functions may call each other. What you allocate you free.
 *
 * Matrices are row-major: s (n,m) has its element (i,j) at s[i * m + j]. All sizes are at least 1
 * unless something else is said. Inputs are finite unless something else is said; an output never
 * overlaps an input unless something else is said. */
#ifndef EX_11_ATTENTION_H
#define EX_11_ATTENTION_H

/* Scaled scores (2 points). s[i,j] = (sum over c of q[i,c] k[j,c]) / √d for n queries q (n,d) and m keys
 * k (m,d): s is (n,m). It is right to five digits even if d is 100,000 and one product is far larger than all the
 * others. Where the score fits into a float, it is right even if a product, or the sum before the division, does
 * not fit.
 * Text: "The idea", "Attention by loops". */
void ex_scores(const float *q, const float *k, float *s, int n, int m, int d);

/* Causal softmax (3 points). The n queries are the last n of m positions: query i stands at position
 * m - n + i and sees the keys 0 … m - n + i. So n = m is a whole sequence, and n = 1 the newest position,
 * which sees everything. In row i of s (n,m), the scores that the query sees become their softmax,
 * right to about five digits however large they are (a row has at most some 1,000, so that their exponentials may
 * be added up in float); all others become 0, exactly. What stands there before may be anything: NaN or
 * infinite, too. p (n,m) receives the result; p and s may be the
 * same array.
 * Returns 0; or -1, leaving p as it was, for n < 1 (no query) or n > m (a query would stand before the first key).
 * Text: "Attention by loops". */
int ex_causal_softmax(const float *s, float *p, int n, int m);

/* One head (3 points). o (n,w) = softmax(q kᵀ/√d) v for queries q (n,d), keys k (m,d) and values v (m,w); the
 * softmax runs along each row. If `causal` is not 0, query i sees keys 0 … m - n + i only, as
 * above, and keys and values that it does not see may be NaN; else it sees them all, and n may be greater than m.
 * Any causal other than 0 counts, 2 and -1 too. Scores may be as large as above. o is right to about four digits of
 * the largest value; the weights sum to 1, and m is at most some 1,000, so that the mixture may be added up in float.
 * Returns 0; or -1, leaving o as it was, if causal and n > m.
 * Text: "The idea", "Attention by loops". */
int ex_head(const float *q, const float *k, const float *v, float *o, int n, int m, int d, int w, int causal);

/* Heads split and merged (2 points). Causal self-attention with `heads` heads over T positions: row t of
 * qkv (T,3C) holds the query (C numbers), the key (C) and the value (C) of position t. With d = C/heads,
 * head h owns the numbers h d … h d + d - 1 of each. It attends by itself, and its result goes to the columns
 * h d … h d + d - 1 of o (T,C).
 * Returns 0; or -1, leaving o as it was, for heads < 1 and where heads does not divide C.
 * Text: "Heads". */
int ex_heads(const float *qkv, float *o, int T, int C, int heads);

#endif
