/*
 * What a wait returned, and the tick that goes with it. The program sees real time throughout; the tick says which time it
 * was when the wait ended.
 */
#include <sys/mman.h>
#include <time.h>

#include "shim.h"

#define PART 128 /* ready descriptors per record */

int64_t hf_clock(int clock) {
    struct timespec now;
    int saved = errno;
    clock_gettime(clock, &now);
    errno = saved;
    return now.tv_sec * 1000000000ll + now.tv_nsec;
}

static void tick(void) {
    int64_t monotonic = hf_clock(CLOCK_MONOTONIC);
    hf_publish(HF_TIME, -1, hf_clock(CLOCK_REALTIME), &monotonic, sizeof monotonic);
}

struct parts {
    enum hf_op op;
    int fd;
    int64_t remaining;
    unsigned count;
    struct hf_ready ready[PART];
};

static void flush(struct parts *parts) {
    hf_publish(parts->op, parts->fd, parts->remaining, parts->ready, parts->count * sizeof parts->ready[0]);
    parts->remaining -= parts->count;
    parts->count = 0;
}

static void add(struct parts *parts, uint32_t events, int key) {
    parts->ready[parts->count++] = (struct hf_ready){events, key};
    if (parts->count == PART) {
        flush(parts);
    }
}

static void finish(struct parts *parts) {
    if (parts->count > 0) {
        flush(parts);
    }
    tick();
}

static void nothing_ready(enum hf_op op, int fd, int64_t outcome) {
    hf_publish_plain(op, fd, outcome);
    tick();
}

/* ---- epoll: the kernel returns the program's own word; the record wants the descriptor ------------------------------- */

#define CACHE_LOG2 16
#define PROBES 8
static _Atomic uint64_t *word_of; /* by descriptor: the word it was last registered with */
static _Atomic int32_t *fd_of;    /* by hash of the word: a descriptor + 1, to be checked against word_of */

static bool tables(void) {
    if (likely(fd_of != NULL)) {
        return true;
    }
    size_t words = HF_FDS_MAX * sizeof *word_of, bytes = words + (sizeof *fd_of << CACHE_LOG2);
    int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
    long at = hf_raw6(SYS_mmap, 0, (long)bytes, PROT_READ | PROT_WRITE, flags, -1, 0);
    if ((unsigned long)at >= -4095ul) {
        return false;
    }
    word_of = (void *)at; /* two threads at once: one mapping is lost with at most one registration in it */
    fd_of = (void *)((char *)at + words);
    return true;
}

static uint32_t place(uint64_t word, unsigned probe) {
    return (uint32_t)(((word * 0x9E3779B97F4A7C15ull) >> (64 - CACHE_LOG2)) + probe) & ((1u << CACHE_LOG2) - 1);
}

static bool registered(int fd, uint64_t word) {
    return (unsigned)fd < HF_FDS_MAX && atomic_load_explicit(&word_of[fd], memory_order_relaxed) == word;
}

static void remember(int fd, uint64_t word) {
    if ((unsigned)fd >= HF_FDS_MAX || !tables()) {
        return;
    }
    atomic_store_explicit(&word_of[fd], word, memory_order_relaxed);
    uint32_t chosen = place(word, 0);
    for (unsigned probe = 0; probe < PROBES; probe++) {
        int32_t held = atomic_load_explicit(&fd_of[place(word, probe)], memory_order_relaxed);
        if (held == 0 || held == fd + 1) {
            chosen = place(word, probe);
            break;
        }
    }
    atomic_store_explicit(&fd_of[chosen], fd + 1, memory_order_relaxed);
}

static int descriptor(uint64_t word) {
    if (!tables()) {
        return -1;
    }
    if (registered((int)(uint32_t)word, word)) {
        return (int)(uint32_t)word;
    }
    for (unsigned probe = 0; probe < PROBES; probe++) {
        int32_t held = atomic_load_explicit(&fd_of[place(word, probe)], memory_order_relaxed);
        if (held > 0 && registered(held - 1, word)) {
            return held - 1;
        }
    }
    return -1;
}

EXPORT int epoll_ctl(int epoll, int op, int fd, struct epoll_event *event) {
    if (hf_outcomes() && op != EPOLL_CTL_DEL && event != NULL) {
        remember(fd, event->data.u64);
    }
    return real.epoll_ctl_(epoll, op, fd, event);
}

