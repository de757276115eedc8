/* Ten thousand damaged checkpoints: each loads or is refused in one line that names it; none crashes, hangs,
 * takes much memory or changes a model before it is refused. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gpt_file.h"
#include "testing.h"
#include "training.h"

SUITE_SLOW(checkpoint_damage, 120);

enum { DAMAGES = 10000, ROOM = 1 << 18, BASES = 3 };

typedef struct {
    unsigned char byte[ROOM];
    size_t n;
} File;

static const char *folder, *path;
static File base[BASES], file;

static size_t header_size(const File *f)
{
    size_t n = 0;
    for (int i = 7; i >= 0; i--)
        n = n << 8 | f->byte[i];
    return n < f->n - 8 ? n : f->n - 8;
}

static void set_header_size(File *f, unsigned long long n)
{
    for (int i = 0; i < 8; i++, n >>= 8)
        f->byte[i] = (unsigned char)(n & 0xff);
}

/* Replaces `remove` bytes of the header by `insert` others; the length is put right. */
static void edit(File *f, size_t at, size_t remove, const char *insert, size_t n)
{
    size_t header = header_size(f);
    if (at + remove > 8 + header || f->n + n > ROOM)
        return;
    memmove(f->byte + at + n, f->byte + at + remove, f->n - at - remove);
    memcpy(f->byte + at, insert, n);
    f->n = f->n - remove + n;
    set_header_size(f, header - remove + n);
}

static size_t below(gsl_rng *rng, size_t n) { return n ? gsl_rng_uniform_int(rng, n) : 0; }
static size_t in_header(const File *f, gsl_rng *rng) { return 8 + below(rng, header_size(f)); }

/* The next text like `want` after a random place of the header; 0 if there is none. */
static size_t look_for(const File *f, const char *want, gsl_rng *rng)
{
    for (size_t at = in_header(f, rng), end = 8 + header_size(f), n = strlen(want); at + n <= end; at++)
        if (!memcmp(f->byte + at, want, n))
            return at;
    return 0;
}

/* Shapes, offsets, and the numbers in the metadata. */
static void lie_in_number(File *f, gsl_rng *rng)
{
    static const char *const lies[] = {"0",
                                       "1",
                                       "-1",
                                       "2",
                                       "1e400",
                                       "4.0",
                                       "9223372036854775807",
                                       "9223372036854775808",
                                       "4294967296",
                                       "null",
                                       "[]",
                                       "18446744073709551615",
                                       "0x10",
                                       "007",
                                       "{}",
                                       "\"1\""};
    size_t at = in_header(f, rng), end = 8 + header_size(f), digits = 0;
    while (at < end && !(f->byte[at] >= '0' && f->byte[at] <= '9'))
        at++;
    while (at + digits < end && f->byte[at + digits] >= '0' && f->byte[at + digits] <= '9')
        digits++;
    char text[30];
    if (any(rng, 0, 1))
        snprintf(text, sizeof text, "%s", lies[any(rng, 0, sizeof lies / sizeof *lies - 1)]);
    else
        snprintf(text, sizeof text, "%lu", gsl_rng_uniform_int(rng, 1UL << any(rng, 1, 31)));
    edit(f, at, digits, text, strlen(text));
}

static void mutate_json(File *f, gsl_rng *rng)
{
    static const char signs[] = "{}[]\",:\\x 0-.eE\n\t\0\xff\xc3truenull";
    for (int times = any(rng, 1, 4); times > 0; times--) {
        char c = any(rng, 0, 3) ? signs[below(rng, sizeof signs - 1)] : (char)any(rng, -128, 127);
        edit(f, in_header(f, rng), (size_t)any(rng, 0, 1), &c, (size_t)any(rng, 0, 1));
    }
}

static void nest(File *f, gsl_rng *rng)
{
    static char brackets[1 << 16];
    size_t n = (size_t)1 << any(rng, 1, 16);
    memset(brackets, "[{"[any(rng, 0, 1)], n);
    int flat = any(rng, 0, 1);
    for (size_t i = 0; flat && i + 2 < n; i += 3)
        memcpy(brackets + i, "[],", 3);
    size_t at = look_for(f, ":", rng);
    edit(f, at ? at + 1 : 8, 0, brackets, n);
}

