/* ex_magnitude_mask: counts for each weight how many are smaller */
#include "19-pruning.h"
#define ex_magnitude_mask right_answer
#include "solutions/19-pruning.c"
#undef ex_magnitude_mask

int ex_magnitude_mask(const float *w, int n, double sparsity, float *keep)
{
    if (n < 1 || !(sparsity >= 0 && sparsity <= 1))
        return -1;
    int gone = (int)lround(sparsity * n);
    for (int i = 0; i < n; i++) {
        int before = 0;
        for (int k = 0; k < n; k++)
            before += fabsf(w[k]) < fabsf(w[i]) || (fabsf(w[k]) <= fabsf(w[i]) && k < i);
        keep[i] = before >= gone;
    }
    return n - gone;
}
