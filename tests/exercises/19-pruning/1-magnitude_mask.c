/* Graded tests of ex_magnitude_mask, chapter 19. The reference is the definition, by counting. */
#include "19-pruning.h"

#include <math.h>

#include "grade.h"
#include "shared.h"

/* Whether weight i is among the `gone` smallest: as many as that come before it. By counting; `last` lets the
 * higher of two equal indices go first. */
static int goes(const float *w, int n, int i, int gone, int last)
{
    int before = 0;
    for (int k = 0; k < n; k++)
        before += fabsf(w[k]) < fabsf(w[i]) || (fabsf(w[k]) <= fabsf(w[i]) && (last ? k > i : k < i));
    return before < gone;
}

static const char *mask_mistake(const float *w, int n, int gone, const float *got)
{
    int by_value = 1, reversed = 1, last = 1, inverted = 1, ones = 0;
    for (int i = 0; i < n; i++) {
        int before = 0;
        for (int k = 0; k < n; k++)
            before += w[k] < w[i] || (w[k] <= w[i] && k < i);
        int stays = !goes(w, n, i, gone, 0), got_one = got[i] > 0.5f;
        ones += got_one;
        by_value &= got_one == (before >= gone);
        reversed &= got_one == goes(w, n, i, n - gone, 1);
        inverted &= got_one != stays;
        last &= got_one == !goes(w, n, i, gone, 1);
    }
    if (inverted)
        return "1 is for weights that stay, 0 for those that go";
    if (by_value)
        return "the smallest by size go, not the most negative: compare |w|";
    if (reversed)
        return "the smallest weights go, not the largest";
    if (last)
        return "of equal sizes the lower index goes first";
    if (ones < n - gone)
        return "too many have 0: lround(sparsity * n) of all n go, the zeros among them; a threshold takes all equal "
               "weights, here some of them stay; one that stays has 1";
    if (ones > n - gone)
        return "too few went: lround(sparsity * n) go, also where equal weights straddle the border";
    return "those with the smallest |w| go";
}

static void check_mask(const float *w, int n, double sparsity)
{
    int gone = (int)lround(sparsity * n);
    float *keep = grade_floats((size_t)n), *want = grade_floats((size_t)n);
    for (int i = 0; i < n; i++)
        want[i] = goes(w, n, i, gone, 0) ? 0 : 1;
    int stay = ex_magnitude_mask(given(w, n), n, sparsity, keep);
    int whole = 1;
    for (int i = 0; i < n; i++)
        whole &= !isnan(keep[i]);
    grade_array(keep, want, (size_t)n, 0,
                whole ? mask_mistake(w, n, gone, keep) : "every element of keep is written, 0 or 1");
    grade_int(stay, n - gone, "returns how many stay");
}

GRADE(ex_magnitude_mask, by_size, 1, "The smallest weights")
{
    static const float w[] = {0.5f, -0.1f, 0.3f, -2, 0.2f};
    grade_call("ex_magnitude_mask({0.5, -0.1, 0.3, -2, 0.2}, n = 5, sparsity = 0.4)");
    check_mask(w, 5, 0.4);
    for (int k = 1; k < 30; k++) {
        float x[300];
        int n = 10 * k;
        randomise(x, n, (unsigned long)k);
        double sparsity = k / 30.0;
        grade_call("ex_magnitude_mask(random, n = %d, sparsity = %g)", n, sparsity);
        check_mask(x, n, sparsity);
    }
    grade_call("ex_magnitude_mask({0.5, -0.1, 0.3, -2, 0.2}, n = 5, sparsity = 0)");
    check_mask(w, 5, 0);
    grade_call("ex_magnitude_mask({0.5, -0.1, 0.3, -2, 0.2}, n = 5, sparsity = 1)");
    check_mask(w, 5, 1);
}

GRADE(ex_magnitude_mask, equal_weights, 1, "The smallest weights")
{
    static const float w[] = {3, -3, 3, 1, -3, 3};
    for (int gone = 0; gone <= 6; gone++) {
        grade_call("ex_magnitude_mask({3, -3, 3, 1, -3, 3}, n = 6, sparsity = %d/6)", gone);
        check_mask(w, 6, gone / 6.0);
    }
    float x[200] = {0};
    randomise(x, 200, 3);
    for (int i = 0; i < 200; i += 2)
        x[i] = i % 4 ? 0.0f : -0.0f;
    for (int k = 1; k < 10; k++) {
        grade_call("ex_magnitude_mask(random, every other weight 0, n = 200, sparsity = %g)", k / 10.0);
        check_mask(x, 200, k / 10.0);
    }
    x[7] = INFINITY, x[9] = -INFINITY;
    grade_call("ex_magnitude_mask(two of the weights infinite, n = 200, sparsity = 0.99)");
    check_mask(x, 200, 0.99);
}

GRADE(ex_magnitude_mask, large_and_wrong, 1, "The smallest weights")
{
    enum { LARGE = 300000 };
    float *w = malloc(LARGE * sizeof *w), kept[2] = {7, 7};
    randomise(w, LARGE, 9);
    float *keep = grade_floats(LARGE);
    grade_call("ex_magnitude_mask(random, n = 300000, sparsity = 0.9)");
    grade_int(ex_magnitude_mask(given(w, LARGE), LARGE, 0.9, keep), 30000, "a tenth of them stays");
    float largest_gone = 0, smallest_kept = INFINITY;
    for (int i = 0; i < LARGE; i++)
        if (keep[i] > 0.5f)
            smallest_kept = fminf(smallest_kept, fabsf(w[i]));
        else
            largest_gone = fmaxf(largest_gone, fabsf(w[i]));
    free(w);
    grade_true(largest_gone <= smallest_kept, "all that went smaller than all that stayed", "the smallest |w| go");
    grade_call("ex_magnitude_mask({1, -1, 2}, n = 3, sparsity = 0.5)");
    check_mask((float[]){1, -1, 2}, 3, 0.5);
    static const double bad[] = {-0.1, 1.1, INFINITY, NAN};
    for (int k = 0; k < 4; k++) {
        grade_call("ex_magnitude_mask({1, 2}, n = 2, sparsity = %g)", bad[k]);
        grade_int(ex_magnitude_mask(given((float[]){1, 2}, 2), 2, bad[k], kept), -1,
                  k == 3 ? "NaN is smaller than nothing and larger than nothing: ask whether sparsity is within, not "
                           "outside"
                         : "a share lies between 0 and 1");
    }
    grade_call("ex_magnitude_mask(n = 0, sparsity = 0.5)");
    grade_int(ex_magnitude_mask(given((float[]){1, 2}, 2), 0, 0.5, kept), -1, "n is at least 1");
    grade_true(kept[0] >= 7 && kept[1] >= 7, "keep left as it was", "keep was written although there is no answer");
}
