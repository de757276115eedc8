/* grade_memory.c: memory that notices when a learner's code leaves it. */
#define _DEFAULT_SOURCE
#include "grade_private.h"

#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

/* ---- Arrays that end at a page which nobody may touch:
 *
 *     | margin … array | no access |
 */
typedef struct {
    unsigned char *margin, *array, *end;
    size_t element;
} Guarded;

enum { MAX_GUARDED = 8192, MARGIN_BYTE = 0xa5 };
static Guarded guarded[MAX_GUARDED];
static size_t nguarded;

static const uint32_t UNWRITTEN_FLOAT = 0x7fc5eed5;              /* quiet NaNs that no arithmetic makes */
static const uint64_t UNWRITTEN_DOUBLE = 0x7ff85eed5eed5eedULL;

static Guarded *guard(size_t n, size_t element)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE), size = n * element;
    size_t whole = (size / page + 1) * page; /* always some margin, even of nothing */
    unsigned char *start = MAP_FAILED;
    if (nguarded < MAX_GUARDED)
        start = mmap(NULL, whole + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (start == MAP_FAILED || mprotect(start + whole, page, PROT_NONE) != 0)
        grade_fail("never", "memory for the test", NULL, "the test itself asks for too many arrays");
    memset(start, MARGIN_BYTE, whole);
    Guarded *g = &guarded[nguarded++];
    *g = (Guarded){start, start + whole - size, start + whole, element};
    return g;
}

static void *guarded_copies(size_t n, const void *value, size_t element)
{
    Guarded *g = guard(n, element);
    for (size_t i = 0; i < n; i++)
        memcpy(g->array + i * element, value, element);
    return g->array;
}

float *grade_floats(size_t n)
{
    return guarded_copies(n, &UNWRITTEN_FLOAT, sizeof(float));
}

double *grade_doubles(size_t n)
{
    return guarded_copies(n, &UNWRITTEN_DOUBLE, sizeof(double));
}

int *grade_ints(size_t n)
{
    int value = GRADE_UNWRITTEN;
    return guarded_copies(n, &value, sizeof value);
}

const void *grade_input(const void *data, size_t size)
{
    Guarded *g = guard(size, 1);
    memcpy(g->array, data, size);
    mprotect(g->margin, (size_t)(g->end - g->margin), PROT_READ);
    return g->array;
}

int grade_float_unwritten(const float *x)
{
    return memcmp(x, &UNWRITTEN_FLOAT, sizeof *x) == 0;
}

int grade_double_unwritten(const double *x)
{
    return memcmp(x, &UNWRITTEN_DOUBLE, sizeof *x) == 0;
}

static void check_margins(void)
{
    for (const Guarded *g = guarded; g < guarded + nguarded; g++)
        for (const unsigned char *p = g->margin; p < g->array; p++)
            if (*p != MARGIN_BYTE)
                grade_fail("after writing before the beginning of an array", "writes inside it", NULL,
                           "an index below zero");
}

/* ---- Wild pointers: say which array, then die of the signal as usual */

static const char *stack_near; /* an address on the stack, in the test's own function */

static void explain(int number, siginfo_t *info, void *context)
{
    (void)context;
    static const size_t page = 4096, stack = 9 << 20;
    const unsigned char *p = info->si_addr;
    GradeNote *note = grade_note();
    struct sigaction again = {.sa_handler = SIG_DFL};
    sigaction(number, &again, NULL); /* the instruction is tried again, and ends the process */
    for (const Guarded *g = guarded; g < guarded + nguarded; g++) {
        size_t n = (size_t)(g->end - g->array) / g->element;
        if (p >= g->end && p < g->end + page) {
            snprintf(note->returned, sizeof note->returned, "never: it left an array at its end (SIGSEGV)");
            if (g->element > 1)
                snprintf(note->error, sizeof note->error, "touched element %zu of an array of %zu",
                         n + (size_t)(p - g->end) / g->element, n);
            snprintf(note->likely, sizeof note->likely, "an index that runs too far: valid are 0 to n - 1");
            return;
        }
        if (p >= g->array && p < g->end) {
            snprintf(note->returned, sizeof note->returned, "never: it wrote to an input (SIGSEGV)");
            snprintf(note->likely, sizeof note->likely, "the inputs are const: write only to the output");
            return;
        }
    }
    if ((const char *)p < stack_near && (size_t)(stack_near - (const char *)p) < stack) {
        snprintf(note->returned, sizeof note->returned, "never: its stack is full (SIGSEGV)");
        snprintf(note->likely, sizeof note->likely, "a recursion that does not end, or a very large local array");
    }
}

