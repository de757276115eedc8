/* A training that is killed at twenty random moments ends as if it never had been. */
#define _DEFAULT_SOURCE
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "gpt_file.h"
#include "log.h"
#include "safetensors.h"
#include "testing.h"
#include "training.h"

SUITE_SLOW(checkpoint_kill, 100);

enum { KILLS = 20 };
static const double SECONDS = 1; /* of training without a kill */

static const char *folder, *path, *result;
static long steps; /* as many as that; 0: not known yet */

/* In a process of its own: goes on from the checkpoint, if there is one, and saves after each step. At the
 * end `result` holds the loss of one more step and the whole state. */
static void train(void)
{
    char reason[600];
    size_t n;
    Training t = training_new(testing_seed());
    if (access(path, F_OK) == 0 && gpt_resume(path, t.gpt, training_checkpoint(&t), reason, sizeof reason)) {
        fprintf(stderr, "%s\n", reason);
        _exit(2);
    }
    double begun = log_seconds();
    while (steps ? t.step < steps : t.step < 20 || log_seconds() - begun < SECONDS) {
        training_step(&t);
        if (gpt_save(path, t.gpt, training_checkpoint(&t), reason, sizeof reason)) {
            fprintf(stderr, "%s\n", reason);
            _exit(3);
        }
    }
    double loss = training_step(&t);
    unsigned char *bytes = training_bytes(&t, &n);
    FILE *file = fopen(result, "wb");
    if (!file || fwrite(&loss, sizeof loss, 1, file) != 1 || fwrite(bytes, n, 1, file) != 1 || fclose(file))
        _exit(4);
    _exit(0);
}

static pid_t start(void)
{
    fflush(NULL);
    pid_t pid = fork();
    cr_assert(pid >= 0, "no process could be started");
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        train();
    }
    return pid;
}

/* 1: ended well; 0: was killed. */
static int ended(pid_t pid)
{
    int status = 0;
    cr_assert(waitpid(pid, &status, 0) == pid);
    cr_assert(WIFSIGNALED(status) ? WTERMSIG(status) == SIGKILL : WEXITSTATUS(status) == 0, "status 0x%x",
              status);
    return WIFEXITED(status);
}

static size_t read_result(unsigned char *to, size_t size)
{
    FILE *file = fopen(result, "rb");
    cr_assert(file, "there is no result");
    size_t n = fread(to, 1, size, file);
    fclose(file);
    unlink(result);
    return n;
}

static int files(void)
{
    int n = 0;
    DIR *d = opendir(folder);
    cr_assert(d);
    while (readdir(d))
        n++;
    closedir(d);
    return n - 2; /* . and .. */
}

static void sleep_for(double seconds)
{
    struct timespec t = {(time_t)seconds, (long)(1e9 * (seconds - (double)(time_t)seconds))};
    nanosleep(&t, NULL);
}

static long saved_step(void)
{
    char reason[600];
    if (access(path, F_OK) != 0)
        return 0;
    Safetensors *f = safetensors_open(path, reason, sizeof reason);
    cr_assert(f, "after a kill: %s", reason);
    long step = atol(safetensors_note(f, "step"));
    safetensors_close(f);
    return step;
}

static unsigned char want[1 << 18], got[1 << 18];

static void compare(size_t n)
{
    cr_assert(read_result(got, sizeof got) == n && !memcmp(got, want, n), "SEED=%lu: ends in another state",
              testing_seed());
    cr_assert(files() == 1, "something was left beside the checkpoint");
    unlink(path);
}

TEST(checkpoint_kill, twenty_times)
{
    gsl_rng *rng = testing_rng("kill");
    folder = testing_folder();
    path = testing_path(folder, "run.safetensors"), result = testing_path(folder, "result");
    double begun = log_seconds();
    cr_assert(ended(start()));
    double whole = log_seconds() - begun;
    size_t n = read_result(want, sizeof want);
    cr_assert(n > sizeof(double) && files() == 1);
    steps = saved_step();
    unlink(path);

    char moments[1000] = "";
    long step = 0;
    for (int kill_count = 0; kill_count < KILLS;) {
        double delay = gsl_rng_uniform(rng) * whole / 6;
        pid_t pid = start();
        sleep_for(delay);
        kill(pid, SIGKILL);
        if (ended(pid)) { /* it was faster: once more from the beginning */
            compare(n);
            step = 0;
            continue;
        }
        cr_assert(saved_step() >= step, "the checkpoint of step %ld gave way to that of %ld", step,
                  saved_step());
        step = saved_step();
        snprintf(moments + strlen(moments), sizeof moments - strlen(moments), " %ld", step);
        kill_count++;
    }
    cr_assert(ended(start()));
    compare(n);
    printf("SEED=%lu: killed after steps%s of %ld\n", testing_seed(), moments, steps);
    gsl_rng_free(rng);
}
