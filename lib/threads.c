#include "threads.h"

#include <omp.h>

void threads_share(size_t n, int many, ThreadsBody *body, void *context)
{
    if (!many || omp_in_parallel()) {
        body(context, (Range){0, n, 0});
        return;
    }
#pragma omp parallel
    {
        size_t i = (size_t)omp_get_thread_num(), all = (size_t)omp_get_num_threads();
        body(context, (Range){n * i / all, n * (i + 1) / all, (int)i});
    }
}

int threads_most(void) { return omp_get_max_threads(); }
