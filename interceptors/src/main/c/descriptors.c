/* Which descriptors are connections and listeners, and the calls that copy or drop them. */
#include "shim.h"

#include <sys/mman.h>

uint8_t *hf_kinds;
unsigned hf_kinds_limit;
static _Atomic unsigned top; /* one above the highest descriptor that was ever of a kind */

void hf_kinds_init(void) {
    long at = hf_raw6(
        SYS_mmap, 0, HF_FDS_MAX, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if ((unsigned long)at < -4095ul) {
        hf_kinds = (uint8_t *)at;
        hf_kinds_limit = HF_FDS_MAX;
    }
}

unsigned hf_kinds_top(void) {
    return atomic_load(&top);
}

/* A descriptor beyond the table stays unknown: its close is then judged by the kernel's witness alone. */
void hf_kind_set(int fd, enum hf_kind kind) {
    if ((unsigned)fd >= hf_kinds_limit) {
        return;
    }
    hf_kinds[fd] = (uint8_t)kind;
    unsigned seen = atomic_load(&top);
    while (kind != HF_NOTHING && (unsigned)fd >= seen && !atomic_compare_exchange_weak(&top, &seen, (unsigned)fd + 1)) {
    }
}

/* Announces a close before it happens; the packet it causes comes after the record. */
void hf_closing(int fd, enum hf_close_why why) {
    if (hf_is_socket(fd)) {
        hf_publish_plain(HF_CLOSE, fd, why);
    }
    if (hf_kind(fd) != HF_NOTHING) {
        hf_kind_set(fd, HF_NOTHING);
    }
}

static void closing_range(unsigned first, unsigned last) {
    for (unsigned fd = first; fd <= last && fd < hf_kinds_top(); fd++) {
        hf_closing((int)fd, HF_BY_CALL);
    }
}

/* The ring's descriptor must outlive programs that close whatever they do not know: an exec needs it. */
static bool is_ring(int fd) {
    return fd >= 0 && fd == hf_ring_fd;
}

EXPORT int close(int fd) {
    if (hf_recording()) {
        if (unlikely(is_ring(fd))) {
            errno = EBADF;
            return -1;
        }
        hf_closing(fd, HF_BY_CALL);
    }
    return real.close_(fd);
}

static int close_around_ring(unsigned first, unsigned last, int flags) {
    if (hf_ring_fd < 0 || (unsigned)hf_ring_fd < first || (unsigned)hf_ring_fd > last) {
        return real.close_range_(first, last, flags);
    }
    unsigned ring = (unsigned)hf_ring_fd;
    int result = ring > first ? real.close_range_(first, ring - 1, flags) : 0;
    return result == 0 && ring < last ? real.close_range_(ring + 1, last, flags) : result;
}

EXPORT int close_range(unsigned first, unsigned last, int flags) {
    bool recording = hf_recording();
    if (HF_MISSING(close_range)) {
        return -1;
    }
    if (!recording) {
        return real.close_range_(first, last, flags);
    }
    if (first <= last && !(flags & 4 /* CLOSE_RANGE_CLOEXEC */)) {
        closing_range(first, last);
    }
    return close_around_ring(first, last, flags);
}

EXPORT void closefrom(int low) {
    unsigned first = low < 0 ? 0 : (unsigned)low;
    if (hf_recording()) {
        closing_range(first, ~0u);
        if (real.close_range_ != NULL && close_around_ring(first, ~0u, 0) == 0) {
            return;
        }
    }
    if (real.closefrom_ != NULL) {
        real.closefrom_(low);
    }
}

static int copied(int from, int to) {
    if (to >= 0 && hf_recording()) {
        enum hf_kind kind = hf_kind(from);
        if (hf_is_socket(from)) {
            hf_publish_plain(HF_DUP, from, to);
        }
        if (kind != HF_NOTHING || hf_kind(to) != HF_NOTHING) {
            hf_kind_set(to, kind);
        }
    }
    return to;
}

/* dup2 closes its target: said before, if the call is going to succeed. */
static void replacing(int from, int to) {
    if (hf_recording() && from != to && hf_kind(to) != HF_NOTHING && hf_raw3(SYS_fcntl, from, F_GETFD, 0) >= 0) {
        hf_closing(to, HF_BY_CALL);
    }
}

EXPORT int dup(int fd) {
    (void)hf_recording();
    return copied(fd, real.dup_(fd));
}

EXPORT int dup2(int from, int to) {
    replacing(from, to);
    int got = real.dup2_(from, to);
    return from == to ? got : copied(from, got);
}

EXPORT int dup3(int from, int to, int flags) {
    replacing(from, to);
    return copied(from, real.dup3_(from, to, flags));
}

static int control(int fd, int command, void *argument) {
    (void)hf_recording();
    int got = real.fcntl_(fd, command, argument);
    return command == F_DUPFD || command == F_DUPFD_CLOEXEC ? copied(fd, got) : got;
}

EXPORT int fcntl(int fd, int command, ...) {
    __builtin_va_list rest;
    __builtin_va_start(rest, command);
    void *argument = __builtin_va_arg(rest, void *);
    __builtin_va_end(rest);
    return control(fd, command, argument);
}

EXPORT int fcntl64(int fd, int command, ...) {
    __builtin_va_list rest;
    __builtin_va_start(rest, command);
    void *argument = __builtin_va_arg(rest, void *);
    __builtin_va_end(rest);
    return control(fd, command, argument);
}

EXPORT int hf_alias_close(int fd) __asm__("__close");
EXPORT int hf_alias_close(int fd) {
    return close(fd);
}

EXPORT int hf_alias_dup2(int from, int to) __asm__("__dup2");
EXPORT int hf_alias_dup2(int from, int to) {
    return dup2(from, to);
}
