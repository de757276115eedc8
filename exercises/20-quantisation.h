/* 20-quantisation.h: exercises of chapter 20, in the order of its text.
 * Allowed calls: math.h, stdlib.h, string.h.
 * These functions may call each other. What you allocate you free.
 *
 * Whole numbers of b bits, symmetric, are -most … most with most = 2^(b-1) - 1: -127 … 127 for 8 bits. A number x is
 * kept as q = x/scale, rounded to the nearest whole number (of two equally near the even one, as rintf does), and
 * comes back as scale q. */
#ifndef EX_20_QUANTISATION_H
#define EX_20_QUANTISATION_H

#include <stdint.h>

/* A row to 8 bits (3 points). The scale is max|x[i]|/127. Writes q (n), returns the scale. A row of zeros has scale 0
 * and q = 0. Returns -1, leaving q as it was, for n < 1 or if an x[i] is infinite or NaN. Every other float is
 * welcome, also FLT_MAX and rows of nothing but the smallest ones. x is divided by the scale that is returned, a float;
 * where that came out too small, so that a number exceeds 127 in size, q is held within -127 … 127; where it came out
 * as 0, q is 0.
 * Text: "A row and its scale". */
float ex_quantise(const float *x, int8_t *q, int n);

/* Signal over noise (2 points). The n numbers x are rounded to `bits` bits with scale max|x[i]|/most, all in
 * double. Returns 10 log10(Σ x² / Σ (x - x̂)²), in decibels, where x̂ is what comes back. INFINITY if Σ (x - x̂)²
 * comes out as 0, zeros included. NaN for bits < 2 or > 16, or n < 1. x is finite and of size 1e-10 … 1e10, or 0.
 * Text: "A row and its scale". */
double ex_snr(const float *x, int n, int bits);

/* A better scale (2 points). Returns the scale among top/most · k/100, k = 1 … 100, top = max|x[i]|, for which
 * Σ (x - x̂)² is least, where what exceeds most in size is cut off: q is held within -most … most. Of equally good ones
 * any will do. 0 for zeros; NaN for bits < 2 or > 16, or n < 1. x is finite and of size 1e-10 … 1e10, or 0.
 * Text: "Fewer bits". */
float ex_best_scale(const float *x, int n, int bits);

/* A dot product (3 points) of n weights w, every `group` of which in turn have a scale of their own (the last group may
 * be shorter), with x, which has one: Σ_i w_scale[i / group] w[i] · x_scale x[i]. All w and x lie within
 * -127 … 127. Within a group whole numbers are summed as whole numbers, exactly, for n up to 100,000,000 and groups as
 * long; all else in double, also the product of two scales. Returns NaN for n < 1 or group < 1.
 * Text: "A product of whole numbers". */
double ex_dot(const int8_t *w, const float *w_scale, const int8_t *x, float x_scale, int n, int group);

#endif
