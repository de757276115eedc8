/* ex_schedule: divides two longs in the warm-up */
#include "13-pretraining.h"
#define ex_schedule right_answer
#include "solutions/13-pretraining.c"
#undef ex_schedule

double ex_schedule(long step, long warmup, long total, double peak, double floor)
{
    if (step < warmup)
        return peak * (double)((step + 1) / warmup);
    if (step >= total)
        return floor;
    double share = (double)(step - warmup) / (double)(total - warmup);
    return floor + (peak - floor) * (1 + cos(acos(-1) * share)) / 2;
}
