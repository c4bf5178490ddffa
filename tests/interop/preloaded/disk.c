/* A disk that can be told to hang or to fail: preloaded, it stands before fsync and fdatasync.

   While the file named by DISK_HANGS exists they do not return; while that of DISK_FAILS does, they fail. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static int exists(const char *variable)
{
    const char *path = getenv(variable);
    return path && access(path, F_OK) == 0;
}

static int synchronise(const char *name, int file)
{
    while (exists("DISK_HANGS"))
        usleep(1000);
    if (exists("DISK_FAILS")) {
        errno = EIO;
        return -1;
    }
    return ((int (*)(int))dlsym(RTLD_NEXT, name))(file);
}

int fsync(int file) { return synchronise("fsync", file); }
int fdatasync(int file) { return synchronise("fdatasync", file); }