static void other_word(File *f, gsl_rng *rng)
{
    static const char *const words[][2] = {{"F32", "F16"},
                                           {"F32", "F64"},
                                           {"F32", "I32"},
                                           {"I64", "F64"},
                                           {"U8", "I8"},
                                           {"shape", "dtype"},
                                           {"h.0", "h.1"},
                                           {"h.1", "h.9"},
                                           {"weight", "bias"},
                                           {"mt19937", "taus"},
                                           {"optimiser", "optimizer"},
                                           {"first", "second"},
                                           {"__metadata__", "metadata"},
                                           {"wte", "wpe"},
                                           {"\"", "\\n\""},
                                           {"\"h.", "\"transformer.h."},
                                           {"attn", "\\u0000"},
                                           {"F16", "BF16"}};
    const char *const *w = words[any(rng, 0, sizeof words / sizeof *words - 1)];
    size_t at = look_for(f, w[0], rng);
    if (at)
        edit(f, at, strlen(w[0]), w[1], strlen(w[1]));
}

static void copy_span(File *f, gsl_rng *rng)
{
    static char span[4096];
    size_t n = below(rng, sizeof span), from = in_header(f, rng), header = 8 + header_size(f);
    if (any(rng, 0, 1)) { /* whole entries, so that names come twice or go missing */
        from = look_for(f, "\"", rng);
        size_t end = from;
        while (end < header && f->byte[end] != '}')
            end++;
        n = end + 2 - from;
    }
    if (!from || n > sizeof span || from + n > header)
        return;
    memcpy(span, f->byte + from, n);
    if (any(rng, 0, 1))
        edit(f, from, n, "", 0);
    else
        edit(f, any(rng, 0, 1) ? from : in_header(f, rng), 0, span, n);
}

static const char *const kinds[] = {"truncated",    "longer",      "bit flips",    "bit flips in the header",
                                    "length lies",  "number lies", "mutated JSON", "brackets",
                                    "another word", "a span",      "random bytes", "overwritten run",
                                    "other data",   "doubled"};
enum { KINDS = sizeof kinds / sizeof *kinds };

static void flip(File *f, size_t from, size_t n, gsl_rng *rng)
{
    for (int bits = any(rng, 1, 8); bits > 0 && n; bits--)
        f->byte[from + below(rng, n)] ^= (unsigned char)(1 << any(rng, 0, 7));
}

static void damage(File *f, int kind, gsl_rng *rng)
{
    size_t header = header_size(f), from;
    switch (kind) {
    case 0: f->n = any(rng, 0, 3) ? below(rng, f->n) : f->n - (size_t)any(rng, 1, 16); break;
    case 1:
        for (int more = any(rng, 1, 5000); more > 0; more--)
            f->byte[f->n++] = (unsigned char)any(rng, 0, 255);
        break;
    case 2: flip(f, 0, f->n, rng); break;
    case 3: flip(f, 8, header, rng); break;
    case 4:
        set_header_size(f, any(rng, 0, 1)
                               ? header + (size_t)any(rng, -20, 20)
                               : (unsigned long long)gsl_rng_get(rng) << any(rng, 0, 32) >> any(rng, 0, 32));
        break;
    case 5: lie_in_number(f, rng); break;
    case 6: mutate_json(f, rng); break;
    case 7: nest(f, rng); break;
    case 8: other_word(f, rng); break;
    case 9: copy_span(f, rng); break;
    case 10:
        for (from = any(rng, 0, 1) ? 8 + below(rng, header) : below(rng, 10); from < f->n; from++)
            f->byte[from] = (unsigned char)any(rng, 0, 255);
        break;
    case 11:
        from = below(rng, any(rng, 0, 1) ? f->n : 8 + header);
        memset(f->byte + from, any(rng, 0, 255), below(rng, any(rng, 0, 1) ? f->n - from : 8));
        break;
    case 12:
        for (from = f->n - below(rng, f->n - 8 - header); from < f->n; from++)
            f->byte[from] = (unsigned char)any(rng, 0, 255);
        break;
    default:
        if (2 * f->n <= ROOM) {
            memcpy(f->byte + f->n, f->byte, f->n);
            f->n *= 2;
        }
    }
}

/* ---- Loading. */

static void read_base(File *f)
{
    FILE *from = fopen(path, "rb");
    cr_assert(from);
    f->n = fread(f->byte, 1, ROOM, from);
    cr_assert(f->n > 0 && f->n < ROOM / 2);
    fclose(from);
}

