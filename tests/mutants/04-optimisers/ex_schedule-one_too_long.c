/* ex_schedule: the cosine ends at step total */
#include "04-optimisers.h"
#define ex_schedule right_answer
#include "solutions/04-optimisers.c"
#undef ex_schedule

double ex_schedule(long step, long warmup, long total, double peak, double floor)
{
    if (step < 0 || warmup < 0 || total <= warmup || !(floor >= 0 && floor <= peak) || isinf(peak))
        return NAN;
    if (step < warmup)
        return peak * (double)(step + 1) / (double)warmup;
    if (step == warmup)
        return peak;
    if (step >= total - 1)
        return floor;
    double done = (double)(step - warmup) / (double)(total - warmup);
    return floor + (peak - floor) * (1 + cos(acos(-1) * done)) / 2;
}
