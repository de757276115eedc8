/* grade.c: checks and their words, in the test's process; grade_report.c is the runner's side.
 * The runner is Criterion 2.4.1, which starts each test in a new process. */
#define _DEFAULT_SOURCE
#include "grade_private.h"

#include <fcntl.h>
#include <gsl/gsl_errno.h>
#include <math.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

int grade_open(const char *name, int flags)
{
    const char *folder = getenv("GRADE_DIR");
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder ? folder : ".", name);
    int fd = open(path, flags | O_CLOEXEC, 0666);
    if (fd >= 0)
        return fd;
    perror(path);
    exit(2);
}

GradeNote *grade_note(void)
{
    static GradeNote *note;
    if (note)
        return note;
    int fd = grade_open("note", O_RDWR | O_CREAT);
    if (ftruncate(fd, sizeof *note) == 0)
        note = mmap(NULL, sizeof *note, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    if (!note || note == MAP_FAILED) {
        perror("note");
        exit(2);
    }
    return note;
}

/* ---- In the test's process */

static struct {
    double wrong;
    const char *likely;
} suspects[8];
static size_t nsuspects;

void grade_call(const char *format, ...)
{
    GradeNote *note = grade_note();
    va_list args;
    va_start(args, format);
    vsnprintf(note->called, sizeof note->called, format, args);
    va_end(args);
    nsuspects = 0;
}

void grade_suspect(double wrong, const char *likely)
{
    if (nsuspects == sizeof suspects / sizeof *suspects)
        return;
    suspects[nsuspects].wrong = wrong;
    suspects[nsuspects++].likely = likely;
}

static void put(char *field, size_t size, const char *text)
{
    snprintf(field, size, "%s", text ? text : "");
}

_Noreturn void grade_fail(const char *returned, const char *expected, const char *error, const char *likely)
{
    GradeNote *note = grade_note();
    put(note->returned, sizeof note->returned, returned);
    put(note->expected, sizeof note->expected, expected);
    put(note->error, sizeof note->error, error);
    put(note->likely, sizeof note->likely, likely);
    fflush(stdout);
    cr_assert_fail("%s returned %s, expected %s", note->called, note->returned, note->expected);
    abort();
}

static int agrees(double got, double want, double tolerance)
{
    if (isnan(want) || isnan(got))
        return isnan(want) && isnan(got);
    return got == want || fabs(got - want) <= tolerance; /* the first for infinities */
}

/* %g, but NaN without a sign, which says nothing. */
static const char *number(char *text, size_t size, int precision, double x)
{
    snprintf(text, size, "%.*g", precision, isnan(x) ? fabs(x) : x);
    return text;
}

/* As few digits as tell the two apart, but not fewer than six. */
static int digits(double got, double want)
{
    char a[40], b[40];
    for (int n = 6; n < 17; n += 3) {
        snprintf(a, sizeof a, "%.*g", n, got);
        snprintf(b, sizeof b, "%.*g", n, want);
        if (strcmp(a, b) != 0)
            return n;
    }
    return 17;
}

static void error_text(char *text, size_t size, double got, double want, double tolerance)
{
    snprintf(text, size, "%.3g, allowed %.2g", fabs(got - want), tolerance); /* fabs: nan, not -nan */
}

void grade_near(double got, double want, double tolerance, const char *likely)
{
    if (agrees(got, want, tolerance))
        return;
    char returned[40], expected[40], error[80];
    int n = digits(got, want);
    number(returned, sizeof returned, n, got);
    number(expected, sizeof expected, n, want);
    error_text(error, sizeof error, got, want, tolerance);
    for (size_t i = 0; i < nsuspects; i++)
        if (agrees(got, suspects[i].wrong, fmax(tolerance, 1e-6 * fabs(got)))) {
            likely = suspects[i].likely;
            break;
        }
    grade_fail(returned, expected, error, likely);
}

/* An array of either type, so that there is one way to print and one to compare. */
typedef struct {
    const float *f;
    const double *d;
} Numbers;

static double at(Numbers x, size_t i)
{
    return x.f ? (double)x.f[i] : x.d[i];
}

static int unwritten(Numbers x, size_t i)
{
    return x.f ? grade_float_unwritten(x.f + i) : grade_double_unwritten(x.d + i);
}

enum { SHOWN = 8 }; /* elements printed of an array */

static void append(char *buffer, size_t size, const char *format, ...) GRADE_FORMAT(3);

static void append(char *buffer, size_t size, const char *format, ...)
{
    size_t used = strlen(buffer);
    va_list args;
    va_start(args, format);
    vsnprintf(buffer + used, size - used, format, args);
    va_end(args);
}

static char *list(char *buffer, size_t size, Numbers x, size_t n, int precision)
{
    char text[40];
    put(buffer, size, "{");
    for (size_t i = 0; i < n && i < SHOWN; i++)
        append(buffer, size, "%s%s", i ? ", " : "",
               unwritten(x, i) ? "unwritten" : number(text, sizeof text, precision, at(x, i)));
    append(buffer, size, "%s}", n > SHOWN ? ", …" : "");
    return buffer;
}

char *grade_text_floats(char *buffer, size_t size, const float *x, size_t n)
{
    return list(buffer, size, (Numbers){.f = x}, n, 6);
}

char *grade_text_doubles(char *buffer, size_t size, const double *x, size_t n)
{
    return list(buffer, size, (Numbers){.d = x}, n, 6);
}

char *grade_text_ints(char *buffer, size_t size, const int *x, size_t n)
{
    put(buffer, size, "{");
    for (size_t i = 0; i < n && i < SHOWN; i++)
        append(buffer, size, "%s%d", i ? ", " : "", x[i]);
    append(buffer, size, "%s}", n > SHOWN ? ", …" : "");
    return buffer;
}

/* A short array is shown whole, of a long one the first wrong element. */
static void compare(Numbers got, Numbers want, size_t n, double tolerance, const char *likely)
{
    size_t i = 0;
    while (i < n && agrees(at(got, i), at(want, i), tolerance) && !unwritten(got, i))
        i++;
    if (i == n)
        return;
    char returned[400], expected[400], error[120], text[40];
    int precision = digits(at(got, i), at(want, i));
    if (n <= SHOWN) {
        list(returned, sizeof returned, got, n, precision);
        list(expected, sizeof expected, want, n, precision);
    } else {
        snprintf(returned, sizeof returned, "[%zu] = %s", i, number(text, sizeof text, precision, at(got, i)));
        snprintf(expected, sizeof expected, "[%zu] = %s", i, number(text, sizeof text, precision, at(want, i)));
    }
    error_text(error, sizeof error, at(got, i), at(want, i), tolerance);
    append(error, sizeof error, " (element %zu of %zu)", i, n);
    if (unwritten(got, i)) {
        snprintf(error, sizeof error, "element %zu of %zu was never written, or comes of one that was not", i, n);
        if (n > SHOWN)
            put(returned, sizeof returned, "nothing there");
    }
    grade_fail(returned, expected, error, likely);
}

void grade_array(const float *got, const float *want, size_t n, double tolerance, const char *likely)
{
    compare((Numbers){.f = got}, (Numbers){.f = want}, n, tolerance, likely);
}

void grade_array_d(const double *got, const double *want, size_t n, double tolerance, const char *likely)
{
    compare((Numbers){.d = got}, (Numbers){.d = want}, n, tolerance, likely);
}

void grade_int(long got, long want, const char *likely)
{
    if (got == want)
        return;
    char returned[40], expected[40];
    snprintf(returned, sizeof returned, "%ld", got);
    snprintf(expected, sizeof expected, "%ld", want);
    grade_fail(got == GRADE_UNWRITTEN ? "nothing: never written" : returned, expected, NULL, likely);
}

void grade_true(int condition, const char *expected, const char *likely)
{
    if (!condition)
        grade_fail(NULL, expected, NULL, likely);
}

static _Noreturn void ended(const char *format, ...) GRADE_FORMAT(1);

static _Noreturn void ended(const char *format, ...)
{
    char how[300];
    va_list args;
    va_start(args, format);
    vsnprintf(how, sizeof how, format, args);
    va_end(args);
    grade_fail(how, "a return to the caller", NULL, "a function that is graded must return, whatever happens");
}

_Noreturn void grade_called_exit(int status)
{
    ended("never: your code called exit(%d)", status);
}

_Noreturn void grade_called__exit(int status)
{
    ended("never: your code called _exit(%d)", status);
}

_Noreturn void grade_called__Exit(int status)
{
    ended("never: your code called _Exit(%d)", status);
}

_Noreturn void grade_called_quick_exit(int status)
{
    ended("never: your code called quick_exit(%d)", status);
}

_Noreturn void grade_called_abort(void)
{
    ended("never: your code called abort()");
}

_Noreturn void grade_called_assert(const char *condition, const char *file, unsigned line, const char *function)
{
    ended("never: assert(%s) failed at %s:%u, in %s", condition, file, line, function);
}

static void library_refused(const char *reason, const char *file, int line, int code)
{
    (void)file, (void)line, (void)code;
    char how[500];
    snprintf(how, sizeof how, "never: the library stopped, %s", reason);
    grade_fail(how, NULL, NULL, "an argument that you pass on has the wrong size or value");
}

/* Where a function calls an earlier one of its chapter (ex_temperature may call ex_softmax), tools/grade
 * lets it call the right answer, so that a mistake costs its points once: see `follow_through` there.
 * grade_order is the place of the function under test in GRADE_ORDER, which lists them as the text does. */
int grade_order;

static int place(const char *function)
{
    const char *order = getenv("GRADE_ORDER");
    size_t length = strlen(function);
    for (int i = 0; order && *order; i++, order += *order == ' ') {
        if (strcspn(order, " ") == length && strncmp(order, function, length) == 0)
            return i;
        order += strcspn(order, " ");
    }
    return 0;
}

/* What the learner prints goes to a file, for the report, and cannot fill the disk. */
void grade_begin(const char *function)
{
    grade_order = place(function);
    memset(grade_note(), 0, sizeof(GradeNote));
    int fd = grade_open("printed", O_RDWR | O_CREAT | O_TRUNC | O_APPEND);
    dup2(fd, STDOUT_FILENO);
    dup2(fd, STDERR_FILENO);
    setvbuf(stdout, NULL, _IONBF, 0); /* so that nothing is lost in a crash */
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){65536, 65536});
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
    gsl_set_error_handler(library_refused);
    grade_memory_begin();
}

_Noreturn void grade_end(void)
{
    grade_memory_end();
    exit(GRADE_PASSED);
}

gsl_rng *grade_random(unsigned long seed)
{
    static gsl_rng *rng;
    if (!rng)
        rng = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(rng, seed);
    return rng;
}
