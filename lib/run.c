#define _POSIX_C_SOURCE 200809L
#include "run.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "error.h"

enum { MAX_OPTIONS = 16, FIRST_OWN = 1000 };

static void make_folders(const char *path)
{
    char part[512];
    snprintf(part, sizeof part, "%s", path);
    for (char *p = part + 1; ; p++) {
        if (*p && *p != '/')
            continue;
        char saved = *p;
        *p = 0;
        CHECK(mkdir(part, 0777) == 0 || errno == EEXIST, "cannot make the folder %s: %s", part, strerror(errno));
        if (!saved)
            return;
        *p = saved;
    }
}

static void usage(const char *program, const char *purpose, const RunOption *options)
{
    printf("%s\n\nusage: %s [options]\n"
           "  --seed N      another random start (default 1)\n"
           "  --quick       a short version that takes seconds\n"
           "  --out DIR     where the logs go (default build/runs/…)\n", purpose, program);
    for (const RunOption *o = options; o && o->name; o++)
        printf("  --%s N%*s%s (default %g)\n", o->name, (int)(10 - strlen(o->name)), "", o->help, *o->value);
    printf("  --help        this\n");
}

static _Noreturn void refuse(const char *program, const char *what, const char *value)
{
    fprintf(stderr, "%s: %s%s; --help lists the options\n", program, what, value);
    exit(2);
}

static double number(const char *program, const char *name, const char *text, double low, double high)
{
    char *end, message[160];
    errno = 0;
    double value = strtod(text, &end);
    if (end != text && !*end && !errno && value >= low && value <= high)
        return value;
    snprintf(message, sizeof message, "--%.30s takes a number from %g to %g, not ", name, low, high);
    refuse(program, message, text);
}

static unsigned long seed_of(const char *program, const char *text)
{
    double seed = number(program, "seed", text, 0, 4294967295.0);
    if (seed > floor(seed))
        refuse(program, "--seed takes a whole number, not ", text);
    return (unsigned long)seed;
}

static void set_folder(Run *run, const char *program, const char *path)
{
    if (!*path || (size_t)snprintf(run->folder, sizeof run->folder, "%s", path) >= sizeof run->folder)
        refuse(program, "--out takes the path of a folder, not too long, and not ", *path ? path : "nothing");
}

static void parse(Run *run, int argc, char **argv, const char *purpose, const RunOption *options)
{
    struct option list[MAX_OPTIONS + 5] = {{"seed", 1, 0, 's'},
                                               {"quick", 0, 0, 'q'}, {"out", 1, 0, 'o'}, {"help", 0, 0, 'h'}};
    int count = 4;
    for (const RunOption *o = options; o && o->name; o++, count++) {
        CHECK(count < MAX_OPTIONS + 4, "run: more than %d options", MAX_OPTIONS);
        list[count] = (struct option){o->name, 1, 0, FIRST_OWN + count - 4};
    }
    opterr = 0;
    for (int c, at = optind; (c = getopt_long(argc, argv, "+", list, NULL)) != -1; at = optind) {
        if (c == 's')
            run->seed = seed_of(argv[0], optarg);
        else if (c == 'q')
            run->quick = 1;
        else if (c == 'o')
            set_folder(run, argv[0], optarg);
        else if (c == 'h')
            usage(argv[0], purpose, options), exit(0);
        else if (c >= FIRST_OWN) {
            const RunOption *o = &options[c - FIRST_OWN];
            *o->value = number(argv[0], o->name, optarg, o->low, o->high);
        } else
            refuse(argv[0], "cannot use ", argv[at]);
    }
    if (optind < argc)
        refuse(argv[0], "takes no argument ", argv[optind]);
}

Run run_begin(int argc, char **argv, const char *key, const char *purpose, const RunOption *options)
{
    gsl_set_error_handler(error_exit_handler);
    Run run = {.seed = 1, .started = log_seconds()};
    snprintf(run.key, sizeof run.key, "%s", key);
    parse(&run, argc, argv, purpose, options);
    if (!run.folder[0])
        snprintf(run.folder, sizeof run.folder, "build/%s/%s", run.quick ? "quick" : "runs", key);
    make_folders(run.folder);
    setvbuf(stdout, NULL, _IOLBF, 0);

    run.rng = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(run.rng, run.seed);
    run.summary = run_log(&run, "summary.part", "name value unit");
    return run;
}

void run_section(const char *name)
{
    static int first = 1;
    printf("%s== %s ==\n", first ? "" : "\n", name);
    first = 0;
}

static void path_of(const Run *run, const char *what, char *path, size_t size)
{
    CHECK((size_t)snprintf(path, size, "%s/%s.tsv", run->folder, what) < size, "the path %s/… is too long",
          run->folder);
}

Log *run_log(const Run *run, const char *what, const char *columns)
{
    char path[600];
    path_of(run, what, path, sizeof path);
    return log_open(path, columns);
}

void run_summary(Run *run, const char *name, double value, const char *unit)
{
    log_text(run->summary, "%s\t%.7g\t%s", name, value, unit);
}

int run_end(Run *run)
{
    run_summary(run, "seconds", log_seconds() - run->started, "s");
    log_close(run->summary);
    /* Renamed last, so that a summary stands for a run that came to its end. */
    char part[600], whole[600];
    path_of(run, "summary.part", part, sizeof part);
    path_of(run, "summary", whole, sizeof whole);
    CHECK(rename(part, whole) == 0, "cannot write %s: %s", whole, strerror(errno));
    gsl_rng_free(run->rng);
    return 0;
}
