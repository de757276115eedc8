/* testing.h: what the library's tests share. Every run draws a new seed, prints it and takes it
 * again from the environment: SEED=123 build/tests/lib-tests. */
#ifndef TESTING_H
#define TESTING_H

#include <criterion/criterion.h>
#include <gsl/gsl_rng.h>
#include <setjmp.h>
#include <stddef.h>

#include "tensor.h"

/* A suite whose tests may take `seconds` each. */
#define SUITE_SLOW(name, seconds) TestSuite(name, .timeout = (seconds))
#define SUITE(name) SUITE_SLOW(name, 20)

/* TEST(suite, name, options…) { … } is Criterion's Test, but fails where memory was lost. Criterion would let
 * that pass: so where LeakSanitizer is linked, a test ends its process, and LeakSanitizer its exit status. */
#define TEST(...) TEST_(__VA_ARGS__, .description = NULL)
#define TEST_(suite, name, ...)              \
    static void body_##suite##_##name(void); \
    Test(suite, name, __VA_ARGS__)           \
    {                                        \
        body_##suite##_##name();             \
        testing_end();                     \
    }                                        \
    static void body_##suite##_##name(void)

void testing_end(void);

/* ---- Random data. */

unsigned long testing_seed(void);         /* of this run */
gsl_rng *testing_rng(const char *name);   /* from the run's seed and `name`: a test's own numbers */
int any(gsl_rng *rng, int low, int high); /* low … high */
void fill_normal(gsl_rng *rng, Tensor *x);

/* ---- Programming errors. CHECKED(statement, "text"): `statement` must violate a CHECK whose message
 * contains `text`. The statement is left by a jump, so what it had taken is lost. */

#define CHECKED(statement, text)                                                              \
    do {                                                                                      \
        testing_catch(1);                                                                     \
        if (!setjmp(testing_jump)) {                                                          \
            (void)(statement);                                                                \
            testing_catch(0);                                                                 \
            cr_assert(0, "nothing was noticed in: %s", #statement);                           \
        }                                                                                     \
        testing_catch(0);                                                                     \
        cr_assert(strstr(testing_caught, text), "'%s' is not in '%s'", text, testing_caught); \
    } while (0)

extern jmp_buf testing_jump;
extern char testing_caught[512];
void testing_catch(int on);

/* ---- Memory. The linker sends every malloc, calloc, realloc, aligned_alloc, posix_memalign and free
 * of our own objects here (--wrap); what libraries do inside is their own. */

typedef struct {
    long calls;         /* of any of the six */
    long blocks;        /* taken and not given back */
    size_t bytes, peak; /* now, and at most */
} Memory;

void memory_watch(void);     /* from now on */
Memory memory_watched(void); /* since then; ends it */

/* ---- Files. */

const char *testing_folder(void); /* new, empty, under $TMPDIR or /tmp; removed at exit */
const char *testing_path(const char *in, const char *name); /* in/name, in one of four buffers */
void testing_write(const char *path, const void *bytes, size_t n);

/* Runs `body` in a process of its own, without a terminal, and collects what it says. */
typedef struct {
    int status; /* exit status, or -signal */
    char out[4096], err[4096];
} Child;
Child testing_child(void (*body)(void *context), void *context);
int testing_lines(const char *text); /* newlines in it */

#endif
