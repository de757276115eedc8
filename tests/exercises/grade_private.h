/* grade_private.h: what grade.c, grade_memory.c and grade_report.c share. */
#ifndef GRADE_PRIVATE_H
#define GRADE_PRIVATE_H

#include "grade.h"

/* One page that the test and the runner share, so that a test which crashes leaves its words behind. */
typedef struct {
    char called[600], returned[600], expected[600], error[200], likely[400];
} GradeNote;

/* Opens a file of GRADE_DIR, the only folder that can be written: note, printed or report. */
int grade_open(const char *name, int flags);

GradeNote *grade_note(void);

extern int grade_order; /* of the function under test, from 0 */

void grade_memory_begin(void); /* catches wild pointers */
void grade_memory_end(void);   /* fails on leaks, overruns of blocks and writes before an array */

/* The name of element `i` is known to be unwritten, since it holds what grade_floats put there. */
int grade_float_unwritten(const float *x);
int grade_double_unwritten(const double *x);

/* Stand-ins that tools/grade links into the learner's object. */
_Noreturn void grade_called_exit(int status);
_Noreturn void grade_called__exit(int status);
_Noreturn void grade_called__Exit(int status);
_Noreturn void grade_called_quick_exit(int status);
_Noreturn void grade_called_abort(void);
_Noreturn void grade_called_assert(const char *condition, const char *file, unsigned line, const char *function);
void *grade_malloc(size_t size);
void *grade_calloc(size_t count, size_t size);
void *grade_realloc(void *block, size_t size);

#endif
