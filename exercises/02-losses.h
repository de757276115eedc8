/* 02-losses.h: exercises of chapter 02, in the order of its text.
 * Allowed calls: math.h.
 *
 * A logit z is a float; softmax turns n logits into n probabilities, and the sigmoid
 * 1 / (1 + e^-z) turns one logit into one. A loss is in nats unless it says otherwise.
 * Compute in double, sums above all; only what dz holds is rounded to float. */
#ifndef EX_02_LOSSES_H
#define EX_02_LOSSES_H

/* Cross-entropy from logits (3 points). -ln softmax(z)[label]: right to six digits however
 * large the loss is (1000 and more), and however small (a ten-billionth and less).
 * A logit of -INFINITY is a class ruled out: it adds nothing, and as the label it costs INFINITY.
 * NaN for n < 1, a label outside 0 ... n-1, a logit that is NaN or +INFINITY, and where
 * every class is ruled out.
 * Text: "Surprise, and its price", "Prediction minus label", "Rounding". */
double ex_cross_entropy(const float *z, int n, int label);

/* Its gradient (2 points), for a target that need not be one label: n weights q[k] >= 0,
 * with any sum. dz[k] is the derivative of -(sum over j of q[j] * ln softmax(z)[j]) by z[k].
 * dz is another array than z and q. Logits are finite, and may be large; n may be 50,000.
 * Returns 0; or -1, leaving dz as it was, for n < 1, a logit that is NaN or infinite, a
 * weight that is negative, NaN or infinite.
 * Text: "Prediction minus label". */
int ex_cross_entropy_grad(const float *z, const float *q, int n, float *dz);

/* Mean squared error (1 point). p holds rows * classes numbers, a row after a row; label[i]
 * names the class of row i. The mean, over all rows * classes numbers, of the squared
 * difference from the one-hot labels (1 for the class named, 0 for the others), right to six
 * digits for a million numbers too.
 * NaN for rows < 1, classes < 1, a label outside 0 ... classes-1, or a NaN in p.
 * Text: "Surprise, and its price". */
double ex_mse(const float *p, const int *label, int rows, int classes);

/* Squared error through a sigmoid (2 points). dz[i] is the derivative by z[i] of the mean,
 * over i = 0 ... n-1, of (sigmoid(z[i]) - y[i])^2, where y[i] is 0 or 1. Right to six digits
 * for every |z| <= 40; beyond that no larger in size than at 40, and never NaN (z may be
 * infinite).
 * dz is another array than z.
 * Returns 0; or -1, leaving dz as it was, for n < 1, a NaN in z, a y that is not 0 or 1.
 * Text: "What goes wrong", "Rounding". */
int ex_mse_sigmoid_grad(const float *z, const int *y, int n, float *dz);

/* Perplexity (2 points). Token i of a text is target[i]; loss[i] is -log_base (base 2 for bits,
 * e for nats) of the probability that the model gave to it.
 * A token whose target equals `ignore` does not count, whatever its loss holds, NaN included.
 * The perplexity of the tokens that count, to six digits even for a million of them;
 * INFINITY if one of them was held impossible (its loss is INFINITY).
 * NaN if none counts, if one that counts has a negative or NaN loss, and if the base is
 * NaN, infinite, or not above 1. NaN comes before INFINITY.
 * Text: "Surprise, and its price". */
double ex_perplexity(const float *loss, const int *target, int n, int ignore, double base);

#endif
