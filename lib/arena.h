/* arena.h (level 1): a bump allocator for everything that lives one training step. */
#ifndef ARENA_H
#define ARENA_H

#include <stddef.h>

typedef struct Arena Arena;

enum { ARENA_ALIGN = 64 }; /* bytes: a cache line, and an AVX-512 register */

Arena *arena_new(void); /* empty: takes its first block when first asked */
void arena_free(Arena *a);

/* `bytes` of memory aligned to ARENA_ALIGN, contents undefined, valid until
 * arena_reset. Never moves; grows by whole blocks. Running out of memory is
 * an error (CHECK). */
void *arena_take(Arena *a, size_t bytes);

/* Forgets everything taken, keeps the memory: from the second reset on, a step that
 * takes no more than before calls malloc zero times and touches no fresh page. */
void arena_reset(Arena *a);

size_t arena_used(const Arena *a);     /* bytes taken since the last reset */
size_t arena_reserved(const Arena *a); /* bytes held in blocks */

#endif
