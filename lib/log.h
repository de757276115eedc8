/* log.h (level 1): numbers for figures go to .tsv files; waiting shows a bar. */
#ifndef LOG_H
#define LOG_H

#include <stdio.h>

typedef struct Log Log;

/* A new .tsv at `path`: one header line `# a<TAB>b…` made from `columns` (names
 * separated by spaces), then rows. Rows reach the disk as they are written, so a
 * run that is interrupted leaves whole lines. The folder must exist. */
Log *log_open(const char *path, const char *columns);
void log_row(Log *log, int n, const double values[]); /* n numbers, %.7g each */
void log_text(Log *log, const char *format, ...)      /* a row (or empty line) of one's own */
    __attribute__((format(printf, 2, 3)));
void log_close(Log *log);

#define LOG_ROW(log, ...) \
    log_row((log), (int)(sizeof((double[]){__VA_ARGS__}) / sizeof(double)), (double[]){__VA_ARGS__})

/* A progress bar on stderr, drawn only on a terminal and only after the work
 * has taken over a second; redrawn at most ten times a second. */
typedef struct {
    const char *what;
    long done, total;
    double started, drawn;
    int visible;
} Progress;

Progress progress_begin(const char *what, long total);
void progress_step(Progress *p, long done, const char *note); /* note: e.g. "loss 0.41", or NULL */
void progress_end(Progress *p);                               /* wipes the line */

double log_seconds(void); /* a monotonic clock, in seconds */

#endif
