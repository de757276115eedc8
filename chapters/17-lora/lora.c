/* Chapter 17: a model learns a task by few numbers beside it. How few, and what do they save? */
#include <gsl/gsl_math.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "adapting.h"
#include "error.h"

static double rank = 4, passes = 1, sweeping;
static const RunOption OPTIONS[] = {{"rank", &rank, 0, 1e6, "of the adapters; 0: the head alone learns"},
                                    {"passes", &passes, 0.01, 100, "over the mails"},
                                    {"sweep", &sweeping, 0, 1, "1: many ranks, three seeds, some minutes"}, {0}};

/* Takes `--adapters FILE` out of the arguments; NULL: it is not there. */
static const char *take_file(int *argc, char **argv)
{
    for (int i = 1; i + 1 < *argc; i++)
        if (!strcmp(argv[i], "--adapters")) {
            const char *file = argv[i + 1];
            *argc -= 2;
            for (int k = i; k <= *argc; k++)
                argv[k] = k < *argc ? argv[k + 2] : NULL;
            return file;
        }
    return NULL;
}

/* Adapters from a file, on this trunk. */
static void use_file(Run *run, const Task *task, const char *file)
{
    char why[600];
    Trial t = trial_new(task, (int)rank, LORA_ALL, run->seed);
    CHECK(lora_load(file, t.lora, (Checkpoint){.params = t.learns}, why, sizeof why) == 0, "%s", why);
    printf("%.1f %% of %d test mails are right\n", trial_right(&t.c, task), task->count[SPAM_TEST]);
    trial_free(&t);
}

static void describe(const char *name, const Trial *t, const Task *task, double right, double seconds)
{
    printf("%-12s %10zu %9.2f %% %9.1f %% %8.0f s\n", name, params_size(t->learns), trial_share(t, task), right, seconds);
}

static void chapter(Run *run, const Task *task)
{
    char name[32];
    double start = log_seconds();
    Trial full = trial_new(task, EVERYTHING, 0, run->seed);
    trial_train(&full, task, passes, run->seed);
    double trained = log_seconds(), right = trial_right(&full.c, task);
    double between = log_seconds();
    Trial few = trial_new(task, (int)rank, LORA_ALL, run->seed);
    trial_train(&few, task, passes, run->seed);
    double end = log_seconds(), adapted = trial_right(&few.c, task);
    run_section("adapters");
    printf("%d mails to learn from, %d to test\n", task->count[SPAM_TRAINING], task->count[SPAM_TEST]);
    printf("learns          numbers  of all        right   training\n");
    describe("everything", &full, task, right, trained - start);
    snprintf(name, sizeof name, "rank %d", (int)rank);
    describe(name, &few, task, adapted, end - between);
    run_summary(run, "lora_gap", right - adapted, "points");
    run_summary(run, "lora_params_share", trial_share(&few, task), "%");
    run_summary(run, "lora_numbers", (double)params_size(few.learns), "");
    run_summary(run, "full_right", right, "%"), run_summary(run, "lora_right", adapted, "%");
    Log *log = run_log(run, "own", "share right");
    LOG_ROW(log, trial_share(&few, task), adapted), LOG_ROW(log, trial_share(&full, task), right);
    log_close(log);
    show_spectrum(run, task, &full, right);
    show_sweep(run);
    show_merged(run, task, &few);
    trial_free(&few), trial_free(&full);
    show_cost(run, task, (int)rank);
    show_first(run, task, (int)rank);
}

int main(int argc, char **argv)
{
    const char *file = take_file(&argc, argv);
    Run run = run_begin(argc, argv, "17-lora",
                        "Low-rank adapters: what they learn, and what they save.\n\n"
                        "  --adapters FILE  only asks the test mails, with these", OPTIONS);
    CHECK(rank == floor(rank), "--rank %g: a whole number is wanted", rank);
    Task task = task_load(&run);
    if (file)
        use_file(&run, &task, file);
    else if (sweeping > 0)
        sweep(&run, &task, passes);
    else
        chapter(&run, &task);
    task_free(&task);
    return run_end(&run);
}
