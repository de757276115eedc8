#include "bpe_chain.h"

#include <stdlib.h>

#include "error.h"

Chain chain_new(size_t links)
{
    CHECK(links < CHAIN_END, "bpe: %zu bytes in one piece; at most %u are possible", links, CHAIN_END - 1);
    Chain c = {.link = malloc((links + 1) * sizeof *c.link)};
    CHECK(c.link, "bpe: out of memory for a piece of %zu bytes", links);
    return c;
}

void chain_free(Chain *c)
{
    free(c->link);
    free(c->list);
    *c = (Chain){0};
}

void chain_fill(Chain *c, size_t from, const unsigned char *bytes, size_t n, const int id_of_byte[256])
{
    for (size_t i = 0; i < n; i++) {
        uint32_t at = (uint32_t)(from + i);
        c->link[at] = (Link){id_of_byte[bytes[i]],
                             i + 1 < n ? at + 1 : CHAIN_END,
                             i ? at - 1 : CHAIN_END,
                             CHAIN_END,
                             CHAIN_END,
                             CHAIN_END};
    }
}

uint32_t chain_add_list(Chain *c)
{
    if (c->lists == c->room) {
        c->room = c->room ? 2 * c->room : 256;
        c->list = realloc(c->list, c->room * sizeof *c->list);
        CHECK(c->list, "bpe: out of memory for %zu pairs", c->room);
    }
    c->list[c->lists] = (List){CHAIN_END, CHAIN_END};
    return (uint32_t)c->lists++;
}

void chain_put(Chain *c, uint32_t list, uint32_t at)
{
    Link *l = &c->link[at];
    List *to = &c->list[list];
    l->list = list;
    l->before = to->last;
    l->after = CHAIN_END;
    if (to->last == CHAIN_END)
        to->first = at;
    else
        c->link[to->last].after = at;
    to->last = at;
}

void chain_take(Chain *c, uint32_t at)
{
    Link *l = &c->link[at];
    List *from = &c->list[l->list];
    if (l->before == CHAIN_END)
        from->first = l->after;
    else
        c->link[l->before].after = l->after;
    if (l->after == CHAIN_END)
        from->last = l->before;
    else
        c->link[l->after].before = l->before;
    l->list = CHAIN_END;
}

void chain_join(Chain *c, uint32_t at, int made)
{
    Link *l = &c->link[at];
    l->id = made;
    l->next = c->link[l->next].next;
    if (l->next != CHAIN_END)
        c->link[l->next].prev = at;
}
