#include <stdlib.h>
#include <string.h>

#include "bpe.h"
#include "bpe_chain.h"
#include "bpe_core.h"
#include "error.h"

/* The plain way counts all pairs of the text again for every merge: merges x text. Three things
 * avoid that. Equal pre-tokens are merged equally, so each is kept once, with how often it occurs. Of every
 * pair the places are listed, so that a merge visits those and no others, and corrects the counts of their
 * neighbours. The pairs wait in a heap; one whose count has fallen meanwhile is put back when it comes to the
 * top. */

typedef struct {
    int left, right;
    uint64_t count;
} Pair;

typedef struct {
    uint64_t count; /* of the pair when it was put in: now perhaps less, never more */
    uint32_t pair;
} Waiting;

typedef struct {
    Chain chain;     /* of all distinct pre-tokens, one after another; list p: the places of pair p */
    uint32_t *times; /* how often the pre-token occurs that a place belongs to */
    PairMap number;  /* of a pair */
    Pair *pair;
    size_t pairs, pair_room;
    Waiting *heap;
    size_t waiting, heap_room;
    Merge *merge;
    int merges;
} Trainer;

static void *grow(void *array, size_t *room, size_t size)
{
    *room = *room ? 2 * *room : 1024;
    array = realloc(array, *room * size);
    CHECK(array, "bpe: out of memory for %zu pairs", *room);
    return array;
}

/* ---- The heap: the most frequent pair on top, of equals the oldest tokens'. */

static int comes_before(const Trainer *t, Waiting a, Waiting b)
{
    const Pair *p = &t->pair[a.pair], *q = &t->pair[b.pair];
    return a.count != b.count   ? a.count > b.count
           : p->left != q->left ? p->left < q->left
                                : p->right < q->right;
}

static void heap_push(Trainer *t, uint32_t pair)
{
    Waiting new = {t->pair[pair].count, pair};
    if (new.count < 2)
        return;
    if (t->waiting == t->heap_room)
        t->heap = grow(t->heap, &t->heap_room, sizeof *t->heap);
    size_t at = t->waiting++;
    for (; at > 0 && comes_before(t, new, t->heap[(at - 1) / 2]); at = (at - 1) / 2)
        t->heap[at] = t->heap[(at - 1) / 2];
    t->heap[at] = new;
}

static Waiting heap_pop(Trainer *t)
{
    Waiting top = t->heap[0], last = t->heap[--t->waiting];
    size_t at = 0;
    for (size_t below; (below = 2 * at + 1) < t->waiting; at = below) {
        below += below + 1 < t->waiting && comes_before(t, t->heap[below + 1], t->heap[below]);
        if (!comes_before(t, t->heap[below], last))
            break;
        t->heap[at] = t->heap[below];
    }
    t->heap[at] = last;
    return top;
}

/* The pair to merge next, or CHAIN_END. */
static uint32_t most_frequent(Trainer *t)
{
    while (t->waiting > 0) {
        Waiting top = heap_pop(t);
        if (top.count == t->pair[top.pair].count)
            return top.pair;
        heap_push(t, top.pair);
    }
    return CHAIN_END;
}

/* ---- Pairs and their places. */

static void enlist(Trainer *t, uint32_t at)
{
    const Link *l = t->chain.link;
    if (at == CHAIN_END || l[at].next == CHAIN_END)
        return;
    int left = l[at].id, right = l[l[at].next].id;
    uint32_t number = *pair_map_at(&t->number, (uint32_t)left, (uint32_t)right, (uint32_t)t->pairs);
    if (number == t->pairs) {
        if (t->pairs == t->pair_room)
            t->pair = grow(t->pair, &t->pair_room, sizeof *t->pair);
        t->pair[t->pairs++] = (Pair){left, right, 0};
        chain_add_list(&t->chain);
    }
    chain_put(&t->chain, number, at);
    t->pair[number].count += t->times[at];
}

static void unlist(Trainer *t, uint32_t at)
{
    if (at == CHAIN_END || t->chain.link[at].list == CHAIN_END)
        return;
    t->pair[t->chain.link[at].list].count -= t->times[at];
    chain_take(&t->chain, at);
}

/* Joins the pair wherever it occurs, from left to right. */
static void join_all(Trainer *t, uint32_t pair, int made)
{
    size_t known = t->pairs;
    for (uint32_t at; (at = t->chain.list[pair].first) != CHAIN_END;) {
        uint32_t left = t->chain.link[at].prev;
        unlist(t, left);
        unlist(t, at);
        unlist(t, t->chain.link[at].next);
        chain_join(&t->chain, at, made);
        enlist(t, left);
        enlist(t, at);
    }
    /* Pairs that were not there before: their places are all found now, and can only become fewer. */
    for (size_t p = known; p < t->pairs; p++)
        heap_push(t, (uint32_t)p);
}

