#include "json.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

enum { MALLOC_TAKES = 16 }; /* bytes of its own for a block, about */

/* Each block remembers its size in front of what jansson gets. */
typedef union {
    size_t size;
    max_align_t align;
} Block;

static size_t left;
static int exceeded;

static void *take(size_t n)
{
    size_t cost = n + sizeof(Block) + MALLOC_TAKES;
    if (cost < n || cost > left) {
        exceeded = 1;
        return NULL;
    }
    Block *b = malloc(sizeof *b + n);
    if (!b)
        return NULL;
    b->size = cost;
    left -= cost;
    return b + 1;
}

static void give_back(void *p)
{
    if (!p)
        return;
    Block *b = (Block *)p - 1;
    left += b->size;
    free(b);
}

json_t *json_within(const char *text, size_t n, size_t budget, json_error_t *error)
{
    json_malloc_t before_malloc;
    json_free_t before_free;
    json_get_alloc_funcs(&before_malloc, &before_free);
    json_set_alloc_funcs(take, give_back);
    left = budget;
    exceeded = 0;
    json_t *root = json_loadb(text, n, JSON_REJECT_DUPLICATES, error);
    json_set_alloc_funcs(before_malloc, before_free);
    if (!root && exceeded)
        snprintf(error->text, sizeof error->text, "needs more than %zu bytes of memory", budget);
    if (!root) /* jansson quotes the text, line ends and all */
        for (char *c = error->text; *c; c++)
            *c = (unsigned char)*c < ' ' || *c == 0x7f ? ' ' : *c;
    return root;
}

void json_release(json_t *root)
{
    json_malloc_t before_malloc;
    json_free_t before_free;
    json_get_alloc_funcs(&before_malloc, &before_free);
    json_set_alloc_funcs(take, give_back);
    json_decref(root);
    json_set_alloc_funcs(before_malloc, before_free);
}
