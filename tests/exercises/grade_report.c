/* grade_report.c: in the runner's process, one row of the report a test, whatever became of it.
 * The runner is Criterion 2.4.1, which starts each test in a new process. */
#define _DEFAULT_SOURCE
#include "grade_private.h"

#include <criterion/hooks.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static FILE *report;
static struct criterion_test_set *tests;
static unsigned rows;

/* Bytes from byte `p` that make one UTF-8 character; 0 if they do not. */
static int utf8(const unsigned char *p)
{
    int n = *p < 0x80 ? 1 : *p < 0xc2 ? 0 : *p < 0xe0 ? 2 : *p < 0xf0 ? 3 : *p < 0xf5 ? 4 : 0;
    for (int i = 1; i < n; i++)
        if ((p[i] & 0xc0) != 0x80)
            return 0;
    return n;
}

/* A field of the report: newlines become \n, so that a row stays a row; what a terminal cannot show,
 * or a cut character, becomes a question mark. */
static void write_field(const char *text)
{
    const unsigned char *p = (const unsigned char *)text;
    putc('\t', report);
    for (int n; *p; p += n ? n : 1) {
        n = utf8(p);
        if (*p == '\n')
            fputs("\\n", report);
        else if (*p == '\t')
            putc(' ', report);
        else if (n == 0 || *p < ' ' || *p == 0x7f)
            putc('?', report);
        else
            fwrite(p, 1, (size_t)n, report);
    }
}

static void write_printed(void)
{
    char text[2001];
    int fd = grade_open("printed", O_RDWR | O_CREAT);
    ssize_t n = read(fd, text, sizeof text - 1);
    text[n > 0 ? n : 0] = 0;
    write_field(text);
    if (ftruncate(fd, 0) != 0)
        perror("printed");
    close(fd);
}

static const char *signal_words(int number)
{
    switch (number) {
    case SIGSEGV: return "SIGSEGV\ta pointer that leads nowhere: NULL, or past the end of an array";
    case SIGBUS: return "SIGBUS\ta pointer that leads nowhere";
    case SIGFPE: return "SIGFPE\tan integer is divided by zero";
    case SIGILL: return "SIGILL\ta NULL pointer is used, or a function ends without return";
    case SIGABRT: return "SIGABRT\tthe C library stopped the program: memory was overwritten";
    case SIGKILL: return "SIGKILL\tit took too much memory";
    default: return "a signal\t";
    }
}

static void write_row(const struct criterion_test_stats *s, const char *status, const char *returned,
                      const char *expected, const char *likely)
{
    const GradeNote *note = grade_note();
    fprintf(report, "%s\t%s\t%s", s->test->category, s->test->name, status);
    write_field(note->called);
    write_field(*note->returned ? note->returned : returned);
    write_field(*note->expected ? note->expected : expected);
    write_field(note->error);
    write_field(*note->likely ? note->likely : likely);
    write_printed();
    putc('\n', report);
    fflush(report);
    rows++;
    memset(grade_note(), 0, sizeof(GradeNote));
}

static void crashed(const struct criterion_test_stats *s)
{
    char name[20], returned[60];
    const char *words = signal_words(s->signal);
    size_t length = strcspn(words, "\t");
    snprintf(name, sizeof name, "%.*s", (int)length, words);
    snprintf(returned, sizeof returned, "never: it crashed (%s)", name);
    write_row(s, "crash", returned, "", words + length + 1);
}

/* After one test that does not end, the others of that function get a quarter of their time. */
static void lose_patience(const char *function, double factor)
{
    FOREACH_SET(struct criterion_suite_set *s, tests->suites)
    {
        if (strcmp(s->suite.name, function) != 0)
            continue;
        FOREACH_SET(struct criterion_test *t, s->tests)
        {
            t->data->timeout *= factor;
        }
    }
}

ReportHook(PRE_ALL)(struct criterion_test_set *set)
{
    report = fdopen(grade_open("report", O_WRONLY | O_CREAT | O_EXCL), "w");
    tests = set;
    memset(grade_note(), 0, sizeof(GradeNote));
    const char *impatient = getenv("GRADE_IMPATIENT"); /* tests/grading.sh, so as to wait less */
    if (impatient)
        lose_patience(impatient, 0.15);
}

ReportHook(POST_TEST)(struct criterion_test_stats *s)
{
    if (s->timed_out) {
        static const char *suite;
        char returned[60];
        snprintf(returned, sizeof returned, "never: stopped after %.2g s", s->test->data->timeout);
        write_row(s, "timeout", returned, "", "a loop or a recursion that does not end");
        if (!suite || strcmp(suite, s->test->category) != 0)
            lose_patience(suite = s->test->category, 0.25);
    } else if (s->crashed || s->signal) {
        crashed(s);
    } else if (s->failed_asserts || s->test_status == CR_STATUS_FAILED || s->exit_code != GRADE_PASSED) {
        int said = s->failed_asserts > 0;
        write_row(s, said ? "fail" : "exit", said ? "" : "never: the test's process ended early", "", "");
    } else {
        write_row(s, "pass", "", "", "");
    }
}

/* A test that dies of a signal comes here and not to POST_TEST. */
ReportHook(TEST_CRASH)(struct criterion_test_stats *s)
{
    crashed(s);
}

/* Without this row the runner did not get to its end. */
ReportHook(POST_ALL)(struct criterion_global_stats *s)
{
    (void)s;
    fprintf(report, "end\t%u\n", rows);
    fclose(report);
}
