/* threads.h (level 0): shares a loop among threads. */
#ifndef THREADS_H
#define THREADS_H

#include <stddef.h>

typedef struct {
    size_t from, to; /* from, …, to - 1 */
    int number;      /* of the thread: 0 <= number < threads_most() */
} Range;

/* Calls body for ranges that together are 0 … n-1: one a thread if `many`, unless threads are at work already, as
 * in replicas of a model; else one call for all. OpenMP's own `if` makes a team of one thread, which inside
 * another team takes microseconds, as long as a small operation. */
typedef void ThreadsBody(void *context, Range r);
void threads_share(size_t n, int many, ThreadsBody *body, void *context);

int threads_most(void);

#endif
