/* shared.h: what the graded tests of chapter 13 share. */
#ifndef SHARED_H
#define SHARED_H

#include "grade.h"

static inline const int *counting(int n, int first)
{
    int *ids = grade_ints((size_t)n);
    for (int i = 0; i < n; i++)
        ids[i] = first + i;
    return ids;
}

#endif
