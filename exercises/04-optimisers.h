/* 04-optimisers.h: exercises of chapter 04, in the order of its text.
 * Allowed calls: math.h, string.h.
 *
 * Every update is computed in double and stored in float: in float, 1 - 0.999 is already wrong in the
 * fifth digit. Arrays do not overlap. C has no M_PI: π is acos(-1). */
#ifndef EX_04_OPTIMISERS_H
#define EX_04_OPTIMISERS_H

/* Momentum without a velocity (2 points). Polyak's own form of the rule remembers no
 * velocity, only where the weights were one step ago:
 *     w_new = w - rate * g + mu * (w - before)
 * w, before and g have n elements. Afterwards w holds the new weights and `before` the
 * ones that w held on entry. (Before the first step, the caller sets before = w.)
 * Returns 0; or -1, changing nothing, for n < 0, and unless rate >= 0 is finite and
 * 0 <= mu < 1.
 * Text: "Four rules". */
int ex_momentum_step(float *w, float *before, const float *g, int n, double rate, double mu);

typedef struct {
    double rate, beta1, beta2, epsilon;
    double decay; /* lambda; 0: plain Adam */
    long t;       /* which update this is: 1 for the first */
} ExAdam;

/* Adam, and AdamW (3 points). One update of n weights w from their gradients g. m and s
 * hold the running averages of g and g², not corrected for their start at 0; the update
 * moves them on and uses corrected copies:
 *     w_new = w - rate * m_corrected / (sqrt(s_corrected) + epsilon) - rate * decay * w
 * where w on the right is the weight before this update.
 * Returns 0; or -1, changing nothing, for n < 0 and for t < 1. All else is valid.
 * Text: "The first step, and decay". */
int ex_adam_step(float *w, float *m, float *s, const float *g, int n, ExAdam a);

/* Cosine schedule with warm-up (2 points). The learning rate for step = 0, 1, … of a
 * training of `total` steps:
 *     step 0 … warmup - 1        a straight line that would start from 0 one step before
 *                                step 0 and reaches peak at step warmup - 1;
 *     step warmup … total - 1    half a cosine: peak at step warmup, floor at the last
 *                                step, total - 1 (if both are one step: peak);
 *     later                      floor.
 * (schedule_cosine of the library comes to the floor one step later, at `total`.)
 * NaN for step < 0, warmup < 0, total <= warmup, and unless 0 <= floor <= peak < INFINITY.
 * Text: "Noise, and schedules". */
double ex_schedule(long step, long warmup, long total, double peak, double floor);

/* Clipping by the global norm (3 points). g[0] … g[arrays - 1] are the gradients of one
 * model: array k has n[k] >= 0 elements. Their norm is the square root of the sum of the
 * squares of all elements of all arrays. If it exceeds max_norm, every element is
 * multiplied by max_norm / norm; else nothing changes. Returns the norm before.
 * Any finite floats are allowed, however large. Where an element is NaN or infinite, and
 * unless max_norm > 0: returns NaN and changes nothing, so that the caller can skip the
 * step. arrays >= 0; the norm of nothing is 0.
 * Text: "What goes wrong". */
double ex_clip(float *const g[], const int n[], int arrays, double max_norm);

#endif
