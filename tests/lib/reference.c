#include "reference.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

Reference *reference_open(const char *name)
{
    Reference *r = calloc(1, sizeof *r);
    cr_assert(r);
    snprintf(r->path, sizeof r->path, "tests/lib/reference/%s", name);
    r->file = fopen(r->path, "r");
    cr_assert(r->file, "cannot read %s; the tests run from the top of the repository", r->path);
    return r;
}

int reference_next(Reference *r)
{
    do {
        if (!fgets(r->text, sizeof r->text, r->file))
            return 0;
        r->line++;
    } while (r->text[0] == '#');
    char *end = strchr(r->text, '\n');
    cr_assert(end, "%s:%d: the line is too long", r->path, r->line);
    *end = 0;
    char *fields[3] = {r->text, end, end};
    for (int i = 0; i < 2; i++) {
        char *tab = strchr(fields[i], '\t');
        if (!tab)
            break;
        *tab = 0;
        fields[i + 1] = tab + 1;
    }
    r->kind = fields[0], r->first = fields[1], r->second = fields[2];
    return 1;
}

int reference_close(Reference *r)
{
    fclose(r->file);
    free(r);
    return 0;
}

int reference_numbers(const char *text, int most, double to[])
{
    int n = 0;
    for (char *end; n < most; n++, text = end) {
        to[n] = strtod(text, &end);
        if (end == text)
            break;
    }
    return n;
}

int reference_shape(const char *text, int shape[TENSOR_DIMS])
{
    int ndim = 0;
    for (; *text && *text != '-' && ndim < TENSOR_DIMS; ndim++) {
        char *end;
        shape[ndim] = (int)strtol(text, &end, 10);
        text = *end == 'x' ? end + 1 : end;
    }
    return ndim;
}

void reference_compare(const Reference *r, const char *what, const float *got, size_t n)
{
    double *want = malloc((n + 1) * sizeof *want), largest = 1, worst = 0;
    cr_assert(want && reference_numbers(r->second, (int)n + 1, want) == (int)n, "%s:%d: not %zu numbers",
              r->path, r->line, n);
    for (size_t i = 0; i < n; i++)
        largest = fmax(largest, fabs(want[i]));
    for (size_t i = 0; i < n; i++) {
        double miss = fabs((double)got[i] - want[i]);
        if (!(miss <= worst))
            worst = miss;
    }
    cr_assert(worst <= 1e-5 * largest, "%s, %s:%d: %g off, where the numbers reach %g", what, r->path,
              r->line, worst, largest);
    free(want);
}
