/* safetensors_header.h (level 2): what the header of a safetensors file says, checked. */
#ifndef SAFETENSORS_HEADER_H
#define SAFETENSORS_HEADER_H

#include <stddef.h>
#include <stdint.h>

enum { SAFETENSORS_DIMS = 8 };

typedef struct {
    const char *name, *dtype; /* "F32", "I64", "U8", … */
    int ndim;
    int64_t shape[SAFETENSORS_DIMS];
    uint64_t at, bytes; /* where in the file, and how many */
} SafeTensor;

typedef struct {
    uint64_t begin, end; /* where in the file the tensors' bytes lie */
    SafeTensor *list;    /* sorted by name */
    const char **notes;  /* __metadata__: key, text, key, text, … */
    int count, notes_count;
    char *text, *text_end; /* all names and notes */
    char why[400];         /* what is wrong */
} SafetensorsHeader;

/* Reads the header text[0..n-1], found from byte 8 on in a file of `size` bytes. Takes at most `budget` bytes
 * for the JSON and four times n for the values. 0, or non-zero with one line in h->why, which may hold any
 * characters that the header does; safetensors_header_free is called in either case. */
int safetensors_header_parse(SafetensorsHeader *h, const char *text, size_t n, uint64_t size, size_t budget);
void safetensors_header_free(SafetensorsHeader *h);

/* The bytes that dtype and shape make; -1 where the dtype is unknown, or they are too many or not whole. */
int64_t safetensors_bytes(const SafeTensor *t);

/* "(2, 3)" */
const char *safetensors_shape(const SafeTensor *t, char *text, size_t size);

#endif
