/* A program's arguments: what is wrong is refused in one line, with exit status 2. */
#define _XOPEN_SOURCE 700
#include "run.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"
#include "testing.h"

SUITE(run);

enum { MAX_ARGS = 12 };

static const char *folder;

/* What a chapter's program does, with two options of its own. */
static void program(void *context)
{
    double epochs = 10, rate = 0.1;
    RunOption options[] = {{"epochs", &epochs, 1, 1000, "passes over the data"},
                           {"a-rather-long-name", &rate, 0, 1, "rate"},
                           {0}};
    char **argv = context;
    int argc = 0;
    while (argv[argc])
        argc++;
    cr_assert(chdir(folder) == 0);
    Run run = run_begin(argc, argv, "07-test", "Tests an idea.", options);
    run_section("first");
    printf("%g %g %lu %d %s %lu\n", epochs, rate, run.seed, run.quick, run.folder, gsl_rng_get(run.rng));
    run_section("second");
    Log *log = run_log(&run, "curve", "x y");
    LOG_ROW(log, 1, 2);
    log_close(log);
    run_summary(&run, "accuracy", 91.25, "%");
    exit(run_end(&run));
}

static Child run_with(const char *args[])
{
    char *argv[MAX_ARGS + 1] = {"prog"};
    for (int i = 0; i < MAX_ARGS - 1 && args[i]; i++)
        argv[i + 1] = (char *)(size_t)args[i];
    return testing_child(program, argv);
}

#define RUN(...) run_with((const char *[MAX_ARGS]){__VA_ARGS__})

static void begin(void) { folder = testing_folder(); }

#define RUNS(name) TEST(run, name, .init = begin)

static int exists(const char *name)
{
    struct stat s;
    return stat(testing_path(folder, name), &s) == 0;
}

RUNS(defaults_and_files)
{
    Child c = RUN(NULL);
    cr_assert(c.status == 0, "status %d: %s", c.status, c.err);
    cr_assert(!strncmp(c.out, "== first ==\n10 0.1 1 0 build/runs/07-test ", 42) &&
                  strstr(c.out, "\n\n== second ==\n"),
              "%s", c.out);
    cr_assert(exists("build/runs/07-test/curve.tsv") && exists("build/runs/07-test/summary.tsv"));
    cr_assert(!exists("build/runs/07-test/summary.part.tsv"));
    char text[400] = "";
    FILE *summary = fopen(testing_path(folder, "build/runs/07-test/summary.tsv"), "r");
    text[fread(text, 1, sizeof text - 1, summary)] = 0;
    fclose(summary);
    cr_assert(!strncmp(text, "# name\tvalue\tunit\naccuracy\t91.25\t%\nseconds\t", 43) &&
                  testing_lines(text) == 3,
              "%s", text);
}

RUNS(arguments_are_taken)
{
    Child c = RUN("--seed", "42", "--epochs=3", "--quick", "--a-rather-long-name", "1e-3", "--out",
                  "elsewhere/deep/");
    cr_assert(c.status == 0 && strstr(c.out, "\n3 0.001 42 1 elsewhere/deep/ "), "status %d: %s%s", c.status,
              c.out, c.err);
    cr_assert(exists("elsewhere/deep/summary.tsv") && !exists("build"));
    c = RUN("--quick");
    cr_assert(strstr(c.out, "build/quick/07-test ") && exists("build/quick/07-test/summary.tsv"), "%s",
              c.out);
}

/* The same seed draws the same numbers, another one others. */
RUNS(seeds)
{
    Child a = RUN("--seed", "5"), b = RUN("--seed", "5"), d = RUN("--seed", "6");
    cr_assert(!strcmp(a.out, b.out) && strcmp(a.out, d.out));
}

RUNS(wrong_arguments_are_refused)
{
    const char *wrong[][MAX_ARGS] = {
        {"--nonsense"},     {"--seed"},          {"--seed", "x"},
        {"--seed", ""},     {"--seed", "-1"},    {"--seed", "1e20"},
        {"--seed", "nan"},  {"--epochs", "0"},   {"--epochs", "1001"},
        {"--epochs", "3x"}, {"--epochs", "inf"}, {"--epochs="},
        {"--quick=1"},      {"extra"},           {"-x"},
        {"-xyz"},           {"--", "extra"},     {"--out"},
        {"--seed", "1.5"},  {"--out", ""},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        Child c = run_with(wrong[i]);
        const char *last = wrong[i][1] ? wrong[i][1] : "";
        cr_assert(c.status == 2, "%s %s: status %d", wrong[i][0], last, c.status);
        cr_assert(testing_lines(c.err) == 1 && !*c.out && !strncmp(c.err, "prog: ", 6), "%s %s: %s%s",
                  wrong[i][0], last, c.out, c.err);
        char name[32];
        snprintf(name, sizeof name, "%.*s", (int)strcspn(wrong[i][0], "="), wrong[i][0]);
        cr_assert(strstr(c.err, name), "%s is not named in: %s", name, c.err);
    }
    cr_assert(!exists("build"), "a refused run leaves a folder");
}

RUNS(help)
{
    Child c = RUN("--help");
    cr_assert(c.status == 0 && !*c.err, "status %d: %s", c.status, c.err);
    const char *said[] = {"Tests an idea.",       "--seed",     "--quick", "--out", "--epochs N",
                          "passes over the data", "default 10", "--help"};
    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        cr_assert(strstr(c.out, said[i]), "'%s' is not in the help:\n%s", said[i], c.out);
    cr_assert(!exists("build"));
}

RUNS(places_that_cannot_be_written)
{
    char endless[1200];
    memset(endless, 'a', sizeof endless);
    for (int i = 100; i < 1100; i += 100)
        endless[i] = '/';
    endless[1199] = 0;
    testing_write(testing_path(folder, "file"), "x", 1);
    const char *places[] = {"file", "file/below", "/proc/nothing", endless};
    for (int i = 0; i < 4; i++) {
        Child c = RUN("--out", places[i]);
        cr_assert(c.status == 1 || c.status == 2, "%.40s: status %d", places[i], c.status);
        cr_assert(testing_lines(c.err) == 1 && !*c.out, "%.40s: %s", places[i], c.err);
    }
}
