/* bpe_map.h (level 4): the tokenizer's hash tables, from pairs of numbers and from pieces of text. */
#ifndef BPE_MAP_H
#define BPE_MAP_H

#include <stddef.h>
#include <stdint.h>

/* (left, right) -> a number. Not UINT32_MAX twice: that pair marks an empty place. */
typedef struct {
    struct PairSlot {
        uint64_t key;
        uint32_t value;
    } * slot;
    size_t room, used; /* room: a power of two, at least twice `used` */
} PairMap;

/* The value of (left, right); if it is new, `added` is put in and returned. Running out of memory: CHECK. */
uint32_t *pair_map_at(PairMap *m, uint32_t left, uint32_t right, uint32_t added);
const uint32_t *pair_map_find(const PairMap *m, uint32_t left, uint32_t right); /* or NULL */
void pair_map_free(PairMap *m);

/* Bytes -> a number. The bytes stay the caller's, and must stay where they are. */
typedef struct {
    struct TextSlot {
        const unsigned char *bytes; /* NULL: empty */
        size_t n;
        uint64_t hash;
        size_t value;
    } * slot;
    size_t room, used;
} TextMap;

size_t *text_map_at(TextMap *m, const void *bytes, size_t n, size_t added);
const size_t *text_map_find(const TextMap *m, const void *bytes, size_t n);
void text_map_free(TextMap *m);

#endif
