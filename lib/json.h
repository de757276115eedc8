/* json.h (level 1): reads JSON from outside with jansson, within a budget of memory. */
#ifndef JSON_H
#define JSON_H

#include <jansson.h>

/* The value written in text[0..n-1], or NULL: then error->text says why and error->position near which
 * byte. Keys that come twice are refused, as is nesting beyond 2048 (jansson's own limit, which keeps its
 * recursion off the end of the stack). Text like "[[],[],…" makes jansson take some 45 times
 * its size: at most `budget` bytes are taken, else the text is refused. jansson's functions of
 * allocation, which are the program's, are exchanged meanwhile: not for two threads at a time. */
json_t *json_within(const char *text, size_t n, size_t budget, json_error_t *error);

void json_release(json_t *root); /* instead of json_decref */

#endif