/* ---- From text to distinct pre-tokens, to merges, to a tokenizer. */

typedef struct {
    const char *text;
    size_t length, times;
} Word;

static Word *distinct(const char *text, size_t n, size_t *words, size_t *total)
{
    TextMap number = {0};
    Word *word = NULL;
    size_t room = 0, length;
    const char *piece;
    BpePattern *pattern = bpe_pattern_new();
    *words = *total = 0;
    for (BpeSplit s = bpe_split_begin(pattern, text, n); bpe_split_next(&s, &piece, &length);) {
        size_t at = *text_map_at(&number, piece, length, *words);
        if (at == *words) {
            if (*words == room)
                word = grow(word, &room, sizeof *word);
            word[(*words)++] = (Word){piece, length, 0};
            *total += length;
        }
        word[at].times++;
    }
    bpe_pattern_free(pattern);
    text_map_free(&number);
    return word;
}

static Trainer trainer_new(const char *text, size_t n, int merges)
{
    size_t words, total, from = 0;
    int byte[BPE_BYTES];
    for (int i = 0; i < BPE_BYTES; i++)
        byte[i] = i;
    Word *word = distinct(text, n, &words, &total);
    Trainer t = {.chain = chain_new(total),
                 .times = malloc((total + 1) * sizeof *t.times),
                 .merge = malloc(((size_t)merges + 1) * sizeof *t.merge)};
    CHECK(t.times && t.merge, "bpe: out of memory for %zu bytes of text", total);
    for (size_t w = 0; w < words; from += word[w++].length) {
        CHECK(word[w].times <= UINT32_MAX, "bpe: a pre-token occurs %zu times", word[w].times);
        chain_fill(&t.chain, from, (const unsigned char *)word[w].text, word[w].length, byte);
        for (size_t i = 0; i < word[w].length; i++)
            t.times[from + i] = (uint32_t)word[w].times;
    }
    free(word);
    for (size_t at = 0; at < total; at++)
        enlist(&t, (uint32_t)at);
    for (size_t p = 0; p < t.pairs; p++)
        heap_push(&t, (uint32_t)p);
    return t;
}

static void trainer_free(Trainer *t)
{
    chain_free(&t->chain);
    pair_map_free(&t->number);
    free(t->times);
    free(t->pair);
    free(t->heap);
    free(t->merge);
}

/* The bytes and one token each, then every token's from its halves. */
static Bpe *tokenizer(const Trainer *t)
{
    size_t length[2] = {0}, bytes = BPE_BYTES, *lengths = malloc(((size_t)t->merges + 1) * sizeof *lengths);
    CHECK(lengths, "bpe: out of memory");
    for (int k = 0; k < t->merges; k++) {
        int half[] = {t->merge[k].left, t->merge[k].right};
        for (int i = 0; i < 2; i++)
            length[i] = half[i] < BPE_BYTES ? 1 : lengths[half[i] - BPE_BYTES];
        bytes += lengths[k] = length[0] + length[1];
    }
    free(lengths);
    Bpe *b = bpe_core_new(BPE_BYTES + t->merges, bytes, t->merges);
    for (int i = 0; i < BPE_BYTES; i++) {
        b->bytes[i] = (unsigned char)i;
        b->start[i + 1] = (size_t)i + 1;
    }
    for (int k = 0; k < t->merges; k++) {
        const Merge *m = &t->merge[k];
        size_t *start = b->start, left = start[m->left + 1] - start[m->left];
        size_t right = start[m->right + 1] - start[m->right];
        b->merge[k] = *m;
        memcpy(b->bytes + start[m->made], b->bytes + start[m->left], left);
        memcpy(b->bytes + start[m->made] + left, b->bytes + start[m->right], right);
        start[m->made + 1] = start[m->made] + left + right;
    }
    bpe_core_index(b);
    return b;
}

Bpe *bpe_train(const char *text, size_t n, int merges)
{
    CHECK(merges >= 0 && merges <= BPE_MOST - BPE_BYTES, "bpe: %d merges; 0 ... %d are possible", merges,
          BPE_MOST - BPE_BYTES);
    Trainer t = trainer_new(text, n, merges);
    for (uint32_t pair; t.merges < merges && (pair = most_frequent(&t)) != CHAIN_END; t.merges++) {
        Merge *m = &t.merge[t.merges];
        *m = (Merge){t.pair[pair].left, t.pair[pair].right, BPE_BYTES + t.merges};
        join_all(&t, pair, m->made);
    }
    Bpe *b = tokenizer(&t);
    trainer_free(&t);
    return b;
}
