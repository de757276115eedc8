/* ex_best_threshold: does not try the lowest score */
#include "16-finetuning.h"
#define ex_best_threshold right_answer
#include "solutions/16-finetuning.c"
#undef ex_best_threshold

float ex_best_threshold(const float *score, const int *label, int n)
{
    int spam = 0;
    for (int i = 0; i < n; i++) {
        if (isnan(score[i]) || label[i] < -1 || label[i] > 1)
            return NAN;
        spam += label[i] == 1;
    }
    Scored *sorted = spam > 0 ? malloc((size_t)n * sizeof *sorted) : NULL;
    if (!sorted)
        return NAN;
    for (int i = 0; i < n; i++)
        sorted[i] = (Scored){score[i], label[i]};
    qsort(sorted, (size_t)n, sizeof *sorted, highest_first);
    float best = sorted[0].score;
    double most = -1;
    for (int i = 0, hits = 0, called = 0; i < n; i++) {
        hits += sorted[i].label == 1;
        called += sorted[i].label >= 0;
        double f1 = 2.0 * hits / (called + spam);
        if (f1 > most && i < n - 1 && sorted[i + 1].score < sorted[i].score) /* equal scores come together */
            most = f1, best = sorted[i].score;
    }
    free(sorted);
    return best;
}
