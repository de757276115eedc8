#include "checkpoint.h"

#include <stdio.h>
#include <string.h>

#include "checkpoint_notes.h"
#include "error.h"

_Static_assert(sizeof(long) == sizeof(int64_t), "counts of updates are written as they lie in memory");

enum { NAME_SIZE = 128, TILE = 32 };
static const char OPTIMISER[] = "optimiser.", RNG_STATE[] = "rng.state";

/* A tensor of the file, and where it lies in memory. The same list serves to save and to load. */
typedef struct {
    char name[NAME_SIZE];
    SafeTensor file;
    void *memory;
    int weight, transposed;
    const SafeTensor *found; /* load: in the file at hand */
    void *staged;            /* load: read, and waiting until everything else is checked */
} Slot;

typedef struct {
    const Checkpoint *c;
    Arena *arena;
    Slot *list;
    int count;
    float *scratch; /* for the largest weight that is transposed */
    size_t scratch_size;
} Slots;

/* ---- The list. */

static Slot *slot_add(Slots *s, const char *kind, const char *name, const char *dtype, void *memory, int ndim,
                      const int shape[])
{
    Slot *slot = &s->list[s->count++];
    *slot = (Slot){.file = {.dtype = dtype, .ndim = ndim}, .memory = memory};
    snprintf(slot->name, sizeof slot->name, "%s%s", kind, name);
    slot->file.name = slot->name;
    for (int i = 0; i < ndim; i++)
        slot->file.shape[i] = shape[i];
    return slot;
}

static void add_weight(Slots *s, int i)
{
    const CheckpointStyle *style = s->c->style;
    const char *name = params_name(s->c->params, i);
    Tensor *x = params_at(s->c->params, i);
    CHECK(x->data, "checkpoint: params_init comes first");
    CHECK(strncmp(name, OPTIMISER, strlen(OPTIMISER)) && strcmp(name, RNG_STATE),
          "checkpoint: no parameter can be called '%s'", name);
    Slot *slot = slot_add(s, "", name, "F32", x->data, x->ndim, x->shape);
    slot->weight = 1;
    slot->transposed = x->ndim == 2 && style && style->transposed && style->transposed(name);
    if (slot->transposed) {
        slot->file.shape[0] = x->shape[1];
        slot->file.shape[1] = x->shape[0];
        s->scratch_size = x->size > s->scratch_size ? x->size : s->scratch_size;
    }
}

/* By falling width of the numbers, so that all are aligned in the file. */
static Slots slots_new(const Checkpoint *c)
{
    CHECK(c->params && params_count(c->params), "checkpoint: there are no parameters");
    CHECK(!c->rng || !strcmp(gsl_rng_name(c->rng), "mt19937"),
          "checkpoint: the generator is %s; wants mt19937", gsl_rng_name(c->rng));
    int n = params_count(c->params);
    Slots s = {.c = c, .arena = arena_new()};
    s.list = arena_take(s.arena, (size_t)(4 * n + 1) * sizeof *s.list);
    for (int i = 0; c->optim && i < n; i++)
        slot_add(&s, "optimiser.updates.", params_name(c->params, i), "I64", optim_state(c->optim, i).steps,
                 0, NULL);
    for (int i = 0; i < n; i++)
        add_weight(&s, i);
    for (int i = 0; c->optim && i < 2 * n; i++) {
        const Tensor *x = params_at(c->params, i % n);
        OptimState state = optim_state(c->optim, i % n);
        slot_add(&s, i < n ? "optimiser.first." : "optimiser.second.", params_name(c->params, i % n), "F32",
                 i < n ? state.first : state.second, x->ndim, x->shape);
    }
    if (c->rng)
        slot_add(&s, "", RNG_STATE, "U8", gsl_rng_state(c->rng), 1, (int[]){(int)gsl_rng_size(c->rng)});
    s.scratch = arena_take(s.arena, s.scratch_size * sizeof *s.scratch);
    return s;
}

/* to (cols,rows) = from (rows,cols)ᵀ, a tile that fits the cache after the other. */
static void transpose(float *to, const float *from, size_t rows, size_t cols)
{
#pragma omp parallel for if (rows * cols > 1 << 16)
    for (size_t i0 = 0; i0 < rows; i0 += TILE)
        for (size_t j0 = 0; j0 < cols; j0 += TILE)
            for (size_t j = j0; j < cols && j < j0 + TILE; j++)
                for (size_t i = i0; i < rows && i < i0 + TILE; i++)
                    to[j * rows + i] = from[i * cols + j];
}

