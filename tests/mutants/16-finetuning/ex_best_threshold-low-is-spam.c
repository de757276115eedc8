/* ex_best_threshold: calls low scores spam */
#include "16-finetuning.h"
#define ex_best_threshold right_answer
#include "solutions/16-finetuning.c"
#undef ex_best_threshold

static int lowest_first(const void *a, const void *b)
{
    return highest_first(b, a);
}

float ex_best_threshold(const float *score, const int *label, int n)
{
    int spam = 0;
    for (int i = 0; i < n; i++) {
        if (isnan(score[i]) || label[i] < -1 || label[i] > 1)
            return NAN;
        spam += label[i] == 1;
    }
    Scored *wrong = spam > 0 ? malloc((size_t)n * sizeof *wrong) : NULL;
    if (!wrong)
        return NAN;
    for (int i = 0; i < n; i++)
        wrong[i] = (Scored){score[i], label[i]};
    qsort(wrong, (size_t)n, sizeof *wrong, lowest_first);
    float best = NAN;
    double most = -1;
    for (int i = 0, hits = 0, called = 0; i < n; i++) {
        hits += wrong[i].label == 1;
        called += wrong[i].label >= 0;
        double f1 = 2.0 * hits / (called + spam);
        if (f1 > most && (i == n - 1 || wrong[i + 1].score > wrong[i].score)) /* equal scores come together */
            most = f1, best = wrong[i].score;
    }
    free(wrong);
    return best;
}
