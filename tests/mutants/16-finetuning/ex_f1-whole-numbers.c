/* ex_f1: divides int by int */
#include "16-finetuning.h"
#define ex_f1 right_answer
#include "solutions/16-finetuning.c"
#undef ex_f1

int ex_f1(const int *said, const int *label, int n, ExScores *s)
{
    int count[2][2] = {{0}}; /* [is spam][is called spam] */
    if (n < 0)
        return -1;
    for (int i = 0; i < n; i++) {
        if (label[i] == -1)
            continue;
        if (label[i] < 0 || label[i] > 1 || said[i] < 0 || said[i] > 1)
            return -1;
        count[label[i]][said[i]]++;
    }
    int hits = count[1][1], called = hits + count[0][1], spam = hits + count[1][0];
    s->precision = called > 0 ? (double)(hits / called) : NAN;
    s->recall = spam > 0 ? (double)(hits / spam) : NAN;
    s->f1 = called + spam > 0 ? (double)(2 * hits / (called + spam)) : NAN; /* the harmonic mean, wherever that exists */
    return count[0][0] + count[0][1] + count[1][0] + count[1][1];
}
