/* checkpoint_notes.h (level 4): the single numbers of a checkpoint, in its file's metadata. */
#ifndef CHECKPOINT_NOTES_H
#define CHECKPOINT_NOTES_H

#include "arena.h"
#include "safetensors.h"

enum { NOTE_STEP, NOTE_OPTIM_STEPS, NOTE_TAPE_SEED, NOTE_TAPE_STEP, NOTE_COUNT };

typedef struct {
    int used[NOTE_COUNT];       /* nonzero: to be written; asked for */
    uint64_t value[NOTE_COUNT]; /* all but the seed below 2^63 */
    const char *rng;            /* the generator's kind; NULL: not used */
} CheckpointNotes;

/* key, text, …, NULL: format ("pt"), what is used, then those of `more` (NULL: none); in the arena. */
const char **checkpoint_notes_list(const CheckpointNotes *n, const char *const more[], Arena *a);

/* Sets the values that are used from the file; 0, or non-zero where one is not there, no such number, or the
 * generator of another kind; with a reason. */
int checkpoint_notes_read(CheckpointNotes *n, Safetensors *f);

#endif
