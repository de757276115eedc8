/* reference.h: reads the .tsv files of tests/lib/reference. */
#ifndef REFERENCE_H
#define REFERENCE_H

#include <stdio.h>

#include "testing.h"

/* One line: its kind, and the two fields after it. */
typedef struct {
    FILE *file;
    char path[128];
    int line;
    char text[1 << 15];
    char *kind, *first, *second;
} Reference;

Reference *reference_open(const char *name); /* "ops.tsv" */
int reference_next(Reference *r);            /* the next line but comments; 0 at the end */
int reference_close(Reference *r);           /* returns 0 */

int reference_numbers(const char *text, int most, double to[]); /* how many there are */
int reference_shape(const char *text, int shape[TENSOR_DIMS]);  /* dimensions of "2x3", 0 for "-" */

/* max|got - want| <= 1e-5 max(1, max|want|), the line's second field being what is wanted. */
void reference_compare(const Reference *r, const char *what, const float *got, size_t n);

#endif
