/* Graded tests of ex_matmul_backward. References are computed here in double. */
#include "03-gradients.h"

#include <string.h>

#include "grade.h"
#include "shared.h"

enum { N = 4, K = 3, M = 5 };

static void product_gradients(const float *a, const float *b, const float *dy, double *da, double *db, int n, int k,
                              int m)
{
    memset(da, 0, (size_t)(n * k) * sizeof *da);
    memset(db, 0, (size_t)(k * m) * sizeof *db);
    for (int i = 0; i < n * k; i++)
        for (int j = 0; j < m; j++)
            da[i] += (double)dy[i / k * m + j] * (double)b[i % k * m + j];
    for (int i = 0; i < k * m; i++)
        for (int r = 0; r < n; r++)
            db[i] += (double)a[r * k + i / m] * (double)dy[r * m + i % m];
}

typedef struct {
    const float *a, *b, *dy, *start; /* start: what da and db hold before, one after the other */
    int n, k, m;
} Product;

static void check_product(Product c, int want_a, int want_b)
{
    double da[N * K], db[K * M];
    int na = c.n * c.k, nb = c.k * c.m;
    product_gradients(c.a, c.b, c.dy, da, db, c.n, c.k, c.m);
    float *got_a = want_a ? holding(c.start, na) : NULL, *got_b = want_b ? holding(c.start + na, nb) : NULL;
    ex_matmul_backward(given(c.a, na), given(c.b, nb), given(c.dy, c.n * c.m), got_a, got_b, c.n, c.k, c.m);
    if (want_a)
        check_added(got_a, c.start, da, na, "a[i,p] enters y[i,j] for every j, each time multiplied by b[p,j]");
    if (want_b)
        check_added(got_b, c.start + na, db, nb, "b[p,j] enters y[i,j] for every i, each time multiplied by a[i,p]");
}

/* Small whole numbers, to be done again by hand. */
static void small_product(int want_a, int want_b)
{
    static const float a[] = {1, 2, 3, 4}, b[] = {5, 6}, dy[] = {1, 10}, start[] = {100, 200, 300, 400, 500, 600};
    grade_call("ex_matmul_backward(a = {1, 2, 3, 4}, b = {5, 6}, dy = {1, 10}, da = %s, db = %s, n = 2, k = 2, m = 1)",
               want_a ? "{100, 200, 300, 400}" : "NULL", want_b ? "{500, 600}" : "NULL");
    check_product((Product){a, b, dy, start, 2, 2, 1}, want_a, want_b);
}

static void random_product(int want_a, int want_b)
{
    float a[N * K], b[K * M], dy[N * M], start[N * K + K * M];
    randomise(a, N * K, 1), randomise(b, K * M, 2), randomise(dy, N * M, 3), randomise(start, N * K + K * M, 4);
    grade_call("ex_matmul_backward(random a (4,3), b (3,5), dy (4,5), da%s, db%s, n = 4, k = 3, m = 5)",
               want_a ? "" : " = NULL", want_b ? "" : " = NULL");
    check_product((Product){a, b, dy, start, N, K, M}, want_a, want_b);
}

GRADE(ex_matmul_backward, of_a, 1, "A network")
{
    small_product(1, 0);
    random_product(1, 0);
}

GRADE(ex_matmul_backward, of_b, 1, "A network")
{
    small_product(0, 1);
    random_product(0, 1);
}

GRADE(ex_matmul_backward, both_and_a_square, 1, "A network")
{
    random_product(1, 1);
    float a[9], dy[9], start[9];
    double da[9], db[9], sum[9], first[9], second[9];
    randomise(a, 9, 5), randomise(dy, 9, 6), randomise(start, 9, 7);
    product_gradients(a, a, dy, da, db, 3, 3, 3);
    for (int i = 0; i < 9; i++)
        sum[i] = da[i] + db[i], first[i] = (double)start[i] + da[i], second[i] = (double)start[i] + db[i];
    const float *same = given(a, 9);
    float *got = holding(start, 9);
    grade_call("ex_matmul_backward(a, a, dy, da, da, 3, 3, 3), a random: the gradient of Y = A A");
    ex_matmul_backward(same, same, given(dy, 9), got, got, 3, 3, 3);
    check_added(got, start, sum, 9,
                agree(got, first, 9) || agree(got, second, 9) ? "only one of the two shares arrived; both must be added"
                                                              : "A is used twice, and both shares must be added");
}
