/* safetensors.h (level 3): tensors in a file, in the format of Hugging Face's models. */
#ifndef SAFETENSORS_H
#define SAFETENSORS_H

#include "safetensors_header.h"

/* Eight bytes, little-endian, say how long the header is. The header is a JSON object
 *     {"__metadata__": {"KEY": "TEXT", …},
 *      "NAME": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, …}
 * that begins with { and may end in spaces. The tensors follow, row-major and little-endian, in any order,
 * without holes or overlaps; offsets count from the end of the header. No name comes twice; metadata is
 * optional. Files written here are padded so that the tensors begin at a multiple of eight bytes.
 * https://github.com/huggingface/safetensors, README.md, "Format", and safetensors/src/tensor.rs. */
typedef struct Safetensors Safetensors;

/* Opens a file and checks all of its header, trusting nothing: lengths (a header has at most 100 MB),
 * shapes and offsets must agree with each other and with the file's size; what is not a regular file (a
 * folder, FIFO or device) is refused without waiting. NULL on failure, with one line in `reason`: the path,
 * what is wrong, and at which byte or tensor, in ASCII (? for the rest). Takes at most 4 MiB and five times
 * the file's size (so a file of many thousand tensors with hardly any data may be refused as well). `reason`
 * must live as long as the file is open: the functions below report there too. */
Safetensors *safetensors_open(const char *path, char *reason, size_t reason_size);
void safetensors_close(Safetensors *f);

int safetensors_count(const Safetensors *f);
const SafeTensor *safetensors_at(const Safetensors *f, int i);              /* sorted by name; one array */
const SafeTensor *safetensors_find(const Safetensors *f, const char *name); /* NULL if there is none */
const char *safetensors_note(const Safetensors *f, const char *key);        /* from __metadata__, or NULL */

/* `bytes` of a tensor, from its byte `from` on, into `to`; 0, or non-zero with a reason. */
int safetensors_read(Safetensors *f, const SafeTensor *t, uint64_t from, void *to, size_t bytes);

int safetensors_is_half(const SafeTensor *t); /* of dtype F16 or BF16 */

/* All numbers of a tensor of dtype F32, F16 or BF16. */
int safetensors_read_floats(Safetensors *f, const SafeTensor *t, float *to);

/* "PATH: " and the message into the reason; returns non-zero. */
int safetensors_refuse(Safetensors *f, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Where the bytes of tensor i are, until it is called again. */
typedef const void *SafetensorsData(void *context, int i);

/* Writes n tensors in the order of the list, and the notes key, text, key, text, …, NULL (or NULL: none).
 * What was at `path` is replaced as a whole or stays (replace.h). 0, or non-zero with one line in `reason`.
 * Two tensors of the same name, or of a name that is not UTF-8, are the caller's mistake (CHECK). */
int safetensors_write(const char *path, SafeTensor list[], int n, const char *const notes[],
                      SafetensorsData *data, void *context, char *reason, size_t reason_size);

#endif
