#include "error.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Noreturn void error_fail(const char *file, int line, const char *format, ...)
{
    char reason[512];
    va_list args;
    va_start(args, format);
    vsnprintf(reason, sizeof reason, format, args);
    va_end(args);
    gsl_error(reason, file, line, GSL_EINVAL);
    abort();
}

int error_say(char *reason, size_t size, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(reason, size, format, args);
    va_end(args);
    for (char *at = reason; size && *at; at++)
        if (iscntrl((unsigned char)*at)) /* of a damaged file, say: it would break the line, or obey */
            *at = '?';
    return GSL_EFAILED;
}

void error_exit_handler(const char *reason, const char *file, int line, int code)
{
    (void)code;
    const char *base = strrchr(file, '/');
    fflush(stdout);
    fprintf(stderr, "error: %s (%s:%d)\n", reason, base ? base + 1 : file, line);
    exit(EXIT_FAILURE);
}
