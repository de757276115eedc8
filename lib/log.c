#define _POSIX_C_SOURCE 200809L
#include "log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "error.h"

struct Log {
    FILE *file;
};

Log *log_open(const char *path, const char *columns)
{
    Log *log = malloc(sizeof *log);
    CHECK(log, "log: out of memory");
    log->file = fopen(path, "w");
    CHECK(log->file, "cannot write %s: %s", path, strerror(errno));
    setvbuf(log->file, NULL, _IOLBF, 0);
    fputs("# ", log->file);
    for (const char *c = columns; *c; c++)
        fputc(*c == ' ' ? '\t' : *c, log->file);
    fputc('\n', log->file);
    return log;
}

void log_row(Log *log, int n, const double values[])
{
    for (int i = 0; i < n; i++)
        fprintf(log->file, "%s%.7g", i ? "\t" : "", values[i]);
    fputc('\n', log->file);
}

void log_text(Log *log, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vfprintf(log->file, format, args);
    va_end(args);
    fputc('\n', log->file);
}

void log_close(Log *log)
{
    int bad = ferror(log->file);
    bad |= fclose(log->file);
    free(log);
    CHECK(!bad, "log: the disk is full or the file is gone");
}

double log_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

Progress progress_begin(const char *what, long total)
{
    double now = log_seconds();
    return (Progress){.what = what, .total = total > 0 ? total : 1, .started = now, .drawn = now,
                      .visible = isatty(STDERR_FILENO)};
}

void progress_step(Progress *p, long done, const char *note)
{
    p->done = done;
    if (!p->visible)
        return;
    double now = log_seconds();
    if (now - p->started < 1 || now - p->drawn < 0.1)
        return;
    p->drawn = now;

    enum { WIDTH = 24 };
    char bar[WIDTH + 1];
    double share = (double)done / (double)p->total;
    for (int i = 0; i < WIDTH; i++)
        bar[i] = i < share * WIDTH ? '#' : '.';
    bar[WIDTH] = 0;
    double left = share > 0 ? (now - p->started) * (1 - share) / share : 0;
    fprintf(stderr, "\r%-16.16s [%s] %3.0f %% %4.0f s left  %.20s\033[K", p->what, bar, 100 * share, left,
            note ? note : "");
    fflush(stderr);
}

void progress_end(Progress *p)
{
    if (p->visible && p->drawn > p->started)
        fputs("\r\033[K", stderr);
    p->visible = 0;
}
