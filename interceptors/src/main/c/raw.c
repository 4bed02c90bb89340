/*
 * libc's syscall(): some programs close sockets, fork or leave through it (libuv, vsftpd). What is not of interest goes to
 * libc by a tail jump with nothing changed, not even the stack: a clone with a new stack returns on that one.
 */
#include <linux/sched.h>

#include "shim.h"

static long by_clone(const long *arguments) {
    return real.syscall_(arguments[0], arguments[1], arguments[2], arguments[3], arguments[4], arguments[5], arguments[6]);
}

/* Copies of this process on this stack; not threads, not clones with a stack of their own. */
static bool is_fork(long number, long a, long b) {
    switch (number) {
#ifdef SYS_fork
    case SYS_fork:
        return true;
#endif
    case SYS_clone:
        return !(a & CLONE_VM) && b == 0;
    case SYS_clone3: {
        const struct clone_args *arguments = (const void *)a;
        return arguments != NULL && !(arguments->flags & CLONE_VM) && arguments->stack == 0;
    }
    default:
        return false;
    }
}

EXPORT long hf_syscall(long number, long a, long b, long c, long d, long e, long f) __asm__("syscall");
EXPORT long hf_syscall(long number, long a, long b, long c, long d, long e, long f) {
    if (!hf_recording()) {
        return real.syscall_(number, a, b, c, d, e, f);
    }
    switch (number) {
    case SYS_close:
        return close((int)a);
    case SYS_close_range:
        return close_range((unsigned)a, (unsigned)b, (int)c);
    case SYS_shutdown:
        return shutdown((int)a, (int)b);
    case SYS_accept:
        return accept((int)a, (struct sockaddr *)b, (socklen_t *)c);
    case SYS_accept4:
        return accept4((int)a, (struct sockaddr *)b, (socklen_t *)c, (int)d);
    case SYS_listen:
        return listen((int)a, (int)b);
    case SYS_dup:
        return dup((int)a);
#ifdef SYS_dup2
    case SYS_dup2:
        return dup2((int)a, (int)b);
#endif
    case SYS_dup3:
        return dup3((int)a, (int)b, (int)c);
    case SYS_fcntl:
        return fcntl((int)a, (int)b, c);
    case SYS_exit_group:
        _exit((int)a);
    case SYS_execve:
        return execve((const char *)a, (char *const *)b, (char *const *)c);
    case SYS_read:
        return read((int)a, (void *)b, (size_t)c);
    case SYS_readv:
        return readv((int)a, (const struct iovec *)b, (int)c);
    case SYS_recvfrom:
        return recvfrom((int)a, (void *)b, (size_t)c, (int)d, (struct sockaddr *)e, (socklen_t *)f);
    case SYS_recvmsg:
        return recvmsg((int)a, (struct msghdr *)b, (int)c);
    case SYS_write:
        return write((int)a, (const void *)b, (size_t)c);
    case SYS_writev:
        return writev((int)a, (const struct iovec *)b, (int)c);
    case SYS_sendto:
        return sendto((int)a, (const void *)b, (size_t)c, (int)d, (const struct sockaddr *)e, (socklen_t)f);
    case SYS_sendmsg:
        return sendmsg((int)a, (const struct msghdr *)b, (int)c);
    case SYS_sendfile:
        return sendfile((int)a, (int)b, (off_t *)c, (size_t)d);
    case SYS_getrandom:
        return getrandom((void *)a, (size_t)b, (unsigned)c);
    case SYS_epoll_ctl:
        return epoll_ctl((int)a, (int)b, (int)c, (struct epoll_event *)d);
#ifdef SYS_epoll_wait
    case SYS_epoll_wait:
        return epoll_wait((int)a, (struct epoll_event *)b, (int)c, (int)d);
#endif
    case SYS_epoll_pwait:
        return epoll_pwait((int)a, (struct epoll_event *)b, (int)c, (int)d, (const sigset_t *)e);
    case SYS_io_uring_setup: /* its calls would pass us by; programs fall back when the kernel has none */
        errno = ENOSYS;
        return -1;
    default:
        break;
    }
    if (is_fork(number, a, b)) {
        const long arguments[] = {number, a, b, c, d, e, f};
        return hf_fork_by(by_clone, arguments);
    }
    return real.syscall_(number, a, b, c, d, e, f);
}
