/* bench.h: what the measurements of `make bench` share. Rows go to stdout; tools/bench collects them. */
#ifndef BENCH_H
#define BENCH_H

#include "gpt.h"

/* A model and what a training step shows it. */
typedef struct {
    const char *name;
    int batch, tokens; /* B sequences of T tokens */
    int steps;         /* that are timed */
    GptConfig config;
} BenchShape;
extern const BenchShape bench_shapes[3]; /* tiny, small, gpt2 */

extern int bench_quick; /* nonzero: small and few, to see that it runs; its numbers say nothing */

/* PREFIX_NAME<TAB>value<TAB>unit, or without a prefix where that is NULL. */
void bench_row(const char *prefix, const char *name, double value, const char *unit);
void bench_note(const char *format, ...) __attribute__((format(printf, 1, 2))); /* for the reader, no row */

typedef struct {
    double median, best; /* seconds */
} BenchTime;

/* Calls call(context) `warm` times, then `times` times under the clock. */
BenchTime bench_time(const char *what, void (*call)(void *context), void *context, int warm, int times);

/* The same of several works in turn, the first, the second, the first again …: if the machine is faster now and
 * slower then, so it is for all. time: one each. */
typedef struct {
    void (*call)(void *context);
    void *context;
} BenchWork;
void bench_times(const char *what, int works, const BenchWork *work, int warm, int times, BenchTime *time);

double bench_resident(void); /* bytes of memory that this process has had in use at its peak */
int *bench_random(int n, int below); /* n numbers 0..below-1, the same every time; the caller frees them */

/* `bytes` of memory, which all threads together read. */
typedef struct BenchReading BenchReading;
BenchReading *bench_reading_new(size_t bytes);
void bench_reading_once(void *reading);
void bench_reading_free(BenchReading *r);

void bench_warm_blas(void); /* starts its threads and has it take the memory it keeps */

/* The parts, a process each. */
void bench_sgemm(void); /* machine.c */
void bench_bandwidth(void);
void bench_train(const BenchShape *shape); /* train.c */
void bench_decode(void); /* decode.c */
void bench_convnet(void); /* convnet.c */
void bench_tape(void); /* tape.c */

#endif
