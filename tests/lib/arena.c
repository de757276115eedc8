/* The arena: aligned, never moving, growing by blocks, reused after a reset. */
#include "arena.h"

#include <stdint.h>
#include <string.h>

#include "error.h"
#include "testing.h"

SUITE(arena);

TEST(arena, aligned_apart_and_unmoved)
{
    enum { PIECES = 2000 };
    gsl_rng *rng = testing_rng("arena");
    Arena *a = arena_new();
    cr_assert(arena_reserved(a) == 0 && arena_used(a) == 0, "an empty arena holds nothing");
    static unsigned char *piece[PIECES];
    static size_t size[PIECES];
    for (int i = 0; i < PIECES; i++) {
        size[i] = (size_t)any(rng, 0, i % 100 ? 3000 : 900000);
        piece[i] = arena_take(a, size[i]);
        cr_assert((uintptr_t)piece[i] % ARENA_ALIGN == 0, "piece %d of %zu bytes lies at %p", i, size[i],
                  (void *)piece[i]);
        if (size[i])
            memset(piece[i], i % 251, size[i]);
    }
    for (int i = 0; i < PIECES; i++) /* nobody wrote into another's piece, and nothing moved */
        for (size_t j = 0; j < size[i]; j++)
            cr_assert(piece[i][j] == i % 251, "SEED=%lu: byte %zu of piece %d was overwritten",
                      testing_seed(), j, i);
    cr_assert(arena_used(a) <= arena_reserved(a));
    arena_free(a);
    gsl_rng_free(rng);
}

TEST(arena, reset_reuses)
{
    gsl_rng *rng = testing_rng("arena reset");
    size_t size[300];
    for (int i = 0; i < 300; i++)
        size[i] = (size_t)any(rng, 1, 200000);
    Arena *a = arena_new();
    void *first[300];
    for (int i = 0; i < 300; i++)
        arena_take(a, size[i]);
    size_t used = arena_used(a);
    cr_assert(arena_reserved(a) < 4 * used, "%zu bytes are held for %zu", arena_reserved(a), used);
    arena_reset(a); /* after it one block holds all */
    for (int i = 0; i < 300; i++)
        first[i] = arena_take(a, size[i]);
    size_t reserved = arena_reserved(a);
    cr_assert(reserved >= used && reserved < used + (4 << 20), "%zu bytes are held for %zu", reserved, used);
    for (int round = 0; round < 20; round++) {
        arena_reset(a);
        cr_assert(arena_used(a) == 0 && arena_reserved(a) == reserved);
        memory_watch();
        for (int i = 0; i < 300; i++)
            cr_assert(arena_take(a, size[i]) == first[i], "round %d: piece %d lies elsewhere", round, i);
        cr_assert(memory_watched().calls == 0, "round %d took memory", round);
    }
    cr_assert(arena_used(a) == used);
    arena_free(a);
    gsl_rng_free(rng);
}

/* Few blocks, whatever the total: each doubles what is held. */
TEST(arena, few_blocks)
{
    Arena *a = arena_new();
    memory_watch();
    for (int i = 0; i < 100000; i++)
        arena_take(a, 1000);
    Memory m = memory_watched();
    cr_assert(m.calls <= 2 * 9, "%ld calls for 100 MB", m.calls);
    arena_free(a);
}

TEST(arena, huge_requests_are_refused)
{
    Arena *a = arena_new();
    CHECKED(arena_take(a, SIZE_MAX), "too many");
    CHECKED(arena_take(a, SIZE_MAX / 2 + 1), "too many");
    int *x = arena_take(a, sizeof *x); /* and the arena goes on */
    *x = 5;
    arena_free(a);
}

int __asan_address_is_poisoned(void const volatile *p) __attribute__((weak));

TEST(arena, out_of_memory_is_named)
{
    if (__asan_address_is_poisoned)
        cr_skip_test("AddressSanitizer ends the program itself");
    Arena *a = arena_new();
    CHECKED(arena_take(a, SIZE_MAX / 4), "out of memory for a block of");
    arena_free(a);
}
