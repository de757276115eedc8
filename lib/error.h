/* error.h (level 0): programming errors end the program with one line. */
#ifndef ERROR_H
#define ERROR_H

#include <gsl/gsl_errno.h>

/* CHECK(cond, "format", ...): a violated condition is a mistake in the caller
 * (a wrong shape, a wrong argument). The message goes through gsl_error, so a
 * handler set with gsl_set_error_handler sees it; CHECK itself never returns:
 * if the handler does, the program aborts. */
#define CHECK(cond, ...) \
    ((cond) ? (void)0 : error_fail(__FILE__, __LINE__, __VA_ARGS__))

_Noreturn void error_fail(const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* For input from outside (files): writes the formatted reason into a buffer of
 * `size` bytes, as one line (a control character becomes ?), and returns GSL_EFAILED, so a loader can
 * `return error_say(...)`. */
int error_say(char *reason, size_t size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* A gsl error handler that prints `program: reason` on stderr and exits 1. */
void error_exit_handler(const char *reason, const char *file, int line, int code);

#endif
