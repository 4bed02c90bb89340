/*
 * A server that accepts one connection, reads one byte, and ends the connection in the way it is told:  endings WAY
 * It listens on a free port of 127.0.0.1, which the shim reports. Having ended it, it stays, unless the way is to go.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static int connection, listener;
static int go[2];

static void stay(void) {
    for (;;) {
        pause();
    }
}

static void kill_self(void) {
    kill(getpid(), SIGKILL);
    stay();
}

static void signal_other(void) {
    if (write(go[1], "g", 1) != 1) {
        abort();
    }
}

static void await_other(void) {
    char c;
    if (read(go[0], &c, 1) != 1) {
        abort();
    }
}

static long insn(long number, long a, long b) {
    long result;
    __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(0) : "rcx", "r11", "memory");
    return result;
}

static void on_term(int number) {
    (void)number;
    exit(0);
}

static void *exit_from_thread(void *unused) {
    (void)unused;
    exit(0);
}

static void *wait_a_moment(void *unused) {
    (void)unused;
    usleep(50000);
    return NULL;
}

/* The child inherits, the parent lets go first; then the child does what ends the connection. */
static void child_ends(pid_t (*make_child)(void), void (*end)(void)) {
    pid_t child = make_child();
    if (child == 0) {
        await_other();
        end();
        stay();
    }
    close(connection);
    signal_other();
    stay();
}

static void end_by_close(void) {
    close(connection);
}

static void end_by_exit(void) {
    _exit(0);
}

static pid_t fork_by_syscall(void) {
    return (pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
}

/* Not through libc at all: the child is known only from its first wrapped call on. */
static pid_t fork_by_insn(void) {
    int known[2];
    char c;
    if (pipe(known) < 0) {
        abort();
    }
    pid_t child = (pid_t)insn(SYS_fork, 0, 0);
    if (child == 0) {
        close(dup(connection));
        if (write(known[1], "k", 1) != 1) {
            abort();
        }
        return 0;
    }
    if (read(known[0], &c, 1) != 1) {
        abort();
    }
    return child;
}

static void pass_to_child(void (*end)(void)) {
    int pair[2];
    char control[CMSG_SPACE(sizeof(int))] = {0}, c = 0;
    struct iovec part = {&c, 1};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) < 0) {
        abort();
    }
    if (fork() == 0) {
        close(connection);
        signal_other();
        if (recvmsg(pair[1], &message, 0) != 1) {
            abort();
        }
        memcpy(&connection, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof connection);
        if (write(pair[1], "g", 1) != 1 || read(pair[1], &c, 1) != 1) {
            abort();
        }
        end();
        stay();
    }
    await_other();
    struct cmsghdr *rights = CMSG_FIRSTHDR(&message);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(sizeof connection);
    memcpy(CMSG_DATA(rights), &connection, sizeof connection);
    if (sendmsg(pair[0], &message, 0) != 1 || read(pair[0], &c, 1) != 1) {
        abort();
    }
    close(connection);
    if (write(pair[0], "g", 1) != 1) {
        abort();
    }
    stay();
}

