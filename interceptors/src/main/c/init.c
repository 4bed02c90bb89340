/* Attaches to the ring at load time or at the first wrapped call, whichever comes first; publishes START and EXIT. */
#include <sys/mman.h>
#include <sys/stat.h>

#include "shim.h"

#define RING_VARIABLE "HOLDFAST_RING_FD="
#define PRELOAD_VARIABLE "LD_PRELOAD="

int hf_level = HF_UNSET;
int hf_ring_fd = -1;
static _Atomic int begun;
static char ring_entry[sizeof RING_VARIABLE + 12];
static char shim_path[1024];

static int ring_fd_from_environment(void) {
    const char *text = getenv("HOLDFAST_RING_FD");
    int fd = 0;
    if (text == NULL || *text == 0 || strlen(text) > 7) {
        return -1;
    }
    for (; *text; text++) {
        if (*text < '0' || *text > '9') {
            return -1;
        }
        fd = fd * 10 + (*text - '0');
    }
    return fd;
}

static struct hf_header *map_ring(int fd) {
    int seals = (int)hf_raw3(SYS_fcntl, fd, F_GET_SEALS, 0);
    if (seals < 0 || !(seals & F_SEAL_SHRINK)) {
        return NULL; /* not our memory: it could be truncated under us */
    }
    struct stat stat;
    if (hf_raw3(SYS_fstat, fd, (long)&stat, 0) < 0 || stat.st_size < HF_HEADER_BYTES) {
        return NULL;
    }
    long at = hf_raw6(SYS_mmap, 0, stat.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if ((unsigned long)at >= -4095ul) {
        return NULL;
    }
    struct hf_header *header = (struct hf_header *)at;
    if (header->magic == HF_MAGIC && header->version == HF_VERSION && header->slots_log2 >= HF_SLOTS_LOG2_MIN
        && header->slots_log2 <= HF_SLOTS_LOG2_MAX
        && (uint64_t)stat.st_size == HF_HEADER_BYTES + ((uint64_t)HF_SLOT_BYTES << header->slots_log2)) {
        return header;
    }
    hf_raw3(SYS_munmap, at, stat.st_size, 0);
    return NULL;
}

static void remember_environment(void) {
    const char *preload = getenv("LD_PRELOAD");
    size_t length = preload ? strcspn(preload, ": ") : 0;
    if (length > 0 && length < sizeof shim_path) {
        memcpy(shim_path, preload, length);
    }
    memcpy(ring_entry, RING_VARIABLE, sizeof RING_VARIABLE);
    char *at = ring_entry + sizeof RING_VARIABLE - 1;
    for (int unit = 1000000, fd = hf_ring_fd, seen = 0; unit > 0; unit /= 10) {
        int digit = fd / unit % 10;
        seen |= digit != 0 || unit == 1;
        if (seen) {
            *at++ = (char)('0' + digit);
        }
    }
}

/* Losers of the race see level OFF until the winner is done: they are constructors' threads, which accept nothing. */
void hf_init(void) {
    int expected = 0;
    if (!atomic_compare_exchange_strong(&begun, &expected, 1)) {
        if (real.syscall_ == NULL) {
            hf_resolve();
        }
        return;
    }
    int saved = errno;
    hf_resolve();
    int level = HF_OFF;
    int fd = ring_fd_from_environment();
    struct hf_header *header = fd >= 0 ? map_ring(fd) : NULL;
    if (header != NULL && (header->level == HF_LIFECYCLE || header->level == HF_OUTCOMES)) {
        hf_ring_fd = fd;
        hf_ring_attach(header);
        hf_kinds_init();
        hf_identity_init();
        remember_environment();
        level = (int)header->level;
        hf_level = level;
        hf_announce_all();
        hf_publish_plain(HF_START, -1, hf_raw3(SYS_getppid, 0, 0, 0));
    }
    hf_level = level;
    errno = saved;
}

__attribute__((constructor)) static void loaded(void) {
    (void)hf_recording();
}

/* Runs after every atexit handler: for exit(), for a return of main, and for the last thread's pthread_exit(). */
__attribute__((destructor)) static void leaving(void) {
    if (hf_recording()) {
        hf_exiting(-1);
    }
}

/* ---- the environment of an exec: a program that cleans it does not shake the wrap off ---------------------------- */

static const char *entry(char *const env[], const char *name) {
    for (; *env; env++) {
        if (strncmp(*env, name, strlen(name)) == 0) {
            return *env;
        }
    }
    return NULL;
}

/* How many pointers hf_environment needs, 0 if the environment may stay as it is; and bytes for its LD_PRELOAD. */
size_t hf_environment_room(char *const env[], size_t *preload_bytes) {
    if (env == NULL || hf_level == HF_OFF || shim_path[0] == 0) {
        return 0;
    }
    const char *preload = entry(env, PRELOAD_VARIABLE);
    if (entry(env, RING_VARIABLE) && preload && strstr(preload, shim_path)) {
        return 0;
    }
    size_t count = 3;
    for (char *const *at = env; *at; at++) {
        count++;
    }
    *preload_bytes = sizeof PRELOAD_VARIABLE + strlen(shim_path) + 1 + (preload ? strlen(preload) : 0);
    return count;
}

char *const *hf_environment(char *const env[], char **space, char *preload) {
    const char *theirs = entry(env, PRELOAD_VARIABLE);
    strcpy(preload, PRELOAD_VARIABLE);
    strcat(preload, shim_path);
    if (theirs && strstr(theirs, shim_path) == NULL) {
        strcat(preload, ":");
        strcat(preload, theirs + sizeof PRELOAD_VARIABLE - 1);
    }
    char **to = space;
    *to++ = preload;
    *to++ = ring_entry;
    for (; *env; env++) {
        if (strncmp(*env, PRELOAD_VARIABLE, sizeof PRELOAD_VARIABLE - 1) != 0
            && strncmp(*env, RING_VARIABLE, sizeof RING_VARIABLE - 1) != 0) {
            *to++ = *env;
        }
    }
    *to = NULL;
    return space;
}
