#include "checkpoint_notes.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBER_SIZE = 24 };

static const struct {
    const char *key, *what;
    uint64_t most;
} table[NOTE_COUNT] = {[NOTE_STEP] = {"step", "the number of steps made", INT64_MAX},
                       [NOTE_OPTIM_STEPS] = {"optimiser.steps", "the state of an optimiser", INT64_MAX},
                       [NOTE_TAPE_SEED] = {"tape.seed", "the random key of a tape", UINT64_MAX},
                       [NOTE_TAPE_STEP] = {"tape.step", "the random key of a tape", INT64_MAX}};

const char **checkpoint_notes_list(const CheckpointNotes *n, const char *const more[], Arena *a)
{
    int count = 0, own = 0;
    while (more && more[own])
        own++;
    const char **list = arena_take(a, (size_t)(2 * NOTE_COUNT + own + 5) * sizeof *list);
    list[count++] = "format", list[count++] = "pt"; /* without it Hugging Face's library refuses the file */
    for (int i = 0; i < NOTE_COUNT; i++)
        if (n->used[i]) {
            char *text = arena_take(a, NUMBER_SIZE);
            snprintf(text, NUMBER_SIZE, "%llu", (unsigned long long)n->value[i]);
            list[count++] = table[i].key, list[count++] = text;
        }
    if (n->rng)
        list[count++] = "rng", list[count++] = n->rng;
    for (int i = 0; i < own; i++)
        list[count++] = more[i];
    list[count] = NULL;
    return list;
}

static int read_number(Safetensors *f, int i, uint64_t *to)
{
    const char *text = safetensors_note(f, table[i].key);
    if (!text)
        return safetensors_refuse(f, "does not hold %s, which is asked for", table[i].what);
    char *end = NULL;
    errno = 0;
    *to = *text >= '0' && *text <= '9' ? strtoull(text, &end, 10) : 0;
    if (!end || *end || errno || *to > table[i].most)
        return safetensors_refuse(f, "__metadata__: '%s' is '%.32s'; a whole number up to %llu is wanted",
                                  table[i].key, text, (unsigned long long)table[i].most);
    return 0;
}

int checkpoint_notes_read(CheckpointNotes *n, Safetensors *f)
{
    for (int i = 0; i < NOTE_COUNT; i++)
        if (n->used[i] && read_number(f, i, &n->value[i]))
            return -1;
    const char *kind = safetensors_note(f, "rng");
    if (n->rng && !kind)
        return safetensors_refuse(f, "does not hold the state of a random generator, which is asked for");
    if (n->rng && strcmp(kind, n->rng))
        return safetensors_refuse(f, "holds a random generator of kind '%.32s'; '%s' is asked for", kind,
                                  n->rng);
    return 0;
}
