/* quantisation.h: what the files of this chapter share. */
#ifndef QUANTISATION_H
#define QUANTISATION_H

#include "gpt_int8.h"
#include "run.h"
#include "trunk.h"

typedef enum { TENSOR, ROW, BEST_ROW, GROUP, SHARINGS } Sharing; /* which weights share a scale */
enum { GROUP_SIZE = 32 };

typedef struct {
    Trunk trunk;
    int *ids; /* the validation text */
    size_t n, some; /* all of it; what is enough for comparisons */
    float *weights; /* the trunk's matrices as they were */
} Subject;

/* round.c */
void simulate(Subject *s, int only, int bits, Sharing sharing); /* only: one matrix, or -1 for all */
void restore(Subject *s);
double loss(const Subject *s, size_t n);                          /* of the trunk as it is now, nats per token */
double loss_int8(const Subject *s, const GptInt8 *g, size_t n);
double differing(const Subject *s, const GptInt8 *g, size_t n);   /* share of tokens that greedy choice changes */

/* layers.c */
void show_layers(Run *run, Subject *s);
void show_outlier(Run *run, Subject *s);

/* file.c */
void show_file(Run *run, const GptInt8 *g, const Subject *s);

/* speed.c */
double show_speed(Run *run); /* how many times as fast int8 generates */

#endif