static void run(const char *way) {
#define WAY(name) else if (strcmp(way, #name) == 0)
    if (0) {
    }
    WAY(close) { close(connection); stay(); }
    WAY(close_unread) { close(connection); stay(); }
    WAY(linger_zero) {
        struct linger linger = {1, 0};
        setsockopt(connection, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
        close(connection);
        stay();
    }
    WAY(shutdown_write) { shutdown(connection, SHUT_WR); stay(); }
    WAY(shutdown_both) { shutdown(connection, SHUT_RDWR); stay(); }
    WAY(exit) { exit(3); }
    WAY(return_of_main) { return; }
    WAY(underscore_exit) { _exit(3); }
    WAY(quick_exit) { quick_exit(0); }
    WAY(term_handler_exits) { signal(SIGTERM, on_term); kill(getpid(), SIGTERM); stay(); }
    WAY(thread_exits_process) { pthread_t t; pthread_create(&t, NULL, exit_from_thread, NULL); stay(); }
    WAY(last_thread_ends) { pthread_t t; pthread_create(&t, NULL, wait_a_moment, NULL); pthread_exit(NULL); }
    WAY(dup_both_closed) { int other = dup(connection); close(connection); close(other); stay(); }
    WAY(fcntl_dup_both_closed) { int other = fcntl(connection, F_DUPFD_CLOEXEC, 50); close(connection); close(other); stay(); }
    WAY(dup2_over_it) { dup2(open("/dev/null", O_RDWR), connection); stay(); }
    WAY(dup3_over_it) { dup3(open("/dev/null", O_RDWR), connection, O_CLOEXEC); stay(); }
    WAY(close_by_syscall_function) { syscall(SYS_close, connection); stay(); }
    WAY(close_by_instruction) { insn(SYS_close, connection, 0); stay(); }
    WAY(exit_group_by_syscall_function) { syscall(SYS_exit_group, 0); }
    WAY(exit_group_by_instruction) { insn(SYS_exit_group, 0, 0); }
    WAY(close_range) { close_range((unsigned)connection, ~0u, 0); stay(); }
    WAY(closefrom) { closefrom(connection); stay(); }
    WAY(fclose) { fclose(fdopen(connection, "r+")); stay(); }
    WAY(fork_both_close) { child_ends(fork, end_by_close); }
    WAY(fork_parent_closes_child_exits) { child_ends(fork, end_by_exit); }
    WAY(syscall_fork_child_closes) { child_ends(fork_by_syscall, end_by_close); }
    WAY(passed_on_and_closed) { pass_to_child(end_by_close); }
    WAY(exec_closes_it) { fcntl(connection, F_SETFD, FD_CLOEXEC); execl("/bin/sleep", "sleep", "100", (char *)NULL); }
    WAY(exec_keeps_it_until_exit) { execlp("sleep", "sleep", "0.05", (char *)NULL); }
    WAY(exec_fails_then_close) {
        fcntl(connection, F_SETFD, FD_CLOEXEC);
        execl("/nonexistent", "x", (char *)NULL);
        close(connection);
        stay();
    }
    WAY(exec_without_environment_then_exit) {
        char *none[] = {NULL}, *argv[] = {"sleep", "0.05", NULL};
        execve("/bin/sleep", argv, none);
    }
    WAY(sigkill) { kill_self(); }
    WAY(segmentation_fault) { *(volatile int *)8 = 1; }
    WAY(abort) { abort(); }
    WAY(term_by_default) { kill(getpid(), SIGTERM); stay(); }
    WAY(dup_left_at_kill) { dup(connection); close(connection); kill_self(); }
    WAY(fork_parent_closes_child_killed) { child_ends(fork, kill_self); }
    WAY(syscall_fork_child_killed) { child_ends(fork_by_syscall, kill_self); }
    WAY(instruction_fork_child_killed) { child_ends(fork_by_insn, kill_self); }
    WAY(fork_child_closes_parent_killed) {
        if (fork() == 0) {
            close(connection);
            signal_other();
            stay();
        }
        await_other();
        kill_self();
    }
    WAY(fork_child_exits_parent_killed) {
        pid_t child = fork();
        if (child == 0) {
            _exit(0);
        }
        waitpid(child, NULL, 0);
        kill_self();
    }
    WAY(passed_on_and_killed) { pass_to_child(kill_self); }
    WAY(exec_keeps_it_until_kill) {
        execl("/bin/sh", "sh", "-c", "kill -9 $$", (char *)NULL);
    }
    WAY(exec_fails_then_kill) {
        fcntl(connection, F_SETFD, FD_CLOEXEC);
        execl("/nonexistent", "x", (char *)NULL);
        kill_self();
    }
    WAY(kill_in_thread) { pthread_t t; pthread_create(&t, NULL, wait_a_moment, NULL); kill_self(); }
    WAY(half_close_then_kill) {
        char c;
        shutdown(connection, SHUT_WR);
        if (read(connection, &c, 1) == 1) {
            kill_self();
        }
    }
    WAY(wait_for_kill) { stay(); }
    else {
        abort();
    }
}

int main(int count, char **words) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    const char *way = count > 1 ? words[1] : "";
    listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (pipe(go) < 0 || bind(listener, (struct sockaddr *)&address, sizeof address) < 0 || listen(listener, 5) < 0) {
        return 2;
    }
    connection = accept(listener, NULL, NULL);
    char c;
    bool unread = strcmp(way, "close_unread") == 0;
    if (recv(connection, &c, 1, unread ? MSG_PEEK : 0) != 1) {
        return 3;
    }
    run(way);
    return 0;
}
