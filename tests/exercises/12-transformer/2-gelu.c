/* Graded tests of ex_gelu. The reference is the definition, in long double. */
#include "12-transformer.h"

#include <math.h>
#include <stdio.h>

#include "grade.h"

static const long double ROOT = 0.797884560802865355879892119868763737L; /* √(2/π) */

static long double gelu(long double x) { return x / 2 * (1 + tanhl(ROOT * (x + 0.044715L * x * x * x))); }

static long double gelu_slope(long double x)
{
    long double h = tanhl(ROOT * (x + 0.044715L * x * x * x));
    return (1 + h) / 2 + x / 2 * (1 - h * h) * ROOT * (1 + 3 * 0.044715L * x * x);
}

enum { GUESSES = 8 };

typedef struct {
    long double wrong;
    const char *likely;
} Guess;

static int close_to(double got, long double wrong) { return fabsl(got - wrong) <= 1e-10L * (1 + fabsl(wrong)); }

/* What the difference says when no guess fits; w is what is right at x. */
static const char *gelu_digits(double x, double got, double w, const char *otherwise)
{
    if (isnan(got))
        return "NaN where every part is finite: was it written?";
    if (fabs(x) > 2.4 && (got == 0 || got == 1 || got == x))
        return "that is the limit, and here it can be told from the value; from |x| = 10 on it cannot";
    if (fabs(got - w) < 1e-4)
        return "nearly right, so digits were lost: tanhf has seven, a difference quotient not many more; "
               "use tanh, constants in full, and the product rule";
    return otherwise;
}

static const char *value_mistake(double x, double got)
{
    long double root = ROOT, cube = 0.044715L * x * x * x, pi = acosl(-1);
    const Guess guess[GUESSES] = {
        {x > 0 ? x : 0, "that is max(0, x), the ReLU"},
        {x * (1 + erfl(x / sqrtl(2))) / 2, "that is x Φ(x), exactly; the contract asks for the form by tanh"},
        {x * (1 + tanhl(root * (x + cube))), "x/2, not x, times 1 + tanh u"},
        {x / 2 * (1 - tanhl(root * (x + cube))), "1 + tanh u, not 1 - tanh u"},
        {x / 2 * (1 + tanhl(sqrtl(2 * pi) * (x + cube))), "u begins with √(2/π), not √(2π)"},
        {x / 2 * (1 + tanhl(root * (x + 0.044715L * x * x))), "u holds x³, not x²"},
        {x / 2 * (1 + tanhl(root * x)), "0.044715 x³ is missing in u"},
        {x / 2 * (1 + tanhl(x + cube)), "√(2/π) is missing in u"}};
    for (int k = 0; k < GUESSES && fabs(x) < 2.4; k++)
        if (close_to(got, guess[k].wrong))
            return guess[k].likely;
    return gelu_digits(x, got, (double)gelu(x), "x/2 (1 + tanh u), u = √(2/π) (x + 0.044715 x³)");
}

static const char *slope_mistake(double x, double got)
{
    long double h = tanhl(ROOT * (x + 0.044715L * x * x * x)), first = (1 + h) / 2, second = x / 2 * (1 - h * h);
    long double inner = 1 + 3 * 0.044715L * x * x, phi = expl(-(long double)x * x / 2) / sqrtl(2 * acosl(-1));
    const Guess guess[GUESSES + 1] = {
        {first, "the tanh depends on x, too: the product rule has a second term"},
        {second * ROOT * inner, "x/2 depends on x, too: the product rule has a first term"},
        {first + second, "the slope of u by x is missing: the chain rule"},
        {first + second * inner, "√(2/π) is missing in the slope of u"},
        {first + second * ROOT * (1 + 0.044715L * x * x), "the slope of x³ is 3 x²"},
        {first + second * ROOT, "u holds x³ as well, and its slope is 3 x²"},
        {first + 2 * second * ROOT * inner, "the second term begins with x/2, not with x"},
        {(1 + erfl(x / sqrtl(2))) / 2 + x * phi, "that is the slope of x Φ(x), not of the form by tanh"},
        {x > 0, "that is the slope of the ReLU"}};
    for (int k = 0; k <= GUESSES && fabs(x) < 2.4; k++)
        if (close_to(got, guess[k].wrong))
            return guess[k].likely;
    return gelu_digits(x, got, (double)gelu_slope(x),
                       "the derivative by x, by the product rule and the chain rule");
}

/* First where mistakes are large and differ, farther out later. */
GRADE(ex_gelu, value_and_slope, 1, "The block")
{
    for (int k = 0; k <= 50; k++) {
        double x = k < 2 ? 1.25 - 2.5 * k : (k % 2 ? -0.25 : 0.25) * (k / 2 - 1), slope = NAN;
        grade_call("ex_gelu(%g)", x);
        double y = ex_gelu(x, &slope);
        grade_near(y, (double)gelu(x), 1e-9, value_mistake(x, y));
        grade_call("slope of ex_gelu(%g)", x);
        grade_near(slope, (double)gelu_slope(x), 1e-9, slope_mistake(x, slope));
    }
}

static const char *limit_mistake(double got, double error, const char *limit)
{
    static char likely[80];
    if (isnan(got))
        return "infinity times 0 is NaN: treat what lies far out by itself";
    if (fabs(error) < 1e-5)
        return "a difference quotient? There is a formula for the slope";
    snprintf(likely, sizeof likely, "so far out on this side the limit is %s", limit);
    return likely;
}

GRADE(ex_gelu, far_out, 1, "The block")
{
    static const double far[] = {30, 1e3, 1e60, 1e150, 1e200, 1.7e308, INFINITY};
    for (int k = 0; k < 7; k++)
        for (int right = 0; right <= 1; right++) {
            double x = right ? far[k] : -far[k], slope = NAN;
            grade_call("ex_gelu(%g)", x);
            double y = ex_gelu(x, &slope);
            grade_near(y, right ? x : 0, right ? 0 : 1e-12, limit_mistake(y, y, right ? "x" : "0"));
            grade_call("slope of ex_gelu(%g)", x);
            grade_near(slope, right, 1e-12, limit_mistake(slope, slope - right, right ? "1" : "0"));
        }
    double slope = 7;
    grade_call("ex_gelu(NAN)");
    grade_near(ex_gelu(NAN, &slope), NAN, 0, "NaN in, NaN out");
    grade_call("slope of ex_gelu(NAN)");
    grade_near(slope, NAN, 0, "NaN in, NaN out: the slope, too");
}
