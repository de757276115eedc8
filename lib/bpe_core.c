#include "bpe_core.h"

#include <stdlib.h>

#include "error.h"

struct Bpe *bpe_core_new(int size, size_t bytes, int merges)
{
    struct Bpe *b = calloc(1, sizeof *b);
    CHECK(b, "bpe: out of memory");
    b->size = size;
    b->merges = merges;
    b->bytes = malloc(bytes + 1);
    b->start = calloc((size_t)size + 1, sizeof *b->start);
    b->merge = malloc(((size_t)merges + 1) * sizeof *b->merge);
    CHECK(b->bytes && b->start && b->merge, "bpe: out of memory for %d tokens of %zu bytes", size, bytes);
    b->pattern = bpe_pattern_new();
    return b;
}

void bpe_core_index(struct Bpe *b)
{
    for (int i = 0; i < b->size; i++) {
        const unsigned char *bytes = b->bytes + b->start[i];
        size_t n = b->start[i + 1] - b->start[i];
        text_map_at(&b->id, bytes, n, (size_t)i);
        if (n == 1)
            b->id_of_byte[*bytes] = i;
    }
    for (int k = 0; k < b->merges; k++)
        pair_map_at(&b->rank, (uint32_t)b->merge[k].left, (uint32_t)b->merge[k].right, (uint32_t)k);
}
