/* Chapter 11: attention by loops: on four arrows, as its vectors grow, and beside the library's operation. */
#ifndef LOOPS_H
#define LOOPS_H

#include "run.h"

typedef struct {
    const float *q, *k, *v; /* (T,d) each; the next row begins `row` numbers further */
    int T, d, row, causal;
} Head;

void attend(Head h, float *P, float *o, int o_row);

void show_idea(Run *run);
/* At d = 1024: entropy and slopes of softmax(q k), and [1] of softmax(q k/√d). */
typedef struct {
    double entropy[2], slope[2], mean; /* slope: median; mean: of the unscaled slopes */
} Saturation;
Saturation saturate(Run *run);

double compare_with_op(Run *run); /* the largest difference */

#endif
