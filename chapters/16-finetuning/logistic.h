/* Chapter 16: logistic regression, on the counts of words or on what a frozen model made of a text. */
#ifndef LOGISTIC_H
#define LOGISTIC_H

#include <stddef.h>

/* Row i has the numbers value[k] in the columns col[k], start[i] <= k < start[i + 1]. */
typedef struct {
    int n, columns;
    size_t *start;
    int *col;
    float *value;
    int *label; /* 0 or 1 */
} Rows;

Rows rows_new(int n, int columns, size_t numbers);
void rows_free(Rows *r);

/* Weights (columns), then the bias, that minimise the mean of -ln p(label) over the rows, plus l2/2 times the sum of the
 * weights' squares: one minimum only. */
double *logistic_fit(const Rows *r, double l2);
double logistic_score(const Rows *r, int i, const double *w); /* above 0: 1 is the more probable */

#endif