static int epoll_waited(int epoll, const struct epoll_event *events, int got) {
    if (got <= 0) {
        nothing_ready(HF_EPOLL, epoll, hf_outcome(got));
        return got;
    }
    struct parts parts = {.op = HF_EPOLL, .fd = epoll, .remaining = got};
    for (int i = 0; i < got; i++) {
        add(&parts, events[i].events, descriptor(events[i].data.u64));
    }
    finish(&parts);
    return got;
}

EXPORT int epoll_wait(int epoll, struct epoll_event *events, int max, int timeout) {
    bool record = hf_outcomes();
    int got = real.epoll_wait_(epoll, events, max, timeout);
    return record ? epoll_waited(epoll, events, got) : got;
}

EXPORT int epoll_pwait(int epoll, struct epoll_event *events, int max, int timeout, const sigset_t *mask) {
    bool record = hf_outcomes();
    int got = real.epoll_pwait_(epoll, events, max, timeout, mask);
    return record ? epoll_waited(epoll, events, got) : got;
}

EXPORT int epoll_pwait2(
    int epoll, struct epoll_event *events, int max, const struct timespec *timeout, const sigset_t *mask) {
    bool record = hf_outcomes();
    if (HF_MISSING(epoll_pwait2)) {
        return -1;
    }
    int got = real.epoll_pwait2_(epoll, events, max, timeout, mask);
    return record ? epoll_waited(epoll, events, got) : got;
}

/* ---- poll ------------------------------------------------------------------------------------------------------------ */

static int polled(const struct pollfd *fds, nfds_t count, int got) {
    if (got <= 0) {
        nothing_ready(HF_POLL, -1, hf_outcome(got));
        return got;
    }
    struct parts parts = {.op = HF_POLL, .fd = -1, .remaining = got};
    for (nfds_t i = 0; i < count; i++) {
        if (fds[i].revents != 0) {
            add(&parts, (uint16_t)fds[i].revents, (int)i);
        }
    }
    finish(&parts);
    return got;
}

EXPORT int poll(struct pollfd *fds, nfds_t count, int timeout) {
    bool record = hf_outcomes();
    int got = real.poll_(fds, count, timeout);
    return record ? polled(fds, count, got) : got;
}

EXPORT int ppoll(struct pollfd *fds, nfds_t count, const struct timespec *timeout, const sigset_t *mask) {
    bool record = hf_outcomes();
    int got = real.ppoll_(fds, count, timeout, mask);
    return record ? polled(fds, count, got) : got;
}

EXPORT int __poll_chk(struct pollfd *fds, nfds_t count, int timeout, size_t room) {
    if (count > room / sizeof *fds) {
        abort();
    }
    return poll(fds, count, timeout);
}

EXPORT int __ppoll_chk(
    struct pollfd *fds, nfds_t count, const struct timespec *timeout, const sigset_t *mask, size_t room) {
    if (count > room / sizeof *fds) {
        abort();
    }
    return ppoll(fds, count, timeout, mask);
}

/* ---- select ---------------------------------------------------------------------------------------------------------- */

static int selected(int count, const fd_set *in, const fd_set *out, const fd_set *urgent, int got) {
    if (got <= 0) {
        nothing_ready(HF_SELECT, -1, hf_outcome(got));
        return got;
    }
    struct parts parts = {.op = HF_SELECT, .fd = -1, .remaining = got};
    for (int fd = 0; fd < count; fd++) {
        const fd_set *sets[] = {in, out, urgent};
        for (int i = 0; i < 3; i++) {
            if (sets[i] != NULL && (((const long *)sets[i])[fd / 64] >> fd % 64 & 1)) {
                add(&parts, 1u << i, fd);
            }
        }
    }
    finish(&parts);
    return got;
}

EXPORT int select(
    int count, fd_set *restrict in, fd_set *restrict out, fd_set *restrict urgent, struct timeval *restrict timeout) {
    bool record = hf_outcomes();
    int got = real.select_(count, in, out, urgent, timeout);
    return record ? selected(count, in, out, urgent, got) : got;
}

EXPORT int pselect(
    int count,
    fd_set *restrict in,
    fd_set *restrict out,
    fd_set *restrict urgent,
    const struct timespec *restrict timeout,
    const sigset_t *restrict mask) {
    bool record = hf_outcomes();
    int got = real.pselect_(count, in, out, urgent, timeout, mask);
    return record ? selected(count, in, out, urgent, got) : got;
}