/* All of a training, weights alone, and a file of halves. */
static void make_bases(Training *t)
{
    char reason[600];
    cr_assert(gpt_save(path, t->gpt, training_checkpoint(t), reason, sizeof reason) == 0, "%s", reason);
    read_base(&base[0]);
    cr_assert(gpt_save(path, t->gpt, (Checkpoint){.params = t->params}, reason, sizeof reason) == 0, "%s",
              reason);
    read_base(&base[1]);
    static const char half[] =
        "{\"__metadata__\":{\"step\":\"3\"},\"a\":{\"dtype\":\"F16\",\"shape\":[3,5],\"data_offsets\":"
        "[0,30]},\"b\":{\"dtype\":\"BF16\",\"shape\":[],\"data_offsets\":[30,32]}}";
    set_header_size(&base[2], strlen(half));
    memcpy(base[2].byte + 8, half, strlen(half));
    base[2].n = 8 + strlen(half) + 32;
}

static int load(Training *t, Checkpoint halves, int which, int as_gpt, char *reason, size_t size)
{
    Params *p;
    Gpt *g;
    if (which == 2)
        return checkpoint_load(path, &halves, reason, size);
    if (which == 0 && !as_gpt)
        return gpt_resume(path, t->gpt, training_checkpoint(t), reason, size);
    int code = gpt_load(path, &p, &g, reason, size);
    cr_assert(!code == (p && g));
    if (!code) {
        gpt_free(g);
        params_free(p);
    }
    return code;
}

static int attempt(Training *t, Checkpoint halves, int which, int as_gpt, const char *what)
{
    char reason[400] = "";
    size_t n, m;
    unsigned char *before = training_bytes(t, &n);
    memory_watch();
    int code = load(t, halves, which, as_gpt, reason, sizeof reason);
    Memory used = memory_watched();
    unsigned char *after = training_bytes(t, &m);
    if (code)
        cr_assert(!memcmp(before, after, n), "%s: refused, but something changed: '%s'", what, reason);
    else
        for (int i = 0; i < 1300; i++) {
            double x = gsl_rng_uniform(t->rng);
            cr_assert(x >= 0 && x < 1, "%s: the generator draws %g", what, x);
        }
    cr_assert(!code == !*reason, "%s: '%s'", what, reason);
    cr_assert(!code || (strstr(reason, path) == reason && strlen(reason) > strlen(path) + 5), "%s: '%s'",
              what, reason);
    for (const char *c = reason; *c; c++)
        cr_assert(*c >= ' ' && *c <= '~', "%s: '%s'", what, reason);
    cr_assert(used.blocks == 0, "%s: %ld blocks were lost", what, used.blocks);
    cr_assert(used.peak <= 10 * file.n + (8 << 20), "%s: %zu bytes for a file of %zu", what, used.peak,
              file.n);
    free(before);
    free(after);
    return code;
}

TEST(checkpoint_damage, ten_thousand_files)
{
    gsl_rng *rng = testing_rng("checkpoint damage");
    Training t = training_new(1);
    Params *p = params_new();
    params_add(p, "a", init_constant(0), SHAPE(3, 5));
    params_add(p, "b", init_constant(0), 0, (int[]){0});
    params_init(p, rng);
    long step = 0;
    int refusals = 0, free_before = dup(0);
    close(free_before);
    folder = testing_folder();
    path = testing_path(folder, "damaged");
    make_bases(&t);
    for (int i = 0; i < DAMAGES; i++) {
        char what[120];
        int kind = i % KINDS, which = i / KINDS % BASES, as_gpt = i / KINDS / BASES % 2;
        snprintf(what, sizeof what, "SEED=%lu: damage %d, %s, of file %d", testing_seed(), i, kinds[kind],
                 which);
        file = base[which];
        damage(&file, kind, rng);
        unlink(path); /* a file that is emptied and written again goes to the disk at once on ext4 */
        testing_write(path, file.byte, file.n);
        refusals += attempt(&t, (Checkpoint){.params = p, .step = &step}, which, as_gpt, what) != 0;
    }
    int free_after = dup(0);
    close(free_after);
    cr_assert(free_after == free_before, "files were left open");
    cr_assert(refusals > DAMAGES / 2 && refusals < DAMAGES, "%d were refused", refusals);
    params_free(p);
    training_free(&t);
    gsl_rng_free(rng);
}
