/* What a text costs: against the loss of each window alone, for any number of threads. */
#include "gpt_nats.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>

#include "testing.h"
#include "tiny.h"

SUITE(gpt_nats);

static double window(const Gpt *g, const int *ids, int T)
{
    Tape *t = tape_new();
    tape_inference(t, 1);
    double nats = (double)tensor_item(gpt_loss(t, g, ids, ids + 1, 1, T)) * T;
    tape_free(t);
    return nats;
}

TEST(gpt_nats, every_token_but_the_first_once)
{
    gsl_rng *rng = testing_rng("nats");
    enum { T = 5, MOST = 120 };
    Tiny m = tiny_new((GptConfig){11, T, 2, 2, 8, 0.3F}, 1, T, 6, rng);
    int ids[MOST];
    for (int i = 0; i < MOST; i++)
        ids[i] = any(rng, 0, 10);
    for (size_t n = 0; n <= MOST; n += n < 14 ? 1 : 13) {
        double want = 0;
        for (size_t at = 0; at + 1 < n; at += T)
            want += window(m.g, ids + at, n - 1 - at < T ? (int)(n - 1 - at) : T);
        cr_assert_float_eq(gpt_nats(m.g, ids, n), want, 1e-5 * (1 + want), "%zu tokens", n);
    }
    size_t at[] = {7, 0, 100, 7, 33, 64, 2};
    double want = 0;
    for (int i = 0; i < 7; i++)
        want += window(m.g, ids + at[i], 3);
    cr_assert_float_eq(gpt_nats_at(m.g, ids, at, 7, 3), want, 1e-5 * want);
    cr_assert_eq(gpt_nats_at(m.g, ids, at, 0, 3), 0);
    tiny_free(&m), gsl_rng_free(rng);
}

TEST(gpt_nats, the_same_for_any_number_of_threads)
{
    gsl_rng *rng = testing_rng("threads");
    enum { N = 1000 };
    Tiny m = tiny_new((GptConfig){30, 16, 2, 2, 16, 0}, 1, 16, 6, rng);
    int ids[N], threads = omp_get_max_threads();
    for (int i = 0; i < N; i++)
        ids[i] = any(rng, 0, 29);
    omp_set_num_threads(1);
    double one = gpt_nats(m.g, ids, N);
    for (int n = 2; n <= 5; n++) {
        omp_set_num_threads(n);
        cr_assert_eq(gpt_nats(m.g, ids, N), one, "%d threads", n);
    }
    omp_set_num_threads(threads);
    tiny_free(&m), gsl_rng_free(rng);
}
