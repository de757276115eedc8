/* philox.h (level 1): random numbers as a function of counters, without state.
 * Philox4x32-10 of Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy
 * as 1, 2, 3", SC 2011. */
#ifndef PHILOX_H
#define PHILOX_H

#include <stdint.h>

/* Four random 32-bit words for each (key, counter): equal arguments, equal words,
 * in whatever order and on whatever thread they are asked for. */
typedef struct {
    uint32_t word[4];
} Philox;

Philox philox(uint64_t key, Philox counter);

#endif
