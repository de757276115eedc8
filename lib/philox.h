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

static inline Philox philox(uint64_t key, Philox c) /* inline: a loop over counters becomes SIMD */
{
    uint32_t k0 = (uint32_t)key, k1 = (uint32_t)(key >> 32);
    for (int round = 0; round < 10; round++) {
        uint64_t p0 = UINT64_C(0xD2511F53) * c.word[0], p1 = UINT64_C(0xCD9E8D57) * c.word[2];
        c = (Philox){{(uint32_t)(p1 >> 32) ^ c.word[1] ^ k0, (uint32_t)p1, (uint32_t)(p0 >> 32) ^ c.word[3] ^ k1,
                      (uint32_t)p0}};
        k0 += 0x9E3779B9;
        k1 += 0xBB67AE85;
    }
    return c;
}

#endif
