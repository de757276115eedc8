#include "safetensors_header.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "json.h"

enum { ENTRY_LEAST = 48 }; /* bytes: "":{"dtype":"U8","shape":[],"data_offsets":[0,0]} */

#define FAIL(h, ...) error_say((h)->why, sizeof(h)->why, __VA_ARGS__)

static const struct {
    const char *name;
    unsigned bits;
} dtypes[] = {{"F32", 32},    {"F16", 16}, {"BF16", 16},   {"F64", 64},    {"I64", 64},
              {"U64", 64},    {"I32", 32}, {"U32", 32},    {"I16", 16},    {"U16", 16},
              {"I8", 8},      {"U8", 8},   {"BOOL", 8},    {"C64", 64},    {"F8_E5M2", 8},
              {"F8_E4M3", 8}, {"F4", 4},   {"F8_E8M0", 8}, {"F6_E2M3", 6}, {"F6_E3M2", 6}};
enum { DTYPES = sizeof dtypes / sizeof *dtypes };

static int dtype_find(const char *name)
{
    for (int i = 0; i < DTYPES; i++)
        if (!strcmp(dtypes[i].name, name))
            return i;
    return -1;
}

const char *safetensors_shape(const SafeTensor *t, char *text, size_t size)
{
    int n = snprintf(text, size, "(");
    for (int i = 0; i < t->ndim && n > 0 && (size_t)n < size; i++)
        n += snprintf(text + n, size - (size_t)n, "%s%lld", i ? ", " : "", (long long)t->shape[i]);
    if (n > 0 && (size_t)n < size)
        snprintf(text + n, size - (size_t)n, ")");
    return text;
}

int64_t safetensors_bytes(const SafeTensor *t)
{
    int dtype = dtype_find(t->dtype);
    int64_t bits = dtype < 0 ? 0 : dtypes[dtype].bits;
    for (int i = 0; i < t->ndim; i++)
        if (t->shape[i] < 0 || __builtin_mul_overflow(bits, t->shape[i], &bits))
            return -1;
    return dtype < 0 || bits % 8 ? -1 : bits / 8;
}

static const char *keep(SafetensorsHeader *h, const char *text)
{
    size_t n = strlen(text) + 1; /* a string takes at least as much in JSON, with its quotes */
    const char *kept = memcpy(h->text_end, text, n);
    h->text_end += n;
    return kept;
}

static int whole_number(const json_t *value, int64_t *to)
{
    *to = json_integer_value(value);
    return json_is_integer(value) && *to >= 0;
}

static int parse_shape(SafetensorsHeader *h, SafeTensor *t, const json_t *shape)
{
    if (!json_is_array(shape) || json_array_size(shape) > SAFETENSORS_DIMS)
        return FAIL(h, "tensor '%.64s': its shape is no list of at most %d numbers", t->name,
                    SAFETENSORS_DIMS);
    t->ndim = (int)json_array_size(shape);
    for (int i = 0; i < t->ndim; i++)
        if (!whole_number(json_array_get(shape, (size_t)i), &t->shape[i]))
            return FAIL(h, "tensor '%.64s': dimension %d of its shape is no whole number >= 0", t->name, i);
    return 0;
}

static int parse_place(SafetensorsHeader *h, SafeTensor *t, const json_t *offsets)
{
    int64_t begin, end, room = (int64_t)(h->end - h->begin), want = safetensors_bytes(t);
    char text[200];
    if (!json_is_array(offsets) || json_array_size(offsets) != 2 ||
        !whole_number(json_array_get(offsets, 0), &begin) || !whole_number(json_array_get(offsets, 1), &end))
        return FAIL(h, "tensor '%.64s': its data_offsets are not two whole numbers >= 0", t->name);
    if (begin > end || end > room)
        return FAIL(h,
                    "tensor '%.64s': its data_offsets, %lld and %lld, do not lie within the %lld bytes after "
                    "the header, in this order",
                    t->name, (long long)begin, (long long)end, (long long)room);
    if (want != end - begin)
        return FAIL(h, "tensor '%.64s': %s of shape %s does not take the %lld bytes of its data_offsets",
                    t->name, t->dtype, safetensors_shape(t, text, sizeof text), (long long)(end - begin));
    t->at = h->begin + (uint64_t)begin;
    t->bytes = (uint64_t)want;
    return 0;
}

