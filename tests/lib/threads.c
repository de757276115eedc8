/* A loop shared by threads: every element once, and one call for all where threads are at work already. */
#include "threads.h"

#include <omp.h>

#include "testing.h"

SUITE(threads);

enum { MOST = 1000 };

typedef struct {
    int seen[MOST], calls, outside;
} Seen;

static void look(void *context, Range r)
{
    Seen *s = context;
#pragma omp critical(look)
    {
        s->calls++;
        s->outside += r.number < 0 || r.number >= threads_most() || r.from > r.to;
        for (size_t i = r.from; i < r.to; i++)
            s->seen[i]++;
    }
}

static Seen share(size_t n, int many)
{
    static Seen s;
    s = (Seen){0};
    threads_share(n, many, look, &s);
    for (size_t i = 0; i < MOST; i++)
        cr_assert(s.seen[i] == (i < n), "element %zu of %zu was seen %d times", i, n, s.seen[i]);
    cr_assert(s.outside == 0, "a thread's number is out of range");
    return s;
}

TEST(threads, each_once)
{
    int most = omp_get_max_threads();
    for (int threads = 1; threads <= 5; threads++) {
        omp_set_num_threads(threads);
        for (size_t n = 0; n < 12; n++)
            cr_assert(share(n, 0).calls == 1 && share(n, 1).calls <= threads);
        share(MOST, 1);
    }
    omp_set_num_threads(most);
}

TEST(threads, none_within_threads)
{
    Seen s = {0};
#pragma omp parallel num_threads(3)
#pragma omp critical
    {
        int before = s.calls;
        threads_share(MOST, 1, look, &s);
        s.outside += s.calls != before + 1;
    }
    cr_assert(s.outside == 0, "a team within a team");
    for (int i = 0; i < MOST; i++)
        cr_assert(s.seen[i] == s.calls, "element %d was seen %d times in %d calls", i, s.seen[i], s.calls);
}
