/* What the linker puts before the C library's functions (-Wl,--wrap=malloc …): they count, and pass on. */
#include <malloc.h>
#include <stdlib.h>

#include "testing.h"

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t size);
void *__real_aligned_alloc(size_t alignment, size_t size);
int __real_posix_memalign(void **p, size_t alignment, size_t size);
void __real_free(void *p);

void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t size);
void *__wrap_aligned_alloc(size_t alignment, size_t size);
int __wrap_posix_memalign(void **p, size_t alignment, size_t size);
void __wrap_free(void *p);

static Memory now;
static int watching;

static void *taken(void *p)
{
    if (!watching || !p)
        return p;
    now.blocks++;
    now.bytes += malloc_usable_size(p);
    now.peak = now.bytes > now.peak ? now.bytes : now.peak;
    return p;
}

static void given_back(void *p)
{
    if (!watching || !p)
        return;
    now.blocks--;
    now.bytes -= malloc_usable_size(p);
}

void *__wrap_malloc(size_t size)
{
    now.calls += watching;
    return taken(__real_malloc(size));
}

void *__wrap_calloc(size_t n, size_t size)
{
    now.calls += watching;
    return taken(__real_calloc(n, size));
}

void *__wrap_realloc(void *p, size_t size)
{
    now.calls += watching;
    given_back(p);
    return taken(__real_realloc(p, size));
}

void *__wrap_aligned_alloc(size_t alignment, size_t size)
{
    now.calls += watching;
    return taken(__real_aligned_alloc(alignment, size));
}

int __wrap_posix_memalign(void **p, size_t alignment, size_t size)
{
    now.calls += watching;
    int code = __real_posix_memalign(p, alignment, size);
    if (!code)
        taken(*p);
    return code;
}

void __wrap_free(void *p)
{
    now.calls += watching;
    given_back(p);
    __real_free(p);
}

void memory_watch(void)
{
    now = (Memory){0};
    watching = 1;
}

Memory memory_watched(void)
{
    watching = 0;
    return now;
}
