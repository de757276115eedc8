/* ex_magnitude_mask: the most negative go */
#include "19-pruning.h"
#define ex_magnitude_mask right_answer
#include "solutions/19-pruning.c"
#undef ex_magnitude_mask

int ex_magnitude_mask(const float *w, int n, double sparsity, float *keep)
{
    if (n < 1 || !(sparsity >= 0 && sparsity <= 1))
        return -1;
    Sized *order = malloc((size_t)n * sizeof *order);
    if (!order)
        return -1;
    for (int i = 0; i < n; i++)
        order[i] = (Sized){w[i], i};
    qsort(order, (size_t)n, sizeof *order, by_size);
    int gone = (int)lround(sparsity * n);
    for (int i = 0; i < n; i++)
        keep[order[i].index] = i < gone ? 0 : 1;
    free(order);
    return n - gone;
}
