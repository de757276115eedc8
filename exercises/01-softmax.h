/* 01-softmax.h: exercises of chapter 01, in the order of its text.
 * Allowed calls: math.h, gsl_rng_uniform.
 * These functions may call each other.
 *
 * A score z is a float: a finite number, or -INFINITY for a choice that is
 * forbidden (masked). A forbidden choice has the probability 0, exactly. */
#ifndef EX_01_SOFTMAX_H
#define EX_01_SOFTMAX_H

#include <gsl/gsl_rng.h>

/* Softmax (4 points). p[i] = e^z[i] / (sum over j of e^z[j]) for n scores, right to
 * about six digits however large or small the scores, and for n up to 100,000.
 * z and p have n elements; they may be the same array.
 * Returns 0; or -1, leaving p as it was, where no answer exists: n < 1, a score that
 * is NaN or +INFINITY, or nothing but forbidden choices.
 * Text: "From scores to shares", "Overflow, and its cure", "What goes wrong". */
int ex_softmax(const float *z, float *p, int n);

/* Log-sum-exp (2 points). ln(sum over i of e^z[i]), in nats, however large or small
 * the scores. It has answers where softmax has none: the sum of nothing is 0, so n = 0
 * and nothing but forbidden choices give -INFINITY; a score of +INFINITY gives +INFINITY.
 * NaN for n < 0 and where any score is NaN.
 * Text: "Logarithms". */
double ex_logsumexp(const float *z, int n);

/* Temperature (2 points). The softmax of z / t, with the rules of ex_softmax, for every
 * t >= 0, the smallest and the largest double included. At the ends, the limits:
 * t = 0         the largest score takes everything; where several are largest, they
 *               share equally;
 * t = INFINITY  all choices that are not forbidden are equally likely.
 * Returns 0; or -1, leaving p as it was, for a negative or NaN t and wherever
 * ex_softmax must.
 * Text: "Temperature". */
int ex_temperature(const float *z, float *p, int n, double t);

/* Sampling (2 points). Draws u with exactly one gsl_rng_uniform (0 <= u < 1) and returns
 * the smallest i with u < (p[0] + ... + p[i]) / (p[0] + ... + p[n-1]). So the p need not
 * sum to 1, and an i with p[i] = 0 is never returned, whatever u and however sums round.
 * Returns -1, and draws nothing, for n < 1, for a p[i] that is negative, infinite or NaN,
 * and where all p[i] are 0.
 * Text: "Drawing a word". */
int ex_sample(const float *p, int n, gsl_rng *rng);

#endif