static int parse_tensor(SafetensorsHeader *h, const char *name, const json_t *value)
{
    SafeTensor *t = &h->list[h->count++];
    *t = (SafeTensor){.name = keep(h, name)};
    const char *dtype = json_string_value(json_object_get(value, "dtype"));
    if (json_object_size(value) != 3 || !dtype)
        return FAIL(h, "tensor '%.64s': it is no object of dtype, shape and data_offsets", t->name);
    int found = dtype_find(dtype);
    if (found < 0)
        return FAIL(h, "tensor '%.64s': the dtype '%.32s' is unknown", t->name, dtype);
    t->dtype = dtypes[found].name;
    int code = parse_shape(h, t, json_object_get(value, "shape"));
    return code ? code : parse_place(h, t, json_object_get(value, "data_offsets"));
}

static int parse_notes(SafetensorsHeader *h, json_t *notes)
{
    const char *key;
    json_t *value;
    if (!json_is_object(notes))
        return FAIL(h, "__metadata__ is no object of strings");
    h->notes = malloc((2 * json_object_size(notes) + 1) * sizeof *h->notes);
    CHECK(h->notes, "safetensors: out of memory");
    json_object_foreach(notes, key, value) {
        if (!json_is_string(value))
            return FAIL(h, "__metadata__: '%.64s' is no string", key);
        h->notes[h->notes_count++] = keep(h, key);
        h->notes[h->notes_count++] = keep(h, json_string_value(value));
    }
    return 0;
}

static int parse(SafetensorsHeader *h, json_t *root, size_t n)
{
    const char *key;
    json_t *value;
    size_t entries = json_object_size(root);
    if (!json_is_object(root) || entries > n / ENTRY_LEAST + 1)
        return FAIL(h, "its header of %zu bytes is no object, or one whose %zu entries are not all tensors",
                    n, entries);
    h->list = calloc(entries + 1, sizeof *h->list);
    h->text = h->text_end = malloc(n);
    CHECK(h->list && h->text, "safetensors: out of memory");
    json_object_foreach(root, key, value)
        if (strcmp(key, "__metadata__") ? parse_tensor(h, key, value) : parse_notes(h, value))
            return GSL_EFAILED;
    return 0;
}

/* ---- Tensors lie one after the other: no byte belongs to two, none to nobody. */

static int by_place(const void *a, const void *b)
{
    const SafeTensor *x = a, *y = b;
    return x->at != y->at ? (x->at > y->at) - (x->at < y->at) : (x->bytes > y->bytes) - (x->bytes < y->bytes);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const SafeTensor *)a)->name, ((const SafeTensor *)b)->name);
}

static int check_places(SafetensorsHeader *h)
{
    uint64_t end = h->begin;
    qsort(h->list, (size_t)h->count, sizeof *h->list, by_place);
    for (int i = 0; i < h->count; i++) {
        const SafeTensor *t = &h->list[i];
        if (t->at < end)
            return FAIL(h, "tensor '%.64s' begins at byte %llu, inside of '%.64s'", t->name,
                        (unsigned long long)t->at, t[-1].name);
        if (t->at > end)
            return FAIL(h, "bytes %llu to %llu, before '%.64s', belong to no tensor", (unsigned long long)end,
                        (unsigned long long)t->at - 1, t->name);
        end += t->bytes;
    }
    if (end < h->end)
        return FAIL(h, "the last tensor ends at byte %llu, the file at %llu", (unsigned long long)end,
                    (unsigned long long)h->end);
    qsort(h->list, (size_t)h->count, sizeof *h->list, by_name);
    return 0;
}

int safetensors_header_parse(SafetensorsHeader *h, const char *text, size_t n, uint64_t size, size_t budget)
{
    *h = (SafetensorsHeader){.begin = 8 + n, .end = size};
    json_error_t error;
    json_t *root = json_within(text, n, budget, &error);
    int code = root ? parse(h, root, n)
                    : FAIL(h, "its header is no JSON at byte %d: %s", 8 + error.position, error.text);
    if (root)
        json_release(root);
    return code ? code : check_places(h);
}

void safetensors_header_free(SafetensorsHeader *h)
{
    free(h->list);
    free(h->notes);
    free(h->text);
    *h = (SafetensorsHeader){0};
}
