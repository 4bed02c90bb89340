/*
 * What the shim's files share. Rules: no call of ours disturbs errno; nothing here allocates or locks; system calls of our
 * own are raw; the program's own calls go through the real libc function, which keeps thread cancellation working.
 */
#ifndef HOLDFAST_SHIM_H
#define HOLDFAST_SHIM_H

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <sys/select.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "ring.h"

#define EXPORT __attribute__((visibility("default")))
#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

/* ---- real.c: the libc functions behind ours ------------------------------------------------------------------- */

#define HF_REAL_FUNCTIONS(X)                                                                                          \
    X(read) X(readv) X(recv) X(recvfrom) X(recvmsg)                                                                   \
    X(write) X(writev) X(send) X(sendto) X(sendmsg) X(sendfile) X(splice)                                             \
    X(accept) X(accept4) X(listen) X(shutdown) X(close) X(closefrom) X(dup) X(dup2) X(dup3)                           \
    X(fork) X(_Fork) X(execve) X(execvpe) X(fexecve) X(execveat) X(posix_spawn) X(posix_spawnp)                       \
    X(_exit) X(quick_exit) X(pthread_create)                                                                          \
    X(epoll_ctl) X(epoll_wait) X(epoll_pwait) X(epoll_pwait2) X(poll) X(ppoll) X(select) X(pselect)                   \
    X(getrandom) X(getentropy) X(arc4random) X(arc4random_buf) X(arc4random_uniform) X(fopen) X(open) X(openat)       \
    X(fcntl)

struct hf_real {
#define X(name) __typeof__(&name) name##_;
    HF_REAL_FUNCTIONS(X)
#undef X
    int (*close_range_)(unsigned, unsigned, int);
    long (*syscall_)(long, long, long, long, long, long, long);
};
extern struct hf_real real;
void hf_resolve(void);

/* Stands in a wrapper for a function that this libc does not have. */
#define HF_MISSING(name) (unlikely(real.name##_ == NULL) ? (errno = ENOSYS, true) : false)

/* ---- init.c ---------------------------------------------------------------------------------------------------- */

enum { HF_UNSET = -1 };
extern int hf_level; /* HF_UNSET until the first call, then enum hf_level */
extern int hf_ring_fd;
void hf_init(void);
char *const *hf_environment(char *const env[], char **space, char *preload);
size_t hf_environment_room(char *const env[], size_t *preload_bytes);

/* True when lifecycle records are wanted; initialises on the first call, for other libraries' constructors may run first. */
static inline bool hf_recording(void) {
    if (unlikely(hf_level == HF_UNSET)) {
        hf_init();
    }
    return hf_level > HF_OFF;
}

/* True when every outcome is wanted. At level LIFECYCLE this is the only cost of a read or a write. */
static inline bool hf_outcomes(void) {
    if (likely(hf_level == HF_LIFECYCLE)) {
        return false;
    }
    return hf_recording() && hf_level == HF_OUTCOMES;
}

/* ---- ring.c ---------------------------------------------------------------------------------------------------- */

extern struct hf_header *hf_ring;
void hf_ring_attach(struct hf_header *header);
void hf_publish(enum hf_op op, int fd, int64_t result, const void *detail, unsigned length);
void hf_publish_as(int pid, enum hf_op op, int fd, int64_t result, const void *detail, unsigned length);
uint32_t hf_new_stream(void);

static inline void hf_publish_plain(enum hf_op op, int fd, int64_t result) {
    hf_publish(op, fd, result, NULL, 0);
}

/* A call's outcome as the ring wants it. */
static inline int64_t hf_outcome(int64_t result) {
    return result < 0 ? -(int64_t)errno : result;
}

/* ---- identity.c: which process and thread is this? -------------------------------------------------------------- */

struct hf_identity {
    int pid; /* 0 in a process that was forked and has not yet entered: the page is wiped by the kernel */
};
extern struct hf_identity *hf_identity_page;
extern __thread uint32_t hf_thread_stream;
void hf_identity_init(void);
void hf_enter_child(void);

static inline int hf_pid(void) {
    if (unlikely(hf_identity_page->pid == 0)) {
        hf_enter_child();
    }
    return hf_identity_page->pid;
}

static inline uint32_t hf_stream(void) {
    if (unlikely(hf_thread_stream == 0)) {
        hf_thread_stream = hf_new_stream();
    }
    return hf_thread_stream;
}

/* ---- descriptors.c: what a descriptor is ------------------------------------------------------------------------ */

enum hf_kind { HF_NOTHING = 0, HF_CONNECTION = 1, HF_LISTENER = 2, HF_RANDOMNESS = 3 };
#define HF_FDS_MAX (1u << 20)
extern uint8_t *hf_kinds;
extern unsigned hf_kinds_limit; /* 0 until the table is mapped */
void hf_kinds_init(void);
void hf_kind_set(int fd, enum hf_kind kind);
unsigned hf_kinds_top(void);

static inline enum hf_kind hf_kind(int fd) {
    return (unsigned)fd < hf_kinds_limit ? (enum hf_kind)hf_kinds[fd] : HF_NOTHING;
}

static inline bool hf_is_socket(int fd) {
    enum hf_kind kind = hf_kind(fd);
    return kind == HF_CONNECTION || kind == HF_LISTENER;
}

void hf_closing(int fd, enum hf_close_why why);

/* ---- sockets.c -------------------------------------------------------------------------------------------------- */

bool hf_announce(int fd);
void hf_announce_all(void);

/* ---- processes.c ------------------------------------------------------------------------------------------------ */

typedef long (*hf_forker)(const long *arguments);
long hf_fork_by(hf_forker forker, const long *arguments);
void hf_exiting(int status);
extern __thread uint32_t hf_fork_stream;

/* ---- waits.c ---------------------------------------------------------------------------------------------------- */

int64_t hf_clock(int clock);

/* ---- raw system calls: no errno, no cancellation, no wrapper ------------------------------------------------------ */

#if defined(__x86_64__)
static inline long hf_raw6(long n, long a, long b, long c, long d, long e, long f) {
    long result;
    register long r10 __asm__("r10") = d;
    register long r8 __asm__("r8") = e;
    register long r9 __asm__("r9") = f;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    return result;
}
#elif defined(__aarch64__)
static inline long hf_raw6(long n, long a, long b, long c, long d, long e, long f) {
    register long x8 __asm__("x8") = n;
    register long x0 __asm__("x0") = a;
    register long x1 __asm__("x1") = b;
    register long x2 __asm__("x2") = c;
    register long x3 __asm__("x3") = d;
    register long x4 __asm__("x4") = e;
    register long x5 __asm__("x5") = f;
    __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory");
    return x0;
}
#else
#error "the shim knows x86-64 and aarch64"
#endif

static inline long hf_raw3(long n, long a, long b, long c) {
    return hf_raw6(n, a, b, c, 0, 0, 0);
}

#endif
