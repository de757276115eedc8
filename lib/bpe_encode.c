#include <stdlib.h>
#include <string.h>

#include "bpe.h"
#include "bpe_chain.h"
#include "bpe_core.h"
#include "error.h"

/* Three ways for a pre-token, whichever is due:
 * seen before in this text: its tokens are copied from there (of a text, most pre-tokens are);
 * short: the pair of lowest rank is sought, joined, sought again, quadratic in its few bytes;
 * long: the places of every pair are kept in lists, one a rank, and each list is gone through once. A pair
 * that appears has a higher rank than the one that made it, so the lists behind are never needed again, and
 * the time is proportional to the bytes. */
enum { SHORT = 512, CACHED = 64 };

typedef struct {
    int *ids;
    size_t count, room;
} Output;

static int *output_room(Output *out, size_t more)
{
    if (out->room - out->count < more) {
        out->room = out->room + out->room / 2 + more + 64;
        out->ids = realloc(out->ids, out->room * sizeof *out->ids);
        CHECK(out->ids, "bpe: out of memory for %zu tokens", out->room);
    }
    return out->ids + out->count;
}

static uint32_t rank_of(const Bpe *b, int left, int right)
{
    const uint32_t *rank = pair_map_find(&b->rank, (uint32_t)left, (uint32_t)right);
    return rank ? *rank : UINT32_MAX;
}

/* Writes the tokens, returns their number. */
static size_t encode_short(const Bpe *b, const unsigned char *bytes, size_t n, int *ids)
{
    uint32_t rank[SHORT + 1]; /* of the pair that begins at i */
    for (size_t i = 0; i < n; i++)
        ids[i] = b->id_of_byte[bytes[i]];
    for (size_t i = 0; i + 1 < n; i++)
        rank[i] = rank_of(b, ids[i], ids[i + 1]);
    while (n > 1) {
        size_t best = 0;
        for (size_t i = 1; i + 1 < n; i++)
            best = rank[i] < rank[best] ? i : best;
        if (rank[best] == UINT32_MAX)
            break;
        ids[best] = b->merge[rank[best]].made;
        n--;
        memmove(ids + best + 1, ids + best + 2, (n - best - 1) * sizeof *ids);
        memmove(rank + best + 1, rank + best + 2, (n - best - 1) * sizeof *rank);
        if (best + 1 < n)
            rank[best] = rank_of(b, ids[best], ids[best + 1]);
        if (best > 0)
            rank[best - 1] = rank_of(b, ids[best - 1], ids[best]);
    }
    return n;
}

static void enlist(const Bpe *b, Chain *c, uint32_t at)
{
    if (at == CHAIN_END || c->link[at].next == CHAIN_END)
        return;
    uint32_t rank = rank_of(b, c->link[at].id, c->link[c->link[at].next].id);
    if (rank != UINT32_MAX)
        chain_put(c, rank, at);
}

static void unlist(Chain *c, uint32_t at)
{
    if (at != CHAIN_END && c->link[at].list != CHAIN_END)
        chain_take(c, at);
}

static size_t encode_long(const Bpe *b, const unsigned char *bytes, size_t n, int *ids)
{
    Chain c = chain_new(n);
    chain_fill(&c, 0, bytes, n, b->id_of_byte);
    for (int k = 0; k < b->merges; k++)
        chain_add_list(&c);
    for (size_t i = 0; i < n; i++)
        enlist(b, &c, (uint32_t)i);
    for (int k = 0; k < b->merges; k++)
        for (uint32_t at; (at = c.list[k].first) != CHAIN_END;) {
            uint32_t left = c.link[at].prev;
            unlist(&c, left);
            unlist(&c, at);
            unlist(&c, c.link[at].next);
            chain_join(&c, at, b->merge[k].made);
            enlist(b, &c, left);
            enlist(b, &c, at);
        }
    size_t count = 0;
    for (uint32_t at = 0; at != CHAIN_END; at = c.link[at].next)
        ids[count++] = c.link[at].id;
    chain_free(&c);
    return count;
}

/* Where in the output a pre-token's tokens stand, packed into what a TextMap holds. */
static size_t place_of(size_t at, size_t count) { return at * (CACHED + 1) + count; }

static void encode_piece(const Bpe *b, TextMap *seen, Output *out, const char *piece, size_t n)
{
    const unsigned char *bytes = (const unsigned char *)piece;
    int *ids = output_room(out, n);
    if (n > CACHED) {
        out->count += (n > SHORT ? encode_long : encode_short)(b, bytes, n, ids);
        return;
    }
    size_t *place = text_map_at(seen, piece, n, SIZE_MAX), count;
    if (*place != SIZE_MAX) {
        count = *place % (CACHED + 1);
        memcpy(ids, out->ids + *place / (CACHED + 1), count * sizeof *ids);
    } else {
        count = encode_short(b, bytes, n, ids);
        *place = place_of(out->count, count);
    }
    out->count += count;
}

int *bpe_encode(const Bpe *b, const char *text, size_t n, size_t *count)
{
    Output out = {0};
    TextMap seen = {0};
    const char *piece;
    size_t length;
    output_room(&out, n / 4 + 1); /* so that it is never NULL */
    for (BpeSplit s = bpe_split_begin(b->pattern, text, n); bpe_split_next(&s, &piece, &length);)
        encode_piece(b, &seen, &out, piece, length);
    text_map_free(&seen);
    *count = out.count;
    return out.ids;
}
