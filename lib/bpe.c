#include "bpe.h"

#include <stdlib.h>
#include <string.h>

#include "bpe_core.h"
#include "error.h"

void bpe_free(Bpe *b)
{
    if (!b)
        return;
    free(b->bytes);
    free(b->start);
    free(b->merge);
    pair_map_free(&b->rank);
    text_map_free(&b->id);
    bpe_pattern_free(b->pattern);
    free(b);
}

int bpe_size(const Bpe *b) { return b->size; }

const BpePattern *bpe_pattern(const Bpe *b) { return b->pattern; }

const unsigned char *bpe_token(const Bpe *b, int id, size_t *length)
{
    CHECK(id >= 0 && id < b->size, "bpe: token %d; the vocabulary has 0 ... %d", id, b->size - 1);
    *length = b->start[id + 1] - b->start[id];
    return b->bytes + b->start[id];
}

int bpe_find(const Bpe *b, const void *bytes, size_t n)
{
    const size_t *id = text_map_find(&b->id, bytes, n);
    return id ? (int)*id : -1;
}

int bpe_merge(const Bpe *b, int k, int *left, int *right)
{
    if (k < 0 || k >= b->merges)
        return -1;
    *left = b->merge[k].left;
    *right = b->merge[k].right;
    return b->merge[k].made;
}

size_t bpe_decode(const Bpe *b, const int *ids, size_t n, char *to, size_t room)
{
    size_t total = 0;
    for (size_t i = 0; i < n; i++) {
        size_t length;
        const unsigned char *bytes = bpe_token(b, ids[i], &length);
        if (total < room)
            memcpy(to + total, bytes, length < room - total ? length : room - total);
        total += length;
    }
    return total;
}
