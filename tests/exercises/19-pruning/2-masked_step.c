/* Graded tests of ex_masked_step, chapter 19. The reference is the definition, in double. */
#include "19-pruning.h"

#include <math.h>
#include <string.h>

#include "grade.h"
#include "shared.h"

typedef struct {
    int plain, no_mask, all_in_v, forward, speed_kept, only_after;
} StepMistake;

static void step(float *w, float *v, const float *g, const float *keep, int n, float rate, float momentum,
                 StepMistake m)
{
    for (int i = 0; i < n; i++) {
        int stays = keep[i] != 0;
        double speed = (double)v[i], old = (double)v[i];
        speed = m.plain ? (double)g[i] : (double)momentum * speed + (double)g[i];
        if (m.all_in_v)
            speed = (double)momentum * (double)v[i] + (double)rate * (double)g[i];
        double moved = (double)w[i] +
                       (m.forward ? 1 : -1) * (m.all_in_v ? 1 : (double)rate) * (m.only_after ? old : speed);
        v[i] = stays || m.no_mask || m.speed_kept ? (float)speed : 0;
        w[i] = stays || m.no_mask ? (float)moved : 0;
    }
}

static void check_step(const float *w, const float *v, const float *g, const float *keep, int n, float rate,
                       float momentum)
{
    static const struct {
        StepMistake how;
        const char *likely;
    } wrong[] = {{{.no_mask = 1}, "the mask was not applied: a removed weight has a gradient, too"},
                 {{.speed_kept = 1}, "w is masked, v is not: where keep is 0, v becomes 0 as well"},
                 {{.plain = 1}, "momentum is missing: v = momentum * v + g"},
                 {{.forward = 1}, "downhill is w - rate * v"},
                 {{.only_after = 1}, "first v, then w with the new v"},
                 {{.all_in_v = 1}, "the rate belongs to the step of w, not into v"}};
    float *W = grade_floats((size_t)n), *V = grade_floats((size_t)n), want_w[MOST], want_v[MOST], a[MOST], b[MOST];
    size_t bytes = (size_t)n * sizeof *w;
    memcpy(W, w, bytes), memcpy(V, v, bytes), memcpy(want_w, w, bytes), memcpy(want_v, v, bytes);
    step(want_w, want_v, g, keep, n, rate, momentum, (StepMistake){0});
    ex_masked_step(W, V, given(g, n), given(keep, n), n, rate, momentum);
    const char *likely = "where keep is 1 a step with momentum, elsewhere w = v = 0";
    for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++) {
        memcpy(a, w, bytes), memcpy(b, v, bytes);
        step(a, b, g, keep, n, rate, momentum, wrong[k].how);
        if (same(W, a, n) && same(V, b, n)) {
            likely = wrong[k].likely;
            break;
        }
    }
    grade_array(W, want_w, (size_t)n, 1e-5, likely);
    grade_array(V, want_v, (size_t)n, 1e-5, likely);
}

GRADE(ex_masked_step, with_a_mask, 1, "While it learns")
{
    for (int k = 1; k < 12; k++) {
        float w[MOST], v[MOST], g[MOST], keep[MOST];
        int n = 3 * k;
        unsigned long seed = (unsigned long)k;
        randomise(w, n, seed), randomise(v, n, 100 + seed), randomise(g, n, 200 + seed);
        for (int i = 0; i < n; i++) {
            keep[i] = i % 3 != 1;
            w[i] = keep[i] > 0 || k % 2 ? w[i] : 0;
        }
        float rate = 0.1f * (float)k, momentum = 0.5f + 0.03f * (float)k;
        grade_call("ex_masked_step(random w, v, g, every third weight removed, n = %d, rate = %g, momentum = %g)", n,
                   (double)rate, (double)momentum);
        check_step(w, v, g, keep, n, rate, momentum);
    }
    float zero = 0, still = 0;
    const float slope = 1, in = 1;
    grade_call("ex_masked_step(w = {0}, v = {0}, g = {1}, keep = {1}, n = 1, rate = 0.5, momentum = 0.9)");
    ex_masked_step(&zero, &still, &slope, &in, 1, 0.5f, 0.9f);
    grade_near((double)zero, -0.5, 1e-6, "a weight that stays learns, even if it is 0 now: keep decides, not w");
    float nothing[1] = {5};
    grade_call("ex_masked_step(n = 0)");
    ex_masked_step(nothing, nothing, nothing, nothing, 0, 1, 0);
    grade_near((double)nothing[0], 5, 0, "with n = 0 there is nothing to write");
}

GRADE(ex_masked_step, removed_for_good, 1, "While it learns")
{
    float w[] = {1, 2, NAN, 4, INFINITY}, v[] = {NAN, 1, 1, -INFINITY, 1}, g[] = {1, 1, 1, NAN, INFINITY};
    const float keep[] = {0, 1, 0, 0, 0};
    grade_call("ex_masked_step(w = {1, 2, NAN, 4, INF}, v = {NAN, 1, 1, -INF, 1}, g = {1, 1, 1, NAN, INF}, "
               "keep = {0, 1, 0, 0, 0}, n = 5, rate = 0.5, momentum = 0.5)");
    ex_masked_step(w, v, given(g, 5), given(keep, 5), 5, 0.5f, 0.5f);
    grade_array(w, (float[]){0, 1.25f, 0, 0, 0}, 5, 1e-6,
                "0 times NaN is NaN: choose between two values, do not multiply");
    grade_array(v, (float[]){0, 1.5f, 0, 0, 0}, 5, 1e-6,
                "v of a removed weight becomes 0: choose between two values, do not multiply");
    float back_w = 0, back_v = 3;
    const float slope = 0, out = 0, in = 1;
    grade_call("ex_masked_step(w = {0}, v = {3}, g = {0}, keep = {0}, …), then the same weight let in again");
    ex_masked_step(&back_w, &back_v, &slope, &out, 1, 0.1f, 0.9f);
    ex_masked_step(&back_w, &back_v, &slope, &in, 1, 0.1f, 0.9f);
    grade_near((double)back_w, 0, 1e-7, "it moved without a gradient: v was not set to 0 while the weight was removed");
}