static CheckpointNotes notes_new(const Checkpoint *c)
{
    CheckpointNotes n = {.rng = c->rng ? gsl_rng_name(c->rng) : NULL};
    n.used[NOTE_STEP] = c->step != NULL;
    n.used[NOTE_OPTIM_STEPS] = c->optim != NULL;
    n.used[NOTE_TAPE_SEED] = n.used[NOTE_TAPE_STEP] = c->tape != NULL;
    return n;
}

/* ---- Saving. */

static const void *slot_bytes(void *slots, int i)
{
    const Slots *s = slots;
    const Slot *slot = &s->list[i];
    if (!slot->transposed)
        return slot->memory;
    transpose(s->scratch, slot->memory, (size_t)slot->file.shape[1], (size_t)slot->file.shape[0]);
    return s->scratch;
}

static void check_between_steps(const Checkpoint *c)
{
    CHECK(!c->tape || tape_key(c->tape).op == 0,
          "checkpoint_save: in the middle of a step; tape_reset comes first");
    for (int i = 0; c->optim && i < params_count(c->params); i++)
        CHECK(!params_at(c->params, i)->has_grad,
              "checkpoint_save: '%s' has a gradient; optim_step comes first", params_name(c->params, i));
}

int checkpoint_save(const char *path, const Checkpoint *c, char *reason, size_t reason_size)
{
    check_between_steps(c);
    CheckpointNotes notes = notes_new(c);
    notes.value[NOTE_STEP] = c->step ? (uint64_t)*c->step : 0;
    notes.value[NOTE_OPTIM_STEPS] = c->optim ? (uint64_t)optim_steps(c->optim) : 0;
    notes.value[NOTE_TAPE_SEED] = c->tape ? tape_key(c->tape).seed : 0;
    notes.value[NOTE_TAPE_STEP] = c->tape ? tape_key(c->tape).step : 0;
    Slots s = slots_new(c);
    SafeTensor *list = arena_take(s.arena, (size_t)s.count * sizeof *list);
    for (int i = 0; i < s.count; i++)
        list[i] = s.list[i].file;
    const char **texts = checkpoint_notes_list(&notes, c->notes, s.arena);
    int code = safetensors_write(path, list, s.count, texts, slot_bytes, &s, reason, reason_size);
    arena_free(s.arena);
    return code;
}

/* ---- Loading: are all the tensors there, and no others? */

static int same_shape(const SafeTensor *a, const SafeTensor *b)
{
    return a->ndim == b->ndim && !memcmp(a->shape, b->shape, (size_t)a->ndim * sizeof a->shape[0]);
}

static int slot_find(Safetensors *f, Slot *slot, const char *prefix)
{
    char other[2 * NAME_SIZE], shape[2][200];
    snprintf(other, sizeof other, "%s%s", prefix ? prefix : "", slot->name);
    const SafeTensor *plain = safetensors_find(f, slot->name),
                     *prefixed = slot->weight && prefix ? safetensors_find(f, other) : NULL;
    if (plain && prefixed)
        return safetensors_refuse(f, "holds both '%s' and '%s'", slot->name, other);
    const SafeTensor *t = slot->found = plain ? plain : prefixed;
    if (!t)
        return safetensors_refuse(f, "tensor '%s' is missing", slot->name);
    if (strcmp(t->dtype, slot->file.dtype) && !(slot->weight && safetensors_is_half(t)))
        return safetensors_refuse(f, "tensor '%s' is of dtype %s; %s is wanted", t->name, t->dtype,
                                  slot->weight ? "F32, F16 or BF16" : slot->file.dtype);
    if (!same_shape(t, &slot->file))
        return safetensors_refuse(f, "tensor '%s' is %s in the file; the model's is %s%s", t->name,
                                  safetensors_shape(t, shape[0], sizeof shape[0]),
                                  safetensors_shape(&slot->file, shape[1], sizeof shape[1]),
                                  slot->transposed ? " in the file's order (in, out)" : "");
    return 0;
}

