/* replace.h (level 1): a file is replaced whole, or stays as it was. */
#ifndef REPLACE_H
#define REPLACE_H

#include <stddef.h>

/* What is new goes to PATH.part in the same folder, is brought to the disk (fsync) and takes the place of
 * PATH by rename, which happens at once or not at all; then the folder is brought to the disk as well. A
 * reader sees the old file or the new one, and a program killed in between leaves the old one, and at
 * most PATH.part, which the next attempt uses again. Two programs cannot write the same file at once. */
typedef struct {
    int file;
    const char *path;
    char part[1024];
    char *reason;
    size_t reason_size;
} Replace;

/* Each returns 0, or a non-zero code with one line in `reason`; then PATH.part is gone, PATH as it was, and
 * nothing else to be called. Only a folder that cannot be brought to the disk is noticed after the rename. */
int replace_begin(Replace *r, const char *path, char *reason, size_t reason_size);
int replace_write(Replace *r, const void *bytes, size_t n);
int replace_end(Replace *r);

int replace_give_up(Replace *r); /* instead of replace_end; returns non-zero and leaves `reason` as it is */

#endif
