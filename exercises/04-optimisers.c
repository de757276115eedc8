/* Your answers to the exercises of chapters/04-optimisers/README.md.
 *
 * What each function must do is said in exercises/04-optimisers.h.
 * Replace each TODO by your code; grade it with: make check CH=04 */
#include "04-optimisers.h"

#include <math.h>

int ex_momentum_step(float *w, float *before, const float *g, int n, double rate, double mu)
{
    /* TODO: refuse first; then keep the old weight until both arrays are written */
    (void)w; (void)before; (void)g; (void)n; (void)rate; (void)mu;
    return -2;
}

int ex_adam_step(float *w, float *m, float *s, const float *g, int n, ExAdam a)
{
    /* TODO: what would m and s be after one step from 0? Correct for that, in the step only */
    (void)w; (void)m; (void)s; (void)g; (void)n; (void)a;
    return -2;
}

double ex_schedule(long step, long warmup, long total, double peak, double floor)
{
    /* TODO: how many steps lie between the first and the last of the cosine? */
    (void)step; (void)warmup; (void)total; (void)peak; (void)floor;
    return -1;
}

double ex_clip(float *const g[], const int n[], int arrays, double max_norm)
{
    /* TODO: one norm over all arrays before anything is scaled */
    (void)g; (void)n; (void)arrays; (void)max_norm;
    return -1;
}
