/* Connections and listeners come to be, and are shut down. */
#include <netinet/in.h>

#include "shim.h"

static uint16_t port_of(const struct sockaddr_storage *address) {
    return address->ss_family == AF_INET ? ntohs(((const struct sockaddr_in *)address)->sin_port)
                                         : ntohs(((const struct sockaddr_in6 *)address)->sin6_port);
}

static void copy_address(uint8_t *to, const struct sockaddr_storage *address) {
    if (address->ss_family == AF_INET) {
        memcpy(to, &((const struct sockaddr_in *)address)->sin_addr, 4);
    } else {
        memcpy(to, &((const struct sockaddr_in6 *)address)->sin6_addr, 16);
    }
}

static bool is_internet(const struct sockaddr_storage *address) {
    return address->ss_family == AF_INET || address->ss_family == AF_INET6;
}

static void publish_socket(
    enum hf_op op, int fd, int64_t result, const struct sockaddr_storage *peer, const struct sockaddr_storage *local) {
    struct hf_addresses out;
    memset(&out, 0, sizeof out);
    bool v6 = local->ss_family == AF_INET6;
    out.family = v6 ? 6 : 4;
    out.local_port = port_of(local);
    copy_address(out.bytes + (v6 ? 16 : 4), local);
    if (peer != NULL && peer->ss_family == local->ss_family) {
        out.peer_port = port_of(peer);
        copy_address(out.bytes, peer);
    }
    hf_publish(op, fd, result, &out, v6 ? HF_ADDRESSES_V6 : HF_ADDRESSES_V4);
}

static bool name(long which, int fd, struct sockaddr_storage *out) {
    socklen_t length = sizeof *out;
    memset(out, 0, sizeof *out);
    return hf_raw3(which, fd, (long)out, (long)&length) == 0;
}

static int option(int fd, int which) {
    int value = 0;
    socklen_t length = sizeof value;
    long got = hf_raw6(SYS_getsockopt, fd, SOL_SOCKET, which, (long)&value, (long)&length, 0);
    return got < 0 ? -1 : value;
}

/* Says what this process holds at fd if it is a TCP socket: inherited, received, or kept over a failed exec. */
bool hf_announce(int fd) {
    struct sockaddr_storage local, peer;
    if (!name(SYS_getsockname, fd, &local) || !is_internet(&local) || option(fd, SO_TYPE) != SOCK_STREAM) {
        return false;
    }
    if (option(fd, SO_ACCEPTCONN) == 1) {
        hf_kind_set(fd, HF_LISTENER);
        publish_socket(HF_LISTEN, fd, 0, NULL, &local);
    } else if (name(SYS_getpeername, fd, &peer)) {
        hf_kind_set(fd, HF_CONNECTION);
        publish_socket(HF_HOLD, fd, 0, &peer, &local);
    }
    return true;
}

struct directory_entry { /* struct linux_dirent64 */
    uint64_t inode, offset;
    uint16_t length;
    uint8_t type;
    char name[];
};

static int number(const char *text) {
    int value = 0;
    for (; *text >= '0' && *text <= '9' && value < (int)HF_FDS_MAX; text++) {
        value = value * 10 + (*text - '0');
    }
    return *text == 0 ? value : -1;
}

/* Raw and without allocation: runs in constructors and in forked children. Without /proc only the first 1024 are tried. */
void hf_announce_all(void) {
    _Alignas(8) char buffer[2048];
    long directory = hf_raw6(SYS_openat, AT_FDCWD, (long)"/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0, 0, 0);
    if (directory < 0) {
        for (int fd = 0; fd < 1024; fd++) {
            hf_announce(fd);
        }
        return;
    }
    long got;
    while ((got = hf_raw3(SYS_getdents64, directory, (long)buffer, sizeof buffer)) > 0) {
        for (long at = 0; at < got;) {
            const struct directory_entry *entry = (const void *)(buffer + at);
            int fd = entry->name[0] == '.' ? -1 : number(entry->name);
            if (fd >= 0 && fd != directory) {
                hf_announce(fd);
            }
            at += entry->length;
        }
    }
    hf_raw3(SYS_close, directory, 0, 0);
}

static int accepted(int listener, int fd, const struct sockaddr_storage *peer) {
    struct sockaddr_storage local;
    if (fd >= 0 && is_internet(peer) && name(SYS_getsockname, fd, &local) && is_internet(&local)) {
        hf_kind_set(fd, HF_CONNECTION);
        publish_socket(HF_ACCEPT, listener, fd, peer, &local);
    } else if (fd < 0 && hf_level == HF_OUTCOMES && hf_kind(listener) == HF_LISTENER) {
        hf_publish_plain(HF_ACCEPT, listener, hf_outcome(fd));
    } else if (fd >= 0 && hf_kind(fd) != HF_NOTHING) {
        hf_kind_set(fd, HF_NOTHING);
    }
    return fd;
}

static void give_peer(const struct sockaddr_storage *peer, socklen_t length, struct sockaddr *to, socklen_t *to_length) {
    if (to != NULL && to_length != NULL) {
        memcpy(to, peer, *to_length < length ? *to_length : length);
        *to_length = length;
    }
}

EXPORT int accept4(int listener, struct sockaddr *restrict address, socklen_t *restrict length, int flags) {
    if (!hf_recording() || (address != NULL && length == NULL)) {
        return real.accept4_(listener, address, length, flags);
    }
    struct sockaddr_storage peer;
    socklen_t peer_length = sizeof peer;
    peer.ss_family = AF_UNSPEC;
    int fd = real.accept4_(listener, (struct sockaddr *)&peer, &peer_length, flags);
    if (fd >= 0) {
        give_peer(&peer, peer_length, address, length);
    }
    return accepted(listener, fd, &peer);
}

EXPORT int accept(int listener, struct sockaddr *restrict address, socklen_t *restrict length) {
    return accept4(listener, address, length, 0);
}

EXPORT int listen(int fd, int backlog) {
    bool recording = hf_recording();
    int result = real.listen_(fd, backlog);
    if (result == 0 && recording && hf_kind(fd) != HF_LISTENER) {
        int saved = errno;
        hf_announce(fd);
        errno = saved;
    }
    return result;
}

EXPORT int shutdown(int fd, int how) {
    if (hf_recording() && hf_kind(fd) == HF_CONNECTION && how >= SHUT_RD && how <= SHUT_RDWR) {
        hf_publish_plain(HF_SHUTDOWN, fd, how);
    }
    return real.shutdown_(fd, how);
}
