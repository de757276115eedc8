#define _GNU_SOURCE /* nftw, on_exit */
#include "testing.h"

#include <criterion/hooks.h>
#include <ftw.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_randist.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- The run's seed, drawn in the runner and inherited by every test's process. */

ReportHook(PRE_ALL)(struct criterion_test_set *set)
{
    (void)set;
    unsigned long seed = 1;
    FILE *random = fopen("/dev/urandom", "rb");
    if (random) {
        unsigned char bytes[4];
        if (fread(bytes, 1, 4, random) == 4)
            seed = bytes[0] + 256UL * bytes[1] + 65536UL * bytes[2] + 16777216UL * bytes[3];
        fclose(random);
    }
    char text[32];
    snprintf(text, sizeof text, "%lu", seed);
    setenv("SEED", text, 0);
    setenv("OMP_WAIT_POLICY", "passive",
           0); /* threads that wait busily starve each other beside other programs */
}

/* What a summary can be added up from, and a run be repeated with. */
ReportHook(POST_ALL)(struct criterion_global_stats *stats)
{
    size_t none = stats->tests_passed + stats->tests_failed == 0; /* a filter without a match is no success */
    printf("library: %zu passed, %zu failed (SEED=%s)\n", stats->tests_passed, stats->tests_failed + none,
           getenv("SEED"));
}

unsigned long testing_seed(void)
{
    const char *text = getenv("SEED");
    return text ? strtoul(text, NULL, 10) : 1;
}

gsl_rng *testing_rng(const char *name)
{
    unsigned long seed = testing_seed();
    for (const char *c = name; *c; c++)
        seed = (seed * 31 + (unsigned char)*c) & 0xffffffff;
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(rng, seed);
    return rng;
}

int any(gsl_rng *rng, int low, int high)
{
    return low + (int)gsl_rng_uniform_int(rng, (unsigned long)(high - low + 1));
}

void fill_normal(gsl_rng *rng, Tensor *x)
{
    for (size_t i = 0; i < x->size; i++)
        x->data[i] = (float)gsl_ran_gaussian(rng, 1);
}

/* ---- CHECK. */

jmp_buf testing_jump;
char testing_caught[512];

static void jump(const char *reason, const char *file, int line, int code)
{
    (void)file, (void)line, (void)code;
    snprintf(testing_caught, sizeof testing_caught, "%s", reason);
    longjmp(testing_jump, 1);
}

/* LeakSanitizer, where it is linked. */
void __lsan_disable(void) __attribute__((weak));
void __lsan_enable(void) __attribute__((weak));

void testing_catch(int on)
{
    gsl_set_error_handler(on ? jump : NULL);
    if (__lsan_disable && __lsan_enable) /* a jump loses what was taken before it */
        (on ? __lsan_disable : __lsan_enable)();
}

void testing_end(void)
{
    if (__lsan_disable)
        exit(0);
}

/* ---- Files. */

static char folder[256];

static int remove_one(const char *path, const struct stat *s, int flag, struct FTW *f)
{
    (void)s, (void)flag, (void)f;
    return remove(path);
}

static void remove_folder(void) { nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS); }

const char *testing_folder(void)
{
    const char *base = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%.200s/lib-tests-XXXXXX", base ? base : "/tmp");
    cr_assert(mkdtemp(folder), "no folder can be made in %s", base ? base : "/tmp");
    atexit(remove_folder);
    return folder;
}

const char *testing_path(const char *in, const char *name)
{
    static char path[4][512];
    static unsigned next;
    char *to = path[next++ % 4];
    snprintf(to, sizeof path[0], "%s/%s", in, name);
    return to;
}

void testing_write(const char *path, const void *bytes, size_t n)
{
    FILE *file = fopen(path, "wb");
    cr_assert(file && fwrite(bytes, 1, n, file) == n && fclose(file) == 0, "cannot write %s", path);
}

/* ---- Children. */

static void collect(FILE *from, char *to, size_t size)
{
    rewind(from);
    size_t n = fread(to, 1, size - 1, from);
    to[n] = 0;
    fclose(from);
}

/* Ends a child without what the runner or a sanitizer would do at exit. */
static void leave(int status, void *unused)
{
    (void)unused;
    fflush(NULL);
    _exit(status);
}

Child testing_child(void (*body)(void *context), void *context)
{
    Child child = {0};
    FILE *out = tmpfile(), *err = tmpfile();
    cr_assert(out && err, "no temporary file can be made");
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        dup2(fileno(out), STDOUT_FILENO);
        dup2(fileno(err), STDERR_FILENO);
        on_exit(leave, NULL);
        body(context);
        exit(0);
    }
    int status = 0;
    cr_assert(pid > 0 && waitpid(pid, &status, 0) == pid, "no process could be started");
    child.status = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    collect(out, child.out, sizeof child.out);
    collect(err, child.err, sizeof child.err);
    return child;
}

int testing_lines(const char *text)
{
    int lines = 0;
    for (; *text; text++)
        lines += *text == '\n';
    return lines;
}
