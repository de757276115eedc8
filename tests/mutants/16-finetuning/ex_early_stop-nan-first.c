/* ex_early_stop: starts from the first loss, even if it is NaN */
#include "16-finetuning.h"
#define ex_early_stop right_answer
#include "solutions/16-finetuning.c"
#undef ex_early_stop

int ex_early_stop(const double *loss, int n, int patience, double least, int *keep)
{
    if (n < 1 || patience < 1 || !(least >= 0 && isfinite(least)))
        return -1;
    double yardstick = loss[0], lowest = loss[0]; /* NaN is below neither */
    int e = 0, waited = 0;
    *keep = 0;
    for (; e < n && waited < patience; e++) {
        if (loss[e] < lowest)
            lowest = loss[e], *keep = e;
        if (loss[e] < yardstick - least)
            yardstick = loss[e], waited = 0;
        else
            waited++;
    }
    return e;
}