/* What the file holds beyond the slots must be state that was not asked for, or ignored by the style. */
static int check_others(Safetensors *f, const Slots *s)
{
    const CheckpointStyle *style = s->c->style;
    int n = safetensors_count(f);
    size_t prefix = style && style->prefix ? strlen(style->prefix) : 0;
    char *used = arena_take(s->arena, (size_t)n + 1);
    memset(used, 0, (size_t)n);
    for (int i = 0; i < s->count; i++)
        used[s->list[i].found - safetensors_at(f, 0)] = 1;
    for (int i = 0; i < n; i++) {
        const char *name = safetensors_at(f, i)->name;
        const char *bare = prefix && !strncmp(name, style->prefix, prefix) ? name + prefix : name;
        int state = !strncmp(name, OPTIMISER, strlen(OPTIMISER)) || !strcmp(name, RNG_STATE);
        if (!used[i] && !state && !(style && style->ignored && style->ignored(bare)))
            return safetensors_refuse(f, "tensor '%.64s' is unknown to this model", name);
    }
    return 0;
}

/* ---- Loading: what is small is read before anything is changed. */

/* GSL's rng/mt.c: 624 words of 32 bits, not all zero, and the index of the next. It would believe any. */
static int check_rng(Safetensors *f, const void *state, size_t size)
{
    struct {
        unsigned long word[624];
        int next;
    } mt;
    CHECK(size == sizeof mt, "checkpoint: the state of GSL's mt19937 has %zu bytes; %zu are known", size,
          sizeof mt);
    memcpy(&mt, state, sizeof mt);
    unsigned long all = 0;
    for (int i = 0; i < 624; i++)
        all |= mt.word[i];
    if (all == 0 || all > 0xffffffff || mt.next < 0 || mt.next > 624)
        return safetensors_refuse(f, "tensor '%s' is no state that a generator mt19937 can have", RNG_STATE);
    return 0;
}

static int stage(Safetensors *f, Slot *slot, Arena *a)
{
    size_t bytes = (size_t)slot->found->bytes;
    slot->staged = arena_take(a, bytes);
    if (safetensors_read(f, slot->found, 0, slot->staged, bytes))
        return GSL_EFAILED;
    if (!strcmp(slot->name, RNG_STATE))
        return check_rng(f, slot->staged, bytes);
    if (*(int64_t *)slot->staged < 0)
        return safetensors_refuse(f, "tensor '%s' is negative", slot->name);
    return 0;
}

/* ---- Loading: the large tensors. */

static int read_large(Safetensors *f, const Slots *s)
{
    int code = 0;
    for (int i = 0; !code && i < s->count; i++) {
        const Slot *slot = &s->list[i];
        if (slot->staged)
            continue;
        code = safetensors_read_floats(f, slot->found, slot->transposed ? s->scratch : slot->memory);
        if (!code && slot->transposed)
            transpose(slot->memory, s->scratch, (size_t)slot->file.shape[0], (size_t)slot->file.shape[1]);
    }
    return code;
}

/* ---- Loading: all of it. */

static int check(Safetensors *f, Slots *s, CheckpointNotes *notes)
{
    if (checkpoint_notes_read(notes, f))
        return GSL_EFAILED;
    for (int i = 0; i < s->count; i++)
        if (slot_find(f, &s->list[i], s->c->style ? s->c->style->prefix : NULL))
            return GSL_EFAILED;
    if (check_others(f, s))
        return GSL_EFAILED;
    for (int i = 0; i < s->count; i++)
        if (strcmp(s->list[i].file.dtype, "F32") && stage(f, &s->list[i], s->arena))
            return GSL_EFAILED;
    return 0;
}

static void finish(const Slots *s, const CheckpointNotes *notes)
{
    const Checkpoint *c = s->c;
    for (int i = 0; i < s->count; i++)
        if (s->list[i].staged)
            memcpy(s->list[i].memory, s->list[i].staged, (size_t)s->list[i].found->bytes);
    if (c->step)
        *c->step = (long)notes->value[NOTE_STEP];
    if (c->optim)
        optim_set_steps(c->optim, (long)notes->value[NOTE_OPTIM_STEPS]);
    if (c->tape)
        tape_seed(c->tape, notes->value[NOTE_TAPE_SEED], notes->value[NOTE_TAPE_STEP]);
    params_drop_grads(c->params);
}

int checkpoint_load(const char *path, const Checkpoint *c, char *reason, size_t reason_size)
{
    Safetensors *f = safetensors_open(path, reason, reason_size);
    if (!f)
        return GSL_EFAILED;
    CheckpointNotes notes = notes_new(c);
    Slots s = slots_new(c);
    int code = check(f, &s, &notes);
    if (!code) {
        code = read_large(f, &s);
        if (!code)
            finish(&s, &notes);
        else {
            size_t said = strlen(reason);
            snprintf(reason + said, reason_size - said, "; the model is partly overwritten");
        }
    }
    arena_free(s.arena);
    safetensors_close(f);
    return code;
}
