#define _DEFAULT_SOURCE /* flock */
#include "replace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"

enum { MOST_AT_ONCE = 1 << 26 };

#define FAIL(r, ...) error_say((r)->reason, (r)->reason_size, __VA_ARGS__)

int replace_give_up(Replace *r)
{
    unlink(r->part);
    close(r->file);
    return GSL_EFAILED;
}

/* The lock is lost with its owner, so a part left behind by a killed program can be taken. Between open and
 * flock another program may have finished and renamed this very file: then it is not ours to empty. Where a
 * file system has no locks, we do without. */
static int own(Replace *r)
{
    struct stat opened, named;
    int taken = flock(r->file, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    if (taken || fstat(r->file, &opened) != 0 || lstat(r->part, &named) != 0 ||
        opened.st_ino != named.st_ino || opened.st_dev != named.st_dev)
        return FAIL(r, "%s: another program is writing it", r->part);
    if (!S_ISREG(opened.st_mode))
        return FAIL(r, "%s: not a regular file; it is in the way", r->part);
    if (ftruncate(r->file, 0) != 0)
        return FAIL(r, "%s: cannot be emptied: %s", r->part, strerror(errno));
    return 0;
}

int replace_begin(Replace *r, const char *path, char *reason, size_t reason_size)
{
    *r = (Replace){.path = path, .reason = reason, .reason_size = reason_size};
    struct stat old;
    if ((size_t)snprintf(r->part, sizeof r->part, "%s.part", path) >= sizeof r->part)
        return FAIL(r, "%.80s...: the path is longer than %zu bytes", path, sizeof r->part - 6);
    if (stat(path, &old) == 0 && !S_ISREG(old.st_mode))
        return FAIL(r, "%s: not a regular file, so it is not replaced", path);
    r->file = open(r->part, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0666);
    if (r->file < 0)
        return FAIL(r, "%s: cannot be written: %s", r->part, strerror(errno));
    if (own(r)) {
        close(r->file);
        return GSL_EFAILED;
    }
    return 0;
}

static int refuse(Replace *r, const char *doing)
{
    FAIL(r, "%s: %s: %s; the file is as it was", r->path, doing, strerror(errno));
    return replace_give_up(r);
}

int replace_write(Replace *r, const void *bytes, size_t n)
{
    for (const char *from = bytes; n > 0;) {
        ssize_t wrote = write(r->file, from, n < MOST_AT_ONCE ? n : MOST_AT_ONCE);
        if (wrote < 0 && errno != EINTR)
            return refuse(r, "cannot be written");
        if (wrote > 0)
            from += wrote, n -= (size_t)wrote;
    }
    return 0;
}

static int sync_folder(const char *path)
{
    char folder[1024];
    const char *slash = strrchr(path, '/');
    int length = !slash ? 1 : slash == path ? 1 : (int)(slash - path);
    snprintf(folder, sizeof folder, "%.*s", length, slash ? path : ".");
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return errno == EACCES ? 0 : -1; /* a folder one may write into but not read */
    int code = fsync(fd) != 0 && errno != EINVAL ? -1 : 0; /* EINVAL: this file system has no such thing */
    close(fd);
    return code;
}

int replace_end(Replace *r)
{
    if (fsync(r->file) != 0)
        return refuse(r, "cannot be brought to the disk");
    if (rename(r->part, r->path) != 0)
        return refuse(r, "cannot be replaced");
    close(r->file);
    if (sync_folder(r->path) != 0)
        return FAIL(r, "%s: is new and whole, but its folder cannot be brought to the disk: %s", r->path,
                    strerror(errno));
    return 0;
}
