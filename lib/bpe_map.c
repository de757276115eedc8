#include "bpe_map.h"

#include <stdlib.h>
#include <string.h>

#include "error.h"

/* Open addressing: an entry lies at its hash or in the next free place after it. */

enum { FIRST_ROOM = 64 };

static uint64_t mix(uint64_t x)
{
    x *= 0x9E3779B97F4A7C15u; /* 2^64 divided by the golden ratio: spreads neighbours apart */
    return x ^ (x >> 32);
}

static uint64_t pair_key(uint32_t left, uint32_t right) { return (uint64_t)left << 32 | right; }

static struct PairSlot *pair_slot(const PairMap *m, uint64_t key)
{
    size_t at = mix(key) & (m->room - 1);
    while (m->slot[at].key != UINT64_MAX && m->slot[at].key != key)
        at = (at + 1) & (m->room - 1);
    return &m->slot[at];
}

static void pair_grow(PairMap *m)
{
    PairMap grown = {.room = m->room ? 2 * m->room : FIRST_ROOM, .used = m->used};
    grown.slot = malloc(grown.room * sizeof *grown.slot);
    CHECK(grown.slot, "bpe: out of memory for %zu pairs", grown.room);
    for (size_t i = 0; i < grown.room; i++)
        grown.slot[i].key = UINT64_MAX;
    for (size_t i = 0; i < m->room; i++)
        if (m->slot[i].key != UINT64_MAX)
            *pair_slot(&grown, m->slot[i].key) = m->slot[i];
    free(m->slot);
    *m = grown;
}

uint32_t *pair_map_at(PairMap *m, uint32_t left, uint32_t right, uint32_t added)
{
    uint64_t key = pair_key(left, right);
    if (2 * m->used >= m->room)
        pair_grow(m);
    struct PairSlot *s = pair_slot(m, key);
    if (s->key != key) {
        *s = (struct PairSlot){key, added};
        m->used++;
    }
    return &s->value;
}

const uint32_t *pair_map_find(const PairMap *m, uint32_t left, uint32_t right)
{
    if (!m->room)
        return NULL;
    uint64_t key = pair_key(left, right);
    const struct PairSlot *s = pair_slot(m, key);
    return s->key == key ? &s->value : NULL;
}

void pair_map_free(PairMap *m)
{
    free(m->slot);
    *m = (PairMap){0};
}

/* Eight bytes at a time; the length counts, so that trailing zeros do. */
static uint64_t hash_of(const unsigned char *bytes, size_t n)
{
    uint64_t hash = n, word = 0;
    for (; n >= 8; n -= 8, bytes += 8) {
        memcpy(&word, bytes, 8);
        hash = mix(hash ^ word);
    }
    word = 0;
    memcpy(&word, bytes, n);
    return mix(mix(hash ^ word));
}

static struct TextSlot *text_slot(const TextMap *m, const unsigned char *bytes, size_t n, uint64_t hash)
{
    size_t at = hash & (m->room - 1);
    for (;; at = (at + 1) & (m->room - 1)) {
        struct TextSlot *s = &m->slot[at];
        if (!s->bytes || (s->hash == hash && s->n == n && !memcmp(s->bytes, bytes, n)))
            return s;
    }
}

static void text_grow(TextMap *m)
{
    TextMap grown = {.room = m->room ? 2 * m->room : FIRST_ROOM, .used = m->used};
    grown.slot = calloc(grown.room, sizeof *grown.slot);
    CHECK(grown.slot, "bpe: out of memory for %zu pieces of text", grown.room);
    for (size_t i = 0; i < m->room; i++)
        if (m->slot[i].bytes)
            *text_slot(&grown, m->slot[i].bytes, m->slot[i].n, m->slot[i].hash) = m->slot[i];
    free(m->slot);
    *m = grown;
}

size_t *text_map_at(TextMap *m, const void *bytes, size_t n, size_t added)
{
    uint64_t hash = hash_of(bytes, n);
    if (2 * m->used >= m->room)
        text_grow(m);
    struct TextSlot *s = text_slot(m, bytes, n, hash);
    if (!s->bytes) {
        *s = (struct TextSlot){bytes, n, hash, added};
        m->used++;
    }
    return &s->value;
}

const size_t *text_map_find(const TextMap *m, const void *bytes, size_t n)
{
    if (!m->room)
        return NULL;
    const struct TextSlot *s = text_slot(m, bytes, n, hash_of(bytes, n));
    return s->bytes ? &s->value : NULL;
}

void text_map_free(TextMap *m)
{
    free(m->slot);
    *m = (TextMap){0};
}
