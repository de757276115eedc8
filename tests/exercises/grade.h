/* grade.h: what the graded tests of a chapter are written with.
 *
 *     GRADE(ex_mean, of_three, 1, "Sums that stay exact")
 *     {
 *         const float *x = grade_input((float[]){1, 2, 6}, 3 * sizeof(float));
 *         grade_call("ex_mean({1, 2, 6}, n = 3)");
 *         grade_near(ex_mean(x, 3), 3.0, 1e-6, "the sum is not divided by n");
 *     }
 *
 * That test is worth one point of the function ex_mean; a learner who fails it is sent to the section
 * of the text named last. Every test runs in a process of its own, so the first failure ends it, and it
 * may crash, hang or call exit without harm to the others. */
#ifndef GRADE_H
#define GRADE_H

#include <criterion/criterion.h>
#include <gsl/gsl_rng.h>
#include <stddef.h>
#include <stdlib.h>

/* GRADE(function, test, points, "section of the text") { body }, in the order of the text.
 * A test may take two seconds; GRADE_SLOW states another limit. */
#define GRADE(function, test, points, heading) GRADE_SLOW(function, test, points, heading, 2)

/* A test passes only by leaving through grade_end(), which looks for leaks and ends the process with the
 * status GRADE_PASSED. Any other way out is a failure; Criterion alone would count exit(0) as a pass. */
#define GRADE_SLOW(function, test, points, heading, seconds)                                             \
    static char grade_row_##function##_##test[]                                                          \
        __attribute__((section("grade_tests"), used, aligned(1))) =                                      \
            __FILE__ ":" GRADE_TEXT(__LINE__) "\t" #function "\t" #test "\t" #points "\t" #seconds "\t" heading "\n"; \
    static void grade_body_##function##_##test(void);                                                    \
    Test(function, test, .timeout = (seconds), .exit_code = GRADE_PASSED,                                \
         .data = grade_row_##function##_##test)                                                          \
    {                                                                                                    \
        grade_begin(#function);                                                                          \
        grade_body_##function##_##test();                                                                \
        grade_end();                                                                                     \
    }                                                                                                    \
    static void grade_body_##function##_##test(void)

#define GRADE_TEXT(x) GRADE_TEXT_(x)
#define GRADE_TEXT_(x) #x

enum { GRADE_PASSED = 77 };

#define GRADE_FORMAT(n) __attribute__((format(printf, n, n + 1)))

/* ---- What is being called: say it before each call, it heads every failure, and a crash too. */

void grade_call(const char *format, ...) GRADE_FORMAT(1);

/* Writes "{1, 2.5, 3}" for grade_call, and returns buffer; long arrays are cut with an ellipsis. */
char *grade_text_floats(char *buffer, size_t size, const float *x, size_t n);
char *grade_text_doubles(char *buffer, size_t size, const double *x, size_t n);
char *grade_text_ints(char *buffer, size_t size, const int *x, size_t n);

/* ---- Checks. `likely` names the mistake that this failure suggests; NULL says nothing. */

/* |got - want| <= tolerance. NaN agrees only with NaN, an infinity only with itself. */
void grade_near(double got, double want, double tolerance, const char *likely);
void grade_array(const float *got, const float *want, size_t n, double tolerance, const char *likely);
void grade_array_d(const double *got, const double *want, size_t n, double tolerance, const char *likely);
void grade_int(long got, long want, const char *likely);
void grade_true(int condition, const char *expected, const char *likely);

/* If the next grade_near fails with a value near `wrong`, `likely` is named in place of its own text:
 *     grade_suspect(sum, "the sum is not divided by n");
 * Suspicions last until the next grade_call. */
void grade_suspect(double wrong, const char *likely);

/* Fails in words of your own; any but `likely` may be NULL. */
_Noreturn void grade_fail(const char *returned, const char *expected, const char *error, const char *likely);

/* ---- Memory that notices. Nothing of it needs to be freed. */

/* Arrays that the learner writes: full of NaN (ints: of GRADE_UNWRITTEN), and the first element past
 * their end is in no one's memory, so an overrun fails the test and is named. An element that was
 * never written is told apart from a NaN of other origin. */
float *grade_floats(size_t n);
double *grade_doubles(size_t n);
int *grade_ints(size_t n);
enum { GRADE_UNWRITTEN = -559038737 };

/* A copy of `size` bytes that can be read and not written. */
const void *grade_input(const void *data, size_t size);

/* What the learner allocated is counted: what is still held at the end is a leak. A block that a
 * learner's function returns is given back with grade_free, not with free. */
void grade_free(void *block);

/* The same numbers every time; from one generator, which is set anew and nobody frees. */
gsl_rng *grade_random(unsigned long seed);

void grade_begin(const char *function); /* called by GRADE */
_Noreturn void grade_end(void);

#endif
