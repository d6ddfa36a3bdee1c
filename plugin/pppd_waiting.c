/*
 * A pppd that waits for calls and forks one process a call, before it has a channel: whether this one can, and what of
 * its state each process has to have for itself. See pppd_glue.h.
 *
 * Before connect() pppd has opened no channel, unit or pid file and started no timer and no child; all that comes later
 * is each call's own by itself.
 */
#define INET6 1 /* 2.4.9: else its headers have no IPv6CP; whether this pppd has it is found out below */
#include "pppd_headers_internal.h"

#include <dirent.h>
#include <dlfcn.h>
#include <link.h>
#include <stdio.h>
#include <sys/stat.h>

#include <pppd/eui64.h>
#include <pppd/ipv6cp.h>

extern char db_key[32];
#ifdef VPDN_PPPD_25
extern bool nodetach;
extern bool updetach;
extern char linkname[];
extern char** script_env;
void reset_link_stats(int unit);
#endif

/* A pppd without one of these starts each call by itself; one built without IPv6 needs nothing redrawn. */
#pragma weak ipv6cp_wantoptions
#define VPDN_NEEDED_TO_WAIT(NAME) NAME(nodetach) NAME(updetach) NAME(linkname) NAME(script_env) NAME(db_key) NAME(reset_link_stats)
VPDN_NEEDED_TO_WAIT(VPDN_WEAKEN)

/* pppd's own handlers write into it, to wake its event loop. */
static int self_pipe[2] = {-1, -1};
static int is_a_call;
static char reason[kTextSize];

/* ---- whether it can ---- */

enum { kMostFifos = 16, kMostObjects = 64 };

struct fifo {
    dev_t device;
    ino_t inode;
    int ends[2]; /* by access mode: reading, writing */
};

static int note_fifo(struct fifo* fifos, int count, int fd, const struct stat* now) {
    const int mode = fcntl(fd, F_GETFL) & O_ACCMODE;
    if (mode != O_RDONLY && mode != O_WRONLY) return count;
    int i = 0;
    while (i < count && (fifos[i].device != now->st_dev || fifos[i].inode != now->st_ino)) ++i;
    if (i == kMostFifos) return count;
    if (i == count) {
        fifos[count++] = (struct fifo){now->st_dev, now->st_ino, {-1, -1}};
    }
    fifos[i].ends[mode == O_WRONLY] = fd;
    return count;
}

/* pppd does not export it: it is the only pipe of which this process has both ends. Epoll and other descriptors without a
   file would be shared by all calls. */
static const char* find_self_pipe(void) {
    struct fifo fifos[kMostFifos];
    int count = 0, found = 0, anonymous = 0;
    DIR* directory = opendir("/proc/self/fd");
    if (directory == NULL) return "its descriptors cannot be listed";
    for (const struct dirent* entry; (entry = readdir(directory)) != NULL;) {
        const int fd = atoi(entry->d_name);
        struct stat now;
        char target[32] = "";
        if (entry->d_name[0] == '.' || fd == dirfd(directory) || fstat(fd, &now) < 0) continue;
        if (S_ISFIFO(now.st_mode)) count = note_fifo(fifos, count, fd, &now);
        if (readlinkat(dirfd(directory), entry->d_name, target, sizeof target - 1) > 0 && strncmp(target, "anon_inode:", 11) == 0)
            ++anonymous;
    }
    closedir(directory);
    for (int i = 0; i < count; ++i) {
        if (fifos[i].ends[0] < 0 || fifos[i].ends[1] < 0) continue;
        self_pipe[0] = fifos[i].ends[0];
        self_pipe[1] = fifos[i].ends[1];
        ++found;
    }
    if (found != 1) return "its signal pipe was not found";
    return anonymous > 0 ? "it has an event descriptor that all calls would share" : NULL;
}

static const char* one_thread(void) {
    int threads = 0;
    DIR* directory = opendir("/proc/self/task");
    if (directory == NULL) return "its threads cannot be counted";
    for (const struct dirent* entry; (entry = readdir(directory)) != NULL;) threads += entry->d_name[0] != '.';
    closedir(directory);
    return threads == 1 ? NULL : "a plugin runs threads";
}

struct objects {
    const char* names[kMostObjects];
    int count;
};

static int note_object(struct dl_phdr_info* object, size_t size, void* raw) {
    struct objects* objects = raw;
    (void)size;
    if (object->dlpi_name != NULL && object->dlpi_name[0] != '\0' && objects->count < kMostObjects)
        objects->names[objects->count++] = object->dlpi_name;
    return 0;
}

