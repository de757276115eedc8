/* For sysconf-free MAP hints: madvise is not in plain C11. */
#define _DEFAULT_SOURCE
#include "arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "error.h"

enum { HUGE_PAGE = 2 << 20, FIRST_BLOCK = 1 << 20 };

typedef struct Block {
    struct Block *next;
    char *memory;
    size_t size, used;
} Block;

struct Arena {
    Block *first, *current;
    size_t used, reserved;
};

Arena *arena_new(void)
{
    Arena *a = calloc(1, sizeof *a);
    CHECK(a, "arena: out of memory");
    return a;
}

/* Blocks double, so that a model of any size needs only a handful. */
static Block *block_new(Arena *a, size_t bytes)
{
    size_t size = a->reserved ? a->reserved : FIRST_BLOCK;
    if (size < bytes)
        size = bytes;
    size_t unit = size >= HUGE_PAGE ? HUGE_PAGE : ARENA_ALIGN;
    CHECK(size <= SIZE_MAX - unit, "arena: %zu bytes are too many", bytes);
    size = (size + unit - 1) / unit * unit;

    Block *b = malloc(sizeof *b);
    char *memory = b ? aligned_alloc(unit, size) : NULL;
    CHECK(memory, "arena: out of memory for a block of %zu bytes", size);
    if (unit == HUGE_PAGE)
        madvise(memory, size, MADV_HUGEPAGE); /* fewer page faults and TLB misses; may be refused */
    *b = (Block){.memory = memory, .size = size};
    a->reserved += size;
    return b;
}

void *arena_take(Arena *a, size_t bytes)
{
    CHECK(bytes <= SIZE_MAX / 2, "arena: %zu bytes are too many", bytes);
    bytes = (bytes + ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN;
    Block *b = a->current;
    while (!b || b->size - b->used < bytes) {
        Block **link = b ? &b->next : &a->first;
        if (!*link)
            *link = block_new(a, bytes);
        b = *link;
    }
    a->current = b;
    void *memory = b->memory + b->used;
    b->used += bytes;
    a->used += bytes;
    return memory;
}

static void blocks_free(Arena *a)
{
    for (Block *b = a->first, *next; b; b = next) {
        next = b->next;
        free(b->memory);
        free(b);
    }
    a->first = a->current = NULL;
    a->reserved = 0;
}

void arena_free(Arena *a)
{
    if (a)
        blocks_free(a);
    free(a);
}

/* Doubling blocks hold up to twice what was taken; one block of the right size takes their place. */
void arena_reset(Arena *a)
{
    if (a->first && a->first->next) {
        size_t used = a->used;
        blocks_free(a);
        a->first = block_new(a, used);
    }
    if (a->first)
        a->first->used = 0;
    a->current = a->first;
    a->used = 0;
}

size_t arena_used(const Arena *a) { return a->used; }
size_t arena_reserved(const Arena *a) { return a->reserved; }
