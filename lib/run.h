/* run.h (level 7): what every chapter's program does first and last. */
#ifndef RUN_H
#define RUN_H

#include <gsl/gsl_rng.h>

#include "log.h"

/* An option of one's own. `value` keeps its default unless the option is given;
 * numbers only, parsed strictly. */
typedef struct {
    const char *name; /* "epochs", for --epochs N */
    double *value;
    double low, high; /* what is outside is refused */
    const char *help;
} RunOption;

typedef struct {
    char key[32];     /* "05-convnet" */
    char folder[512]; /* where logs go: build/runs/05-convnet, or build/quick/05-convnet */
    unsigned long seed;
    int quick; /* seconds instead of the full run; for tests */
    gsl_rng *rng; /* gsl_rng_mt19937, seeded */
    Log *summary;
    double started;
} Run;

/* Parses --seed N, --quick, --out DIR, --help and `options` (ended by a NULL name;
 * may be NULL), sets the error handler that prints one line and exits 1, makes the
 * folder, and makes stdout flush by the line. A wrong argument is one line and exit 2. */
Run run_begin(int argc, char **argv, const char *key, const char *purpose, const RunOption *options);

void run_section(const char *name); /* prints "== name ==", after a blank line but for the first */

Log *run_log(const Run *run, const char *what, const char *columns); /* folder/what.tsv */

/* A headline number: a row of folder/summary.tsv. `unit` may be "". */
void run_summary(Run *run, const char *name, double value, const char *unit);

int run_end(Run *run); /* adds the row `seconds`, makes the summary visible; returns main's 0 */

#endif
