/* What the graded tests of chapter 09 share. */
#include "shared.h"

#include <stdio.h>
#include <string.h>

#include "grade.h"

int up_to(gsl_rng *rng, int low, int high)
{
    return low + (int)gsl_rng_uniform_int(rng, (unsigned long)(high - low + 1));
}

int *changeable(const int *id, int n)
{
    int *copy = grade_ints((size_t)n);
    memcpy(copy, id, (size_t)n * sizeof *id);
    return copy;
}

void check_ints(const int *got, const int *want, int n, const char *likely)
{
    char text[TEXT], expected[TEXT];
    for (int i = 0; i < n; i++)
        if (got[i] != want[i])
            grade_fail(grade_text_ints(text, sizeof text, got, (size_t)n),
                       grade_text_ints(expected, sizeof expected, want, (size_t)n), NULL, likely);
}

void in_time(clock_t started, double most, const char *likely)
{
    char returned[60], expected[60];
    double seconds = (double)(clock() - started) / CLOCKS_PER_SEC;
    snprintf(returned, sizeof returned, "after %.2g s of computing: too slow", seconds);
    snprintf(expected, sizeof expected, "less than %.2g s", most);
    if (seconds > most)
        grade_fail(returned, expected, NULL, likely);
}
