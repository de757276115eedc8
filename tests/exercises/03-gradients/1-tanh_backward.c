/* Graded tests of ex_tanh_backward. References are computed here in double. */
#include "03-gradients.h"

#include <math.h>

#include "grade.h"
#include "shared.h"

GRADE(ex_tanh_backward, adds_the_slope, 1, "On paper")
{
    enum { N = 5 };
    static const float y[N] = {0, 0.5f, -0.5f, 0.8f, -1}, dy[N] = {1, 2, -2, 10, 3}, start[N] = {1, 1, 1, 0, -2};
    double added[N], of_x[N], without[N];
    for (int i = 0; i < N; i++) {
        double s = (double)y[i], g = (double)dy[i];
        added[i] = (1 - s * s) * g;
        of_x[i] = (1 - tanh(s) * tanh(s)) * g + (double)start[i];
        without[i] = 1 - s * s + (double)start[i];
    }
    float *dx = holding(start, N);
    grade_call("ex_tanh_backward(y = {0, 0.5, -0.5, 0.8, -1}, dy = {1, 2, -2, 10, 3}, dx = {1, 1, 1, 0, -2}, n = 5)");
    ex_tanh_backward(given(y, N), given(dy, N), dx, N);
    check_added(dx, start, added, N, agree(dx, of_x, N)      ? "y is tanh x already; do not take tanh of it again"
                                     : agree(dx, without, N) ? "the slope is right; multiply it by dy"
                                                             : "the slope of tanh is 1 - tanh²");
}

GRADE(ex_tanh_backward, near_one, 1, "By differences")
{
    for (int i = 0; i <= 400; i++) { /* first where the loss is plainest */
        float y = i ? (i % 2 ? -1 : 1) * (1 - ldexpf(1 + (float)i / 400, -10 - i / 41)) : 0.99983f;
        float dy = 1e5f, *dx = grade_floats(1);
        double slope = (1 - fabs((double)y)) * (1 + fabs((double)y)), want = slope * (double)dy;
        dx[0] = 0;
        grade_call("ex_tanh_backward(y = {%.9g}, dy = {100000}, dx = {0}, n = 1)", (double)y);
        ex_tanh_backward(given(&y, 1), given(&dy, 1), dx, 1);
        grade_near((double)dx[0], want, 1e-5 * want,
                   "y * y was rounded to a float before it was subtracted from 1: how else can 1 - y² be written?");
    }
}
