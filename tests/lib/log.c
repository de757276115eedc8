/* Logs and the progress bar. */
#define _XOPEN_SOURCE 700
#include "log.h"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "error.h"
#include "testing.h"

SUITE(log);

static void read_all(const char *path, char *to, size_t size)
{
    FILE *file = fopen(path, "r");
    cr_assert(file, "%s is not there", path);
    to[fread(to, 1, size - 1, file)] = 0;
    fclose(file);
}

/* Whole lines are on disk at once: a run that is interrupted leaves them. */
TEST(log, rows_reach_the_disk)
{
    const char *folder = testing_folder(), *path = testing_path(folder, "loss.tsv");
    char text[1000];
    Log *log = log_open(path, "step loss");
    LOG_ROW(log, 1, 0.5);
    LOG_ROW(log, 2, 1.0 / 3);
    log_text(log, "%s", "");
    log_text(log, "%s\t%d", "text", 7);
    read_all(path, text, sizeof text);
    cr_assert(!strcmp(text, "# step\tloss\n1\t0.5\n2\t0.3333333\n\ntext\t7\n"), "%s", text);
    log_close(log);
}

TEST(log, unwritable_places_are_named)
{
    CHECKED(log_open("/proc/no/such.tsv", "a"), "cannot write /proc/no/such.tsv: No such file");
    Log *full = NULL;
    if (access("/dev/full", W_OK))
        cr_skip_test("there is no /dev/full here");
    full = log_open("/dev/full", "a");
    LOG_ROW(full, 1);
    CHECKED((log_close(full), 0), "the disk is full");
}

static void waits(void *context)
{
    (void)context;
    Progress p = progress_begin("epoch 1", 100);
    p.started -= 5, p.drawn -= 5; /* as if five seconds had gone */
    progress_step(&p, 40, "loss 0.41");
    progress_end(&p);
    _exit(0);
}

TEST(log, no_bar_without_a_terminal)
{
    Child c = testing_child(waits, NULL);
    cr_assert(c.status == 0 && !*c.out && !*c.err, "status %d: %s%s", c.status, c.out, c.err);
}

static void on_terminal(void *name)
{
    int fd = open(name, O_RDWR | O_NOCTTY);
    dup2(fd, STDERR_FILENO);
    waits(NULL);
}

/* On a terminal the bar is drawn, says what, how far and how long, and wipes itself. */
TEST(log, bar_on_a_terminal)
{
    int master = posix_openpt(O_RDWR | O_NOCTTY);
    if (master < 0 || grantpt(master) || unlockpt(master))
        cr_skip_test("no terminal can be made here");
    int keep = open(ptsname(master), O_RDWR | O_NOCTTY);
    Child c = testing_child(on_terminal, ptsname(master));
    char text[1000] = "";
    const char *wipe = "\r\033[K";
    size_t n = 0; /* what is written comes in pieces: until the bar is wiped, or nothing comes for a second */
    struct pollfd ready = {.fd = master, .events = POLLIN};
    while (n < sizeof text - 1 && (n < 4 || strcmp(text + n - 4, wipe)) && poll(&ready, 1, 1000) > 0) {
        ssize_t more = read(master, text + n, sizeof text - 1 - n);
        n += more > 0 ? (size_t)more : 0;
    }
    close(keep), close(master);
    cr_assert(c.status == 0 && n > 4, "status %d, %zu bytes", c.status, n);
    cr_assert(strstr(text, "epoch 1") && strstr(text, "40 %") && strstr(text, "8 s left") &&
                  strstr(text, "loss 0.41"),
              "%s", text);
    cr_assert(!strcmp(text + n - 4, wipe), "the line stays");
    cr_assert(!strchr(text, '\n'), "the bar takes more than its line");
}

TEST(log, quick_work_shows_no_bar)
{
    Progress p = progress_begin("quick", 0);
    cr_assert(p.total == 1);
    p.visible = 1;
    progress_step(&p, 1, NULL); /* within the first second: nothing is drawn */
    cr_assert(p.done == 1 && p.drawn == p.started);
    p.visible = 0;
    progress_end(&p);
}
