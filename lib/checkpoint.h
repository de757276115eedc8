/* checkpoint.h (level 6): a model and the state of its training in a safetensors file. */
#ifndef CHECKPOINT_H
#define CHECKPOINT_H

#include "optim.h"
#include "tape.h"

/* How the files of a family of models differ from ours, for those who share files with others. */
typedef struct {
    const char *prefix;                  /* may stand before the weights' names in a file; or NULL */
    int (*transposed)(const char *name); /* nonzero: this (out,in) weight is (in,out) in the file; or NULL */
    int (*ignored)(const char *name);    /* nonzero: a tensor in the file that is not ours to load; or NULL */
} CheckpointStyle;

/* What to save, or what to load into. All but params may be NULL: not saved, not loaded. */
typedef struct {
    Params *params; /* after params_init */
    Optim *optim;   /* of these params; load into one made with the same rule */
    gsl_rng *rng;   /* gsl_rng_mt19937 */
    Tape *tape;     /* its random key, between two steps */
    long *step;     /* steps made so far */
    const CheckpointStyle *style; /* NULL: ours */
    const char *const *notes;     /* saved in __metadata__: key, text, …, NULL; or NULL */
} Checkpoint;

/*     Checkpoint c = {.params = p, .optim = o, .rng = rng, .tape = t, .step = &step};
 *     if (checkpoint_save("runs/05.safetensors", &c, reason, sizeof reason)) …
 *
 * With all of these a run that is loaded into fresh objects continues bit for bit. Save between two steps:
 * after optim_step and tape_reset (CHECK). In the file (safetensors.h) are
 *     NAME                    F32: the parameter
 *     optimiser.first.NAME    F32: its first moment, in the layout of memory whatever the style
 *     optimiser.second.NAME   F32: its second moment
 *     optimiser.updates.NAME  I64: how many updates it has had
 *     rng.state               U8: the generator's memory
 * and in the metadata format ("pt", as others expect it), step, optimiser.steps, rng (the kind), tape.seed
 * and tape.step. The old file is replaced as a whole, or stays (replace.h). Returns 0, or non-zero with one
 * line in `reason`. */
int checkpoint_save(const char *path, const Checkpoint *c, char *reason, size_t reason_size);

/* Loads what c asks for. Weights may be F32, F16 or BF16, and the file may hold more state than is asked for;
 * but a tensor that is missing, unknown or of another shape is refused, and so is a file without state that
 * is asked for. Everything is checked before anything is changed: after a failure all is as it was, but where
 * a disk fails or a file is cut off while its weights are being read, and then `reason` says so. Pending
 * gradients are dropped. Returns 0, or non-zero with one line in `reason`. */
int checkpoint_load(const char *path, const Checkpoint *c, char *reason, size_t reason_size);

#endif
