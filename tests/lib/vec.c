/* exp, tanh and sigmoid over arrays against libm in double. */
#include "vec.h"

#include <float.h>
#include <math.h>

#include "testing.h"

SUITE(vec);

enum { N = 20001 };
static float x[N], y[N];

typedef void Function(float *y, const float *x, size_t n);

static double sigmoid(double v) { return 1 / (1 + exp(-v)); }

/* Evenly from low to high, then at every length up to 70 (whole vectors and what is left over), then in
 * place. */
static void agrees(const char *name, Function *f, double (*exact)(double), double low, double high)
{
    for (int i = 0; i < N; i++)
        x[i] = (float)(low + (high - low) * i / (N - 1));
    f(y, x, N);
    double worst = 0;
    int at = 0;
    for (int i = 0; i < N; i++) {
        double want = exact((double)x[i]),
               miss = fabs((double)y[i] - want) / fmax(fabs(want), (double)FLT_MIN);
        if (!(miss <= worst))
            worst = miss, at = i;
    }
    cr_assert(worst <= 1e-5, "%s(%g) = %g, relative error %g", name, (double)x[at], (double)y[at], worst);
    for (size_t n = 0; n <= 70; n++) {
        float z[72];
        for (int i = 0; i < 72; i++)
            z[i] = 99;
        f(z, x + N / 2, n);
        for (size_t i = 0; i < n; i++)
            cr_assert(fabs((double)z[i] - exact((double)x[N / 2 + i])) <=
                      1e-5 * fabs(exact((double)x[N / 2 + i])));
        cr_assert(z[n] == 99 && z[n + 1] == 99, "%s of %zu numbers wrote past them", name, n);
        for (size_t i = 0; i < n; i++)
            z[i] = x[N / 2 + i];
        f(z, z, n);
        for (size_t i = 0; i < n; i++)
            cr_assert(fabs((double)z[i] - exact((double)x[N / 2 + i])) <=
                      1e-5 * fabs(exact((double)x[N / 2 + i])));
    }
}

TEST(vec, agrees_with_libm)
{
    agrees("exp", vec_exp, exp, -87, 88.7);
    agrees("exp", vec_exp, exp, -1, 1);
    agrees("tanh", vec_tanh, tanh, -30, 30);
    agrees("tanh", vec_tanh, tanh, -1e-3, 1e-3);
    agrees("sigmoid", vec_sigmoid, sigmoid, -86, 100);
    agrees("sigmoid", vec_sigmoid, sigmoid, -4, 4);
}

/* At every place of a vector and in the leftover. */
static void special(const char *name, Function *f, const float in[], const float want[], int n)
{
    for (int k = 0; k < n; k++)
        for (int place = 0; place < 37; place++) {
            for (int i = 0; i < 37; i++)
                x[i] = 0.5F;
            x[place] = in[k];
            f(y, x, 37);
            float got = y[place];
            cr_assert(
                isnan(want[k]) ? isnan(got)
                               : got == want[k] || fabsf(got - want[k]) <= 1e-6F * fabsf(want[k]) + 1e-37F,
                "%s(%g) = %g at place %d, not %g", name, (double)in[k], (double)got, place, (double)want[k]);
            for (int i = 0; i < 37; i++)
                cr_assert(i == place || (isfinite(y[i]) && y[i] > 0.4F), "%s spoils its neighbours", name);
        }
}

TEST(vec, infinities_and_nan)
{
    const float in[] = {INFINITY, -INFINITY, NAN, 1000, -1000, 88, -88, 3e38F, -3e38F, 89, -104};
    special(
        "exp", vec_exp, in,
        (float[]){INFINITY, 0, NAN, INFINITY, 0, (float)exp(88), (float)exp(-88), INFINITY, 0, INFINITY, 0},
        11);
    special("tanh", vec_tanh, in, (float[]){1, -1, NAN, 1, -1, 1, -1, 1, -1, 1, -1}, 11);
    special("sigmoid", vec_sigmoid, in, (float[]){1, 0, NAN, 1, 0, 1, 0, 1, 0, 1, 0}, 11);
}

TEST(vec, sums_of_exponentials)
{
    gsl_rng *rng = testing_rng("vec");
    for (int k = 0; k < 50; k++) {
        size_t n = (size_t)any(rng, 1, 600);
        double sum = 0, shift = 10 * gsl_rng_uniform(rng);
        for (size_t i = 0; i < n; i++) {
            x[i] = (float)(shift - 20 * gsl_rng_uniform(rng));
            sum += exp((double)x[i] - (double)(float)shift);
        }
        float a = vec_sum_exp(x, (float)shift, n), b = vec_exp_sum(y, x, (float)shift, n);
        cr_assert(fabs((double)a - sum) <= 1e-5 * sum && fabs((double)b - sum) <= 1e-5 * sum, "SEED=%lu",
                  testing_seed());
        for (size_t i = 0; i < n; i++)
            cr_assert(fabs((double)y[i] - exp((double)(x[i] - (float)shift))) <= 1e-5 * (double)y[i]);
        for (size_t i = 0; i < n; i++)
            y[i] = 2;
        vec_scale_exp(y, x, (float)shift, -3, n, 1);
        for (size_t i = 0; i < n; i++)
            cr_assert(fabs((double)y[i] - (2 - 3 * exp((double)(x[i] - (float)shift)))) <= 1e-5 * 5);
    }
    gsl_rng_free(rng);
}

/* Compiling one file with -ffast-math must not have switched the process to flushing denormals to zero. */
TEST(vec, denormals_survive)
{
    volatile float small = 1e-40F;
    cr_assert(small * 0.5F > 0 && (double)small > 0);
}

TEST(vec, max_of_any_length)
{
    gsl_rng *rng = testing_rng("max");
    for (size_t n = 1; n <= 70; n++) {
        for (size_t i = 0; i < n; i++)
            x[i] = i % 7 == 3 ? -INFINITY : (float)(gsl_rng_uniform(rng) - 2);
        size_t at = (size_t)any(rng, 0, (int)n - 1);
        x[at] = -0.5F; /* all others are below -1 */
        cr_assert(vec_max(x, n) == x[at], "the largest of %zu numbers is not %g but %g", n, (double)x[at],
                  (double)vec_max(x, n));
    }
    x[0] = x[1] = -INFINITY;
    cr_assert(vec_max(x, 2) == -INFINITY, "nothing above -infinity was there");
    gsl_rng_free(rng);
}

TEST(vec, four_dots_of_rows_apart)
{
    enum { APART = 83, MOST = 75 };
    for (int i = 0; i < N; i++)
        x[i] = (float)sin(i);
    for (size_t n = 0; n <= MOST; n++)
        for (size_t apart = 0; apart <= APART; apart += APART) {
            float got[4];
            vec_four_dots(x + 5, apart, x + 1000, n, got);
            for (size_t k = 0; k < 4; k++) {
                double sum = 0;
                for (size_t i = 0; i < n; i++)
                    sum += (double)x[5 + k * apart + i] * (double)x[1000 + i];
                cr_assert(fabs((double)got[k] - sum) < 1e-5, "row %zu of %zu numbers, %zu apart: %g for %g", k, n,
                          apart, (double)got[k], sum);
            }
        }
}
