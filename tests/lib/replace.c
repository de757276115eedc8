/* Writing that fails leaves the old file, no other, and one line that says why. */
#define _GNU_SOURCE /* unshare */
#include "replace.h"

#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "testing.h"
#include "training.h"

SUITE(replace);

static const char *folder, *path, *part;
static char reason[600];

static void begin(void)
{
    folder = testing_folder();
    path = testing_path(folder, "file");
    part = testing_path(folder, "file.part");
}

#define FILE_TEST(name) TEST(replace, name, .init = begin)

static int files_in(const char *name)
{
    int n = 0;
    DIR *d = opendir(name);
    cr_assert(d);
    while (readdir(d))
        n++;
    closedir(d);
    return n - 2; /* . and .. */
}

static void holds(const char *text)
{
    char got[100] = "";
    FILE *file = fopen(path, "rb");
    cr_assert(file);
    size_t n = fread(got, 1, sizeof got - 1, file);
    fclose(file);
    cr_assert(n == strlen(text) && !strcmp(got, text), "the file holds '%s', not '%s'", got, text);
}

static int put(const char *at, const char *text)
{
    Replace r;
    *reason = 0;
    if (replace_begin(&r, at, reason, sizeof reason) || replace_write(&r, text, strlen(text)))
        return -1;
    return replace_end(&r);
}

static void refused(const char *at, const char *said)
{
    cr_assert(put(at, "new") != 0, "written, where was to be said: %s", said);
    cr_assert(strstr(reason, at) && strstr(reason, said) && testing_lines(reason) == 0, "'%s' is not in '%s'",
              said, reason);
}

FILE_TEST(replaces)
{
    Replace r;
    cr_assert(put(path, "one") == 0, "%s", reason);
    cr_assert(put(path, "two") == 0, "%s", reason);
    holds("two");
    cr_assert(replace_begin(&r, path, reason, sizeof reason) == 0 && replace_write(&r, "x", 1) == 0);
    holds("two");
    cr_assert(replace_give_up(&r) != 0);
    holds("two");
    testing_write(part, "left behind by a program that was killed", 40);
    cr_assert(put(path, "three") == 0, "%s", reason);
    holds("three");
    cr_assert(files_in(folder) == 1);
    cr_assert(chdir(folder) == 0 && put("file", "four") == 0 && put("./file", "five") == 0, "%s", reason);
    holds("five");
}

FILE_TEST(refuses)
{
    char name[600], deep[1200];
    snprintf(name, sizeof name, "%s/none/file", folder);
    refused(name, "No such file or directory");
    refused(folder, "not a regular file, so it is not replaced");
    refused("/dev/null", "not a regular file, so it is not replaced");
    memset(deep, 'x', sizeof deep);
    deep[sizeof deep - 1] = 0;
    cr_assert(put(deep, "new") != 0 && strstr(reason, "the path is longer than"), "%s", reason);

    testing_write(path, "old", 3);
    cr_assert(mkdir(part, 0700) == 0);
    refused(path, "cannot be written: Is a directory");
    cr_assert(rmdir(part) == 0 && mkfifo(part, 0600) == 0);
    refused(path, "file.part: not a regular file");
    cr_assert(unlink(part) == 0 && symlink(path, part) == 0);
    refused(path, "file.part: cannot be written");
    cr_assert(unlink(part) == 0);
    holds("old");
}

FILE_TEST(one_at_a_time)
{
    Replace first;
    testing_write(path, "old", 3);
    cr_assert(replace_begin(&first, path, reason, sizeof reason) == 0 &&
              replace_write(&first, "new", 3) == 0);
    refused(path, "another program is writing it");
    holds("old");
    cr_assert(replace_end(&first) == 0, "%s", reason);
    holds("new");
    cr_assert(put(path, "newer") == 0, "%s", reason);
    cr_assert(files_in(folder) == 1);
}

/* ---- A whole checkpoint where there is no room for it: its size is limited, or the disk is full. */

static void keeps_the_old(const char *at, const char *limit, const char *said)
{
    Training t = training_new(1), u = training_new(2);
    Checkpoint c = training_checkpoint(&t), d = training_checkpoint(&u);
    cr_assert(checkpoint_save(at, &c, reason, sizeof reason) == 0, "%s", reason);
    signal(SIGXFSZ, SIG_IGN);
    struct rlimit room = {9000, 9000}; /* within the tensors */
    int fd = -1;
    if (limit)
        cr_assert(setrlimit(RLIMIT_FSIZE, &room) == 0);
    else { /* fill it up */
        char filler[700];
        static const char zeros[4096];
        snprintf(filler, sizeof filler, "%s.filler", at);
        fd = open(filler, O_WRONLY | O_CREAT, 0600);
        while (write(fd, zeros, sizeof zeros) > 0)
            ;
    }
    cr_assert(checkpoint_save(at, &d, reason, sizeof reason) != 0, "there was room after all");
    cr_assert(strstr(reason, at) == reason && strstr(reason, said) && testing_lines(reason) == 0, "'%s'",
              reason);
    cr_assert(checkpoint_load(at, &d, reason, sizeof reason) == 0, "the old one is gone: %s", reason);
    size_t n, m;
    unsigned char *a = training_bytes(&t, &n), *b = training_bytes(&u, &m);
    cr_assert(n == m && !memcmp(a, b, n));
    free(a), free(b);
    if (fd >= 0)
        close(fd);
    training_free(&t), training_free(&u);
}

FILE_TEST(file_too_large)
{
    keeps_the_old(path, "limit", "cannot be written: File too large; the file is as it was");
    cr_assert(files_in(folder) == 1);
}

/* A file system of its own, where one may be mounted. */
FILE_TEST(disk_full)
{
    uid_t user = geteuid();
    if (unshare(user ? CLONE_NEWUSER | CLONE_NEWNS : CLONE_NEWNS) != 0 ||
        mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
        mount("none", folder, "tmpfs", 0, "size=256k") != 0) {
        cr_log_info("no file system can be mounted here; a disk that is full is not tested");
        return;
    }
    keeps_the_old(path, NULL, "No space left on device; the file is as it was");
    cr_assert(files_in(folder) == 2); /* the checkpoint and the filler */
    umount(folder);
}

/* A folder one may not write to; root may, so it becomes somebody else. */
FILE_TEST(folder_not_ours)
{
    cr_assert(put(path, "old") == 0, "%s", reason);
    cr_assert(chmod(folder, 0555) == 0);
    if (geteuid() == 0)
        cr_assert(seteuid(65534) == 0);
    refused(path, "cannot be written: Permission denied");
    cr_assert(getuid() || seteuid(0) == 0);
    chmod(folder, 0700);
    holds("old");
}
