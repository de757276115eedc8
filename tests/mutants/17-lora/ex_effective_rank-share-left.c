/* ex_effective_rank: takes share for what is left out */
#include "17-lora.h"
#define ex_effective_rank right_answer
#include "solutions/17-lora.c"
#undef ex_effective_rank

int ex_effective_rank(const double *s, int n, double share, double *rest)
{
    if (n < 1 || !(share >= 0 && share <= 1))
        return -1;
    for (int i = 0; i < n; i++)
        if (!(s[i] >= 0 && isfinite(s[i])))
            return -1;
    double *order = malloc((size_t)n * sizeof *order), all = 0, left = 0;
    if (!order)
        return -1;
    memcpy(order, s, (size_t)n * sizeof *order);
    qsort(order, (size_t)n, sizeof *order, rising);
    for (int i = 0; i < n; i++)
        all += order[i] * order[i];
    int k = n;
    for (; k > 0 && left + order[n - k] * order[n - k] <= share * all; k--)
        left += order[n - k] * order[n - k];
    if (rest)
        *rest = all > 0 ? sqrt(left / all) : 0;
    free(order);
    return k;
}
