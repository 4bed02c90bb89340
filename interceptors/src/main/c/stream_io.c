/* Bytes in and out of connections. At level LIFECYCLE each of these is a branch and a jump to libc. */
#include "shim.h"

static bool watched(int fd) {
    return hf_outcomes() && hf_kind(fd) == HF_CONNECTION;
}

static ssize_t was_read(int fd, ssize_t got, uint32_t flags) {
    hf_publish(HF_READ, fd, hf_outcome(got), &flags, flags ? sizeof flags : 0);
    return got;
}

static ssize_t was_written(int fd, ssize_t put) {
    hf_publish_plain(HF_WRITE, fd, hf_outcome(put));
    return put;
}

static ssize_t was_random(const void *bytes, ssize_t got) {
    unsigned length = got <= 0 ? 0 : got > HF_DETAIL_MAX ? HF_DETAIL_MAX : (unsigned)got;
    hf_publish(HF_RANDOM, -1, hf_outcome(got), bytes, length);
    return got;
}

EXPORT ssize_t read(int fd, void *to, size_t length) {
    if (!hf_outcomes()) {
        return real.read_(fd, to, length);
    }
    ssize_t got = real.read_(fd, to, length);
    switch (hf_kind(fd)) {
    case HF_CONNECTION:
        return was_read(fd, got, 0);
    case HF_RANDOMNESS:
        return was_random(to, got);
    default:
        return got;
    }
}

EXPORT ssize_t hf_alias_read(int fd, void *to, size_t length) __asm__("__read");
EXPORT ssize_t hf_alias_read(int fd, void *to, size_t length) {
    return read(fd, to, length);
}

EXPORT ssize_t readv(int fd, const struct iovec *to, int count) {
    bool record = watched(fd);
    ssize_t got = real.readv_(fd, to, count);
    return record ? was_read(fd, got, 0) : got;
}

EXPORT ssize_t recv(int fd, void *to, size_t length, int flags) {
    bool record = watched(fd);
    ssize_t got = real.recv_(fd, to, length, flags);
    return record ? was_read(fd, got, (uint32_t)flags) : got;
}

EXPORT ssize_t recvfrom(
    int fd, void *restrict to, size_t length, int flags, struct sockaddr *restrict from, socklen_t *restrict from_length) {
    bool record = watched(fd);
    ssize_t got = real.recvfrom_(fd, to, length, flags, from, from_length);
    return record ? was_read(fd, got, (uint32_t)flags) : got;
}

/* Descriptors that came in a message are held from now on by this process too. */
static void announce_received(struct msghdr *message) {
    for (struct cmsghdr *part = CMSG_FIRSTHDR(message); part; part = CMSG_NXTHDR(message, part)) {
        if (part->cmsg_level == SOL_SOCKET && part->cmsg_type == SCM_RIGHTS && part->cmsg_len >= CMSG_LEN(0)) {
            size_t count = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
            for (size_t i = 0; i < count; i++) {
                int fd;
                memcpy(&fd, CMSG_DATA(part) + i * sizeof fd, sizeof fd);
                hf_announce(fd);
            }
        }
    }
}

EXPORT ssize_t recvmsg(int fd, struct msghdr *message, int flags) {
    bool record = watched(fd);
    ssize_t got = real.recvmsg_(fd, message, flags);
    if (unlikely(got >= 0 && message->msg_controllen > 0) && hf_recording()) {
        announce_received(message);
    }
    return record ? was_read(fd, got, (uint32_t)flags) : got;
}

/* ---- fortified callers: the check is theirs, the call ours -------------------------------------------------------- */

static void within(size_t length, size_t room) {
    if (length > room) {
        abort();
    }
}

EXPORT ssize_t __read_chk(int fd, void *to, size_t length, size_t room) {
    within(length, room);
    return read(fd, to, length);
}

EXPORT ssize_t __recv_chk(int fd, void *to, size_t length, size_t room, int flags) {
    within(length, room);
    return recv(fd, to, length, flags);
}

EXPORT ssize_t __recvfrom_chk(
    int fd, void *to, size_t length, size_t room, int flags, struct sockaddr *from, socklen_t *from_length) {
    within(length, room);
    return recvfrom(fd, to, length, flags, from, from_length);
}

/* ---- out ----------------------------------------------------------------------------------------------------------- */

EXPORT ssize_t write(int fd, const void *from, size_t length) {
    bool record = watched(fd);
    ssize_t put = real.write_(fd, from, length);
    return record ? was_written(fd, put) : put;
}

EXPORT ssize_t hf_alias_write(int fd, const void *from, size_t length) __asm__("__write");
EXPORT ssize_t hf_alias_write(int fd, const void *from, size_t length) {
    return write(fd, from, length);
}

EXPORT ssize_t writev(int fd, const struct iovec *from, int count) {
    bool record = watched(fd);
    ssize_t put = real.writev_(fd, from, count);
    return record ? was_written(fd, put) : put;
}

EXPORT ssize_t send(int fd, const void *from, size_t length, int flags) {
    bool record = watched(fd);
    ssize_t put = real.send_(fd, from, length, flags);
    return record ? was_written(fd, put) : put;
}

EXPORT ssize_t hf_alias_send(int fd, const void *from, size_t length, int flags) __asm__("__send");
EXPORT ssize_t hf_alias_send(int fd, const void *from, size_t length, int flags) {
    return send(fd, from, length, flags);
}

EXPORT ssize_t sendto(
    int fd, const void *from, size_t length, int flags, const struct sockaddr *to, socklen_t to_length) {
    bool record = watched(fd);
    ssize_t put = real.sendto_(fd, from, length, flags, to, to_length);
    return record ? was_written(fd, put) : put;
}

EXPORT ssize_t sendmsg(int fd, const struct msghdr *message, int flags) {
    bool record = watched(fd);
    ssize_t put = real.sendmsg_(fd, message, flags);
    return record ? was_written(fd, put) : put;
}

EXPORT ssize_t sendfile(int to, int from, off_t *offset, size_t length) {
    bool record = watched(to);
    ssize_t put = real.sendfile_(to, from, offset, length);
    return record ? was_written(to, put) : put;
}

_Static_assert(sizeof(off_t) == sizeof(off64_t), "one sendfile for both");

EXPORT ssize_t sendfile64(int to, int from, off64_t *offset, size_t length) {
    return sendfile(to, from, (off_t *)offset, length);
}

EXPORT ssize_t splice(int from, off64_t *from_offset, int to, off64_t *to_offset, size_t length, unsigned flags) {
    bool in = watched(from), out = watched(to);
    ssize_t moved = real.splice_(from, from_offset, to, to_offset, length, flags);
    if (in) {
        was_read(from, moved, 0);
    }
    return out ? was_written(to, moved) : moved;
}
