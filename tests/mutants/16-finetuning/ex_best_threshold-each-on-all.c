/* ex_best_threshold: tries each score on all mails: too slow */
#include "16-finetuning.h"
#define ex_best_threshold right_answer
#include "solutions/16-finetuning.c"
#undef ex_best_threshold

float ex_best_threshold(const float *score, const int *label, int n)
{
    float best = NAN;
    double most = -1;
    int spam = 0;
    for (int i = 0; i < n; i++) {
        if (isnan(score[i]) || label[i] < -1 || label[i] > 1)
            return NAN;
        spam += label[i] == 1;
    }
    for (int i = 0; i < n && spam > 0; i++) {
        int hits = 0, called = 0;
        for (int k = 0; k < n; k++) {
            hits += score[k] >= score[i] && label[k] == 1;
            called += score[k] >= score[i] && label[k] >= 0;
        }
        if (2.0 * hits / (called + spam) > most)
            most = 2.0 * hits / (called + spam), best = score[i];
    }
    return best;
}
