/* ex_schedule: takes 3.14 for π */
#include "13-pretraining.h"
#define ex_schedule right_answer
#include "solutions/13-pretraining.c"
#undef ex_schedule

double ex_schedule(long step, long warmup, long total, double peak, double floor)
{
    if (step < warmup)
        return peak * (double)(step + 1) / (double)warmup;
    if (step >= total)
        return floor;
    double share = (double)(step - warmup) / (double)(total - warmup);
    return floor + (peak - floor) * (1 + cos(3.14 * share)) / 2;
}
