/* Graded tests of ex_quantise, chapter 20. The reference is the definition, in double. */
#include "20-quantisation.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "grade.h"
#include "shared.h"

enum { UNWRITTEN = -128 };

/* n bytes that end where memory ends, full of a number that no answer holds. */
static int8_t *bytes(int n)
{
    int words = (n + 3) / 4;
    int8_t *q = (int8_t *)grade_floats((size_t)words) + 4 * words - n;
    memset(q, UNWRITTEN, (size_t)n);
    return q;
}

static void check_number(const int8_t *q, int i, long want, const char *likely)
{
    char why[240];
    snprintf(why, sizeof why, "q[%d]: %s", i, q[i] == UNWRITTEN ? "never written, or -128 instead of -127" : likely);
    if (q[i] != want)
        grade_int(q[i], want, why);
}

static void check_numbers(const float *x, const int8_t *q, double scale, int n)
{
    for (int i = 0; i < n; i++) {
        char likely[200] = "q is x/scale, rounded to the nearest whole number";
        double exact = (double)x[i] / scale;
        if (q[i] == UNWRITTEN)
            snprintf(likely, sizeof likely, "q[%d] is -128: never written, or -128 instead of -127", i);
        else if (q[i] == (int)trunc(exact))
            snprintf(likely, sizeof likely, "x[%d]/scale = %.3f: a cast cuts off; round first", i, exact);
        else if (q[i] == (int)floor(exact))
            snprintf(likely, sizeof likely, "x[%d]/scale = %.3f was rounded down, not to the nearest", i, exact);
        if (fabs((double)q[i] - exact) > 0.501)
            grade_int(q[i], lrint(exact), likely);
    }
}

static void check_quantise(const float *x, int n)
{
    int8_t *q = bytes(n);
    float scale = ex_quantise(given(x, n), q, n), top = largest(x, n);
    float signed_top = x[0], mean = 0;
    for (int i = 0; i < n; i++)
        signed_top = fmaxf(signed_top, x[i]), mean += fabsf(x[i]) / (float)n;
    grade_suspect((double)top / 128, "127 steps on each side: divide by 127, not 128");
    grade_suspect((double)top / 255, "127 steps on each side: divide by 127, not 255");
    grade_suspect((double)top / 127.5, "127 steps on each side: divide by 127, not 127.5");
    grade_suspect((double)signed_top / 127, "the largest size: a negative number may have it");
    grade_suspect(127 / (double)top, "that is 1 over the scale");
    grade_near((double)scale, (double)top / 127, 1e-6 * (double)top, "the scale is max|x|/127");
    check_numbers(x, q, (double)top / 127, n);
}

GRADE(ex_quantise, a_row, 1, "A row and its scale")
{
    grade_call("ex_quantise({12.7, -3, 0.04, 6.36}, n = 4)");
    check_quantise((float[]){12.7f, -3, 0.04f, 6.36f}, 4);
    grade_call("ex_quantise({1, 2, -12.7}, n = 3)");
    check_quantise((float[]){1, 2, -12.7f}, 3);
    for (int k = 1; k < 12; k++) {
        static float x[MOST_N];
        randomise(x, 37 * k, (unsigned long)k, pow(10, k - 6));
        grade_call("ex_quantise(random numbers of size %g, n = %d)", pow(10, k - 6), 37 * k);
        check_quantise(x, 37 * k);
    }
}

GRADE(ex_quantise, ties_and_zeros, 1, "A row and its scale")
{
    static const float x[] = {127, 0.5f, 1.5f, 2.5f, -0.5f, -1.5f, -2.5f, -127};
    static const int want[] = {127, 0, 2, 2, 0, -2, -2, -127};
    int8_t *q = bytes(8);
    grade_call("ex_quantise({127, 0.5, 1.5, 2.5, -0.5, -1.5, -2.5, -127}, n = 8)");
    grade_near((double)ex_quantise(given(x, 8), q, 8), 1, 1e-7, "max|x|/127 is 1");
    for (int i = 0; i < 8; i++)
        check_number(q, i, want[i], "of two equally near the even one: rintf does that, roundf does not");
    q = bytes(3);
    grade_call("ex_quantise({0, 0, 0}, n = 3)");
    grade_near((double)ex_quantise(given((float[]){0, 0, 0}, 3), q, 3), 0, 0, "a row of zeros has scale 0");
    for (int i = 0; i < 3; i++)
        check_number(q, i, 0, "0/0 is NaN: zeros have q = 0");
}

/* The smallest floats: only a division by the scale that is returned gives numbers that fit it. */
static void tiny_row(float d)
{
    static const int want[] = {127, 100, 10, -10, 0};
    float x[5] = {190 * d, 100 * d, 10 * d, -10 * d, 0};
    int8_t *q = bytes(5);
    grade_call("ex_quantise({190 d, 100 d, 10 d, -10 d, 0}, n = 5), where d = %g is the smallest float", (double)d);
    grade_suspect(0, "the smallest floats are welcome, too: zeros only where max|x|/127 is 0");
    grade_near((double)ex_quantise(given(x, 5), q, 5), (double)d, 0, "190 d/127 is d as a float");
    for (int i = 0; i < 5; i++)
        check_number(q, i, want[i], "divide by the scale that you return, a float; 127/max|x| may be infinite");
}

GRADE(ex_quantise, at_the_edges, 1, "A row and its scale")
{
    float tiny = nextafterf(0, 1);
    grade_call("ex_quantise({FLT_MAX, -FLT_MAX/2}, n = 2)");
    check_quantise((float[]){FLT_MAX, -FLT_MAX / 2}, 2);
    int8_t *q = bytes(2);
    grade_call("ex_quantise({190 d, -190 d}, n = 2), where d = %g is the smallest float", (double)tiny);
    ex_quantise(given((float[]){190 * tiny, -190 * tiny}, 2), q, 2);
    check_number(q, 0, 127, "the scale, too, is a whole multiple of d: 190/127 became 1, so x/scale is 190; hold it");
    check_number(q, 1, -127, "hold q within -127 … 127: never -128");
    tiny_row(tiny);
    q = bytes(2);
    grade_call("ex_quantise({10 d, -d}, n = 2), where d = %g is the smallest float", (double)tiny);
    grade_near((double)ex_quantise(given((float[]){10 * tiny, -tiny}, 2), q, 2), 0, 0, "10 d/127 is 0 as a float");
    check_number(q, 0, 0, "where the scale is 0, q is 0: do not divide by it");
    static const float bad[] = {INFINITY, -INFINITY, NAN};
    for (int i = 0; i < 3; i++) {
        q = bytes(3);
        grade_call("ex_quantise({1, 2, %g}, n = 3)", (double)bad[i]);
        grade_near((double)ex_quantise(given((float[]){1, 2, bad[i]}, 3), q, 3), -1, 0,
                   "not finite: -1 (a maximum by > or fmaxf passes over NaN)");
        grade_int(q[0], UNWRITTEN, "q stays as it was: look at all x before you write any q");
    }
    q = bytes(1);
    grade_call("ex_quantise(x, q, n = 0)");
    grade_near((double)ex_quantise(given((float[]){1}, 1), q, 0), -1, 0, "no row without a number");
}
