/* bpe_chain.h (level 4): a sequence of tokens in which joining two neighbours takes constant time. */
#ifndef BPE_CHAIN_H
#define BPE_CHAIN_H

#include <stddef.h>
#include <stdint.h>

#define CHAIN_END UINT32_MAX

/* A token stands where its first byte stood; the places of its other bytes are unused from then on. The pair
 * of a token and its right neighbour is named by the left one's place, and lies in at most one list: the
 * places where one and the same pair of tokens occurs. */
typedef struct {
    int32_t id;             /* the token */
    uint32_t next, prev;    /* where its neighbours stand, or CHAIN_END */
    uint32_t list;          /* the list in which its pair lies, or CHAIN_END */
    uint32_t after, before; /* its neighbours there */
} Link;

typedef struct {
    uint32_t first, last;
} List;

/* A list that is filled from left to right stays in that order: places are put at its end. */
typedef struct {
    Link *link;
    List *list;
    size_t lists, room;
} Chain;

Chain chain_new(size_t links); /* unset links, no lists; at most UINT32_MAX - 1 (CHECK) */
void chain_free(Chain *c);

/* Unjoined tokens at places from … from + n - 1, a sequence of their own, in no list. */
void chain_fill(Chain *c, size_t from, const unsigned char *bytes, size_t n, const int id_of_byte[256]);

uint32_t chain_add_list(Chain *c); /* its number: 0, 1, 2, … */
void chain_put(Chain *c, uint32_t list, uint32_t at);
void chain_take(Chain *c, uint32_t at); /* out of its list */

/* The token at `at` and its right neighbour become `made`. Neither they nor the neighbour on the left may be
 * in a list. */
void chain_join(Chain *c, uint32_t at, int made);

#endif