/* Its plugin_init is its own, not one that it finds in another object. */
static int is_plugin(const char* name) {
    Dl_info info;
    void* handle = dlopen(name, RTLD_LAZY | RTLD_NOLOAD);
    if (handle == NULL) return 0;
    void* init = dlsym(handle, "plugin_init");
    const int own = init != NULL && dladdr(init, &info) != 0 && info.dli_fname != NULL && strcmp(info.dli_fname, name) == 0;
    dlclose(handle);
    return own;
}

/* Plugins of pppd's that open nothing, draw nothing and start nothing before a user authenticates. */
static int bears_fork(const char* name) {
    static const char* const known[] = {"vpdn.so", "radius.so", "radattr.so", "radrealms.so", "minconn.so", "winbind.so"};
    const char* slash = strrchr(name, '/');
    const char* file = slash != NULL ? slash + 1 : name;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; ++i)
        if (strcmp(file, known[i]) == 0) return 1;
    return 0;
}

static const char* foreign_plugin(void) {
    struct objects objects = {.count = 0};
    dl_iterate_phdr(note_object, &objects);
    if (objects.count == kMostObjects) return "too many shared objects are loaded";
    for (int i = 0; i < objects.count; ++i) {
        if (bears_fork(objects.names[i]) || !is_plugin(objects.names[i])) continue;
        slprintf(reason, sizeof reason, "the plugin %s is not known to bear that one process serves several calls", objects.names[i]);
        return reason;
    }
    return NULL;
}

static const char* missing_symbol(void) {
#define VPDN_WAITING_ROW(name) {#name, (const void*)&name},
    static const struct {
        const char* name;
        const void* address; /* weak: NULL in a pppd without it */
    } needed[] = {VPDN_NEEDED_TO_WAIT(VPDN_WAITING_ROW)};
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; ++i) {
        if (needed[i].address != NULL) continue;
        slprintf(reason, sizeof reason, "this pppd has no symbol %s", needed[i].name);
        return reason;
    }
    return NULL;
}

static const char* unfit_option(void) {
    if (!nodetach || updetach) return "it would leave its process (updetach)";
    if (linkname[0] != '\0') return "the option linkname names one call only";
    return NULL;
}

const char* glue_unfit_to_wait(void) {
    const char* (*const checks[])(void) = {missing_symbol, unfit_option, one_thread, foreign_plugin, find_self_pipe};
    for (size_t i = 0; i < sizeof checks / sizeof checks[0]; ++i) {
        const char* unfit = checks[i]();
        if (unfit != NULL) return unfit;
    }
    return NULL;
}

/* ---- one process a call ---- */

static int own_self_pipe(void) {
    int ends[2];
    if (pipe2(ends, O_NONBLOCK | O_CLOEXEC) < 0) return 0;
    const int done = dup3(ends[0], self_pipe[0], O_CLOEXEC) >= 0 && dup3(ends[1], self_pipe[1], O_CLOEXEC) >= 0;
    close(ends[0]);
    close(ends[1]);
    return done;
}

/* pppd draws it when it checks its options, that is before the fork. */
static void own_interface_id(void) {
    if (&ipv6cp_wantoptions == NULL) return;
    ipv6cp_options* wanted = &ipv6cp_wantoptions[0];
    if (wanted->opt_local) return;
    while (getrandom(&wanted->ourid, sizeof wanted->ourid, 0) != (ssize_t)sizeof wanted->ourid)
        if (errno != EINTR) fatal("vpdn: no random numbers: %m");
    ((unsigned char*)&wanted->ourid)[0] &= (unsigned char)~2; /* not "universal", RFC 5072 section 4.1 */
}

/* pppd's record in its database, where it finds its bundles. A variable is preceded by an octet that says whether it is a
   key of the record: those so far are the waiting pppd's, and stay. */
static void own_record(void) {
    char name[] = "PPPD_PID", number[16];
    slprintf(db_key, sizeof db_key, "pppd%d", getpid());
    slprintf(number, sizeof number, "%d", getpid());
    for (char** variable = script_env; variable != NULL && *variable != NULL; ++variable) (*variable)[-1] = 0;
#ifdef VPDN_PPPD_25
    ppp_script_setenv(name, number, 1);
#else
    script_setenv(name, number, 1);
#endif
}

int glue_become_call(void) {
    is_a_call = 1;
    if (!own_self_pipe()) return 0;
    glue_reseed();
    own_interface_id();
    own_record();
    return 1;
}

/* pppd took the time when it started; a call that fails before IP comes up would show the age of the waiting one. */
void glue_start_clock(void) {
    if (is_a_call && glue_unit() >= 0) reset_link_stats(0);
}

void glue_set_exit_status(int value) {
#ifdef VPDN_PPPD_25
    ppp_set_status((ppp_exit_code_t)value);
#else
    status = value;
#endif
}
