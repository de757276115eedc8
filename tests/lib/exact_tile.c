/* Products of small matrices at every size about the edges of registers, into the middle of other numbers. */
#include "tile.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdlib.h>

#include "testing.h"

SUITE(exact_tile);

enum { MOST = 72, ROOM = MOST + 9 };
static float A[ROOM * ROOM], B[ROOM * ROOM], C[ROOM * ROOM], before[ROOM * ROOM];

static void fill(gsl_rng *rng, float *x)
{
    for (int i = 0; i < ROOM * ROOM; i++)
        x[i] = (float)gsl_ran_gaussian_ziggurat(rng, 1);
}

static void one_product(gsl_rng *rng, int m, int n, int k)
{
    int transposed = any(rng, 0, 1), add = any(rng, 0, 1);
    size_t b_row = (size_t)any(rng, n, ROOM), c_row = (size_t)any(rng, n, ROOM), stride = (size_t)any(rng, MOST, ROOM);
    Tile a = {A, transposed ? 1 : stride, transposed ? stride : 1};
    fill(rng, C);
    for (int i = 0; i < ROOM * ROOM; i++)
        before[i] = C[i];
    tile_product(m, n, k, a, B, b_row, C, c_row, add);
    for (size_t at = 0; at < ROOM * ROOM; at++) {
        size_t i = at / c_row, j = at % c_row;
        int inside = i < (size_t)m && j < (size_t)n;
        double want = add || !inside ? (double)before[at] : 0;
        for (size_t p = 0; inside && p < (size_t)k; p++)
            want += (double)A[i * a.row + p * a.col] * (double)B[p * b_row + j];
        cr_assert(fabs((double)C[at] - want) <= 2e-5, "SEED=%lu: (%d, %d) by (%d, %d)%s%s: %s (%zu, %zu) is %g, not %g",
                  testing_seed(), m, k, k, n, transposed ? ", transposed" : "", add ? ", added" : "",
                  inside ? "element" : "outside, at", i, j, (double)C[at], want);
    }
}

TEST(exact_tile, product)
{
    gsl_rng *rng = testing_rng("tile product");
    fill(rng, A), fill(rng, B);
    for (int m = 1; m <= 20; m++)
        for (int n = 1; n <= MOST; n++)
            one_product(rng, m, n, any(rng, 1, 5));
    for (int i = 0; i < 300; i++)
        one_product(rng, any(rng, 1, MOST), any(rng, 1, MOST), any(rng, 1, MOST));
    gsl_rng_free(rng);
}

TEST(exact_tile, transpose)
{
    gsl_rng *rng = testing_rng("tile transpose");
    fill(rng, A);
    for (int r = 0; r < 500; r++) {
        int m = any(rng, 1, MOST), n = any(rng, 1, MOST);
        size_t from = (size_t)any(rng, n, ROOM), to = (size_t)any(rng, m, ROOM);
        fill(rng, C);
        for (int i = 0; i < ROOM * ROOM; i++)
            before[i] = C[i];
        tile_transpose(m, n, A, from, C, to, 0.5F);
        for (size_t at = 0; at < ROOM * ROOM; at++) {
            size_t j = at / to, i = at % to;
            float want = j < (size_t)n && i < (size_t)m ? 0.5F * A[i * from + j] : before[at];
            cr_assert(C[at] == want, "SEED=%lu: (%d, %d) transposed: (%zu, %zu) is %g, not %g", testing_seed(), m, n,
                      j, i, (double)C[at], (double)want);
        }
    }
    gsl_rng_free(rng);
}