void grade_memory_begin(void)
{
    static char stack[1 << 16];
    stack_near = __builtin_frame_address(0);
    sigaltstack(&(stack_t){.ss_sp = stack, .ss_size = sizeof stack}, NULL);
    struct sigaction act = {.sa_sigaction = explain, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigaction(SIGSEGV, &act, NULL);
    sigaction(SIGBUS, &act, NULL);
}

/* ---- malloc and its kin, as the learner's code is linked to them */

typedef struct Block {
    struct Block *next;
    size_t size;
} Block; /* sizeof is a multiple of 16 on every 64-bit machine, so what follows is aligned */

enum { TAIL = 16 };
static const size_t MOST = (size_t)1 << 30; /* a machine with one gigabyte to give */
static Block *blocks;
static size_t held;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static unsigned char *bytes(Block *b)
{
    return (unsigned char *)(b + 1);
}

/* Fresh memory is full of 0xff, which is NaN as floats: to rely on zeros must show. */
void *grade_malloc(size_t size)
{
    if (size > MOST || held + size > MOST)
        return NULL;
    Block *b = malloc(sizeof *b + size + TAIL);
    if (!b)
        return NULL;
    memset(bytes(b), 0xff, size);
    memset(bytes(b) + size, MARGIN_BYTE, TAIL);
    pthread_mutex_lock(&lock);
    *b = (Block){blocks, size};
    blocks = b;
    held += size;
    pthread_mutex_unlock(&lock);
    return bytes(b);
}

void *grade_calloc(size_t count, size_t size)
{
    if (size && count > MOST / size)
        return NULL;
    void *p = grade_malloc(count * size);
    return p ? memset(p, 0, count * size) : NULL;
}

static void check_tail(Block *b)
{
    char text[120];
    for (size_t i = 0; i < TAIL; i++)
        if (bytes(b)[b->size + i] != MARGIN_BYTE) {
            snprintf(text, sizeof text, "after writing past the end of its own %zu bytes", b->size);
            grade_fail(text, "writes inside the block that malloc gave", NULL,
                       "an index that runs too far, or malloc(n) for malloc(n * sizeof *p)");
        }
}

static Block *unlink_block(const void *p)
{
    pthread_mutex_lock(&lock);
    Block **link = &blocks;
    while (*link && bytes(*link) != p)
        link = &(*link)->next;
    Block *b = *link;
    if (b) {
        *link = b->next;
        held -= b->size;
    }
    pthread_mutex_unlock(&lock);
    if (!b)
        grade_fail("never: free or realloc of a pointer that malloc did not give", "each block freed once", NULL,
                   "freed twice, or a pointer that was moved since malloc");
    check_tail(b);
    return b;
}

void grade_free(void *p)
{
    if (p)
        free(unlink_block(p));
}

void *grade_realloc(void *p, size_t size)
{
    void *fresh = grade_malloc(size);
    if (!p || !fresh)
        return fresh;
    Block *old = unlink_block(p);
    memcpy(fresh, p, old->size < size ? old->size : size);
    free(old);
    return fresh;
}

void grade_memory_end(void)
{
    check_margins();
    size_t count = 0;
    for (Block *b = blocks; b; b = b->next, count++)
        check_tail(b);
    if (!count)
        return;
    char text[120];
    snprintf(text, sizeof text, "without freeing %zu bytes (%zu block%s)", held, count, count == 1 ? "" : "s");
    grade_fail(text, "every block that it allocates freed", NULL, "free is missing, perhaps before an early return");
}
