/* Processes are forked, replaced and left; threads are started. */
#include <alloca.h>
#include <stdarg.h>

#include "shim.h"

__thread uint32_t hf_fork_stream; /* set by the parent for its child while it forks */

/* Parent and child both announce the fork, each before anything else it does (see hf_enter_child). */
long hf_fork_by(hf_forker forker, const long *arguments) {
    struct hf_child child = {.stream = hf_new_stream(), .late = 0};
    int parent = hf_pid();
    hf_fork_stream = child.stream;
    long pid = forker(arguments);
    if (pid == 0) {
        if (hf_identity_page->pid == parent) {
            hf_identity_page->pid = 0; /* a kernel that does not wipe the page */
        }
        (void)hf_pid();
        return 0;
    }
    hf_fork_stream = 0;
    if (pid > 0) {
        hf_publish(HF_FORK, -1, pid, &child, sizeof child);
    }
    return pid;
}

static long by_fork(const long *unused) {
    (void)unused;
    return real.fork_();
}

EXPORT pid_t fork(void) {
    return hf_recording() ? (pid_t)hf_fork_by(by_fork, NULL) : real.fork_();
}

EXPORT pid_t hf_alias_fork(void) __asm__("__fork");
EXPORT pid_t hf_alias_fork(void) {
    return fork();
}

/* POSIX allows it; and a child in the parent's memory would leave its traces in the parent's tables. */
EXPORT pid_t vfork(void) {
    return fork();
}

static long by_bare_fork(const long *unused) {
    (void)unused;
    return real._Fork_();
}

EXPORT pid_t _Fork(void) {
    bool recording = hf_recording();
    if (HF_MISSING(_Fork)) {
        return -1;
    }
    return recording ? (pid_t)hf_fork_by(by_bare_fork, NULL) : real._Fork_();
}

/* ---- leaving ---------------------------------------------------------------------------------------------------- */

void hf_exiting(int status) {
    hf_publish_plain(HF_EXIT, -1, status);
}

EXPORT void _exit(int status) {
    if (hf_recording()) {
        hf_exiting(status);
    }
    real._exit_(status);
    __builtin_unreachable();
}

EXPORT void _Exit(int status) {
    _exit(status);
}

EXPORT void quick_exit(int status) {
    if (hf_recording()) {
        hf_exiting(status);
    }
    real.quick_exit_(status);
    __builtin_unreachable();
}

/* ---- becoming another program ------------------------------------------------------------------------------------ */

/* What the exec is going to close is announced as closed; should it fail, announce_again takes it back. */
static void before_exec(void) {
    for (unsigned fd = 0; fd < hf_kinds_top(); fd++) {
        if (hf_is_socket((int)fd)) {
            long flags = hf_raw3(SYS_fcntl, fd, F_GETFD, 0);
            if (flags >= 0 && (flags & FD_CLOEXEC)) {
                hf_publish_plain(HF_CLOSE, (int)fd, HF_BY_EXEC);
            }
        }
    }
    hf_publish_plain(HF_EXEC, -1, 0);
}

static int after_failed_exec(int result) {
    int saved = errno;
    hf_announce_all();
    errno = saved;
    return result;
}

/* The environment for the new program, with the wrap still in it; its memory is the caller's stack. */
#define WRAPPED_ENVIRONMENT(wrapped, given)                                                                           \
    size_t wrapped##_bytes = 0;                                                                                       \
    size_t wrapped##_room = hf_environment_room(given, &wrapped##_bytes);                                             \
    char *const *wrapped = wrapped##_room == 0                                                                        \
        ? (given)                                                                                                     \
        : hf_environment(given, alloca(wrapped##_room * sizeof(char *)), alloca(wrapped##_bytes))

extern char **environ;

EXPORT int execve(const char *path, char *const argv[], char *const envp[]) {
    if (!hf_recording()) {
        return real.execve_(path, argv, envp);
    }
    WRAPPED_ENVIRONMENT(wrapped, envp);
    before_exec();
    return after_failed_exec(real.execve_(path, argv, wrapped));
}

EXPORT int execv(const char *path, char *const argv[]) {
    return execve(path, argv, environ);
}

EXPORT int execvpe(const char *file, char *const argv[], char *const envp[]) {
    if (!hf_recording()) {
        return real.execvpe_(file, argv, envp);
    }
    WRAPPED_ENVIRONMENT(wrapped, envp);
    before_exec();
    return after_failed_exec(real.execvpe_(file, argv, wrapped));
}

EXPORT int execvp(const char *file, char *const argv[]) {
    return execvpe(file, argv, environ);
}

EXPORT int fexecve(int fd, char *const argv[], char *const envp[]) {
    if (!hf_recording()) {
        return real.fexecve_(fd, argv, envp);
    }
    WRAPPED_ENVIRONMENT(wrapped, envp);
    before_exec();
    return after_failed_exec(real.fexecve_(fd, argv, wrapped));
}

EXPORT int execveat(int directory, const char *path, char *const argv[], char *const envp[], int flags) {
    bool recording = hf_recording();
    if (HF_MISSING(execveat)) {
        return -1;
    }
    if (!recording) {
        return real.execveat_(directory, path, argv, envp, flags);
    }
    WRAPPED_ENVIRONMENT(wrapped, envp);
    before_exec();
    return after_failed_exec(real.execveat_(directory, path, argv, wrapped, flags));
}

/* Gathers an argument list ending in NULL into an array on the stack of the wrapper that uses it. */
#define GATHER(argv, first, rest)                                                                                     \
    size_t argv##_count = 1;                                                                                          \
    va_start(rest, first);                                                                                            \
    while (va_arg(rest, char *) != NULL) {                                                                            \
        argv##_count++;                                                                                               \
    }                                                                                                                 \
    va_end(rest);                                                                                                     \
    char **argv = alloca((argv##_count + 1) * sizeof(char *));                                                        \
    va_start(rest, first);                                                                                            \
    argv[0] = (char *)(first);                                                                                        \
    for (size_t i = 1; i <= argv##_count; i++) {                                                                      \
        argv[i] = va_arg(rest, char *);                                                                               \
    }

EXPORT int execl(const char *path, const char *first, ...) {
    va_list rest;
    GATHER(argv, first, rest)
    va_end(rest);
    return execve(path, argv, environ);
}

EXPORT int execlp(const char *file, const char *first, ...) {
    va_list rest;
    GATHER(argv, first, rest)
    va_end(rest);
    return execvpe(file, argv, environ);
}

EXPORT int execle(const char *path, const char *first, ...) {
    va_list rest;
    GATHER(argv, first, rest)
    char *const *envp = va_arg(rest, char *const *);
    va_end(rest);
    return execve(path, argv, envp);
}

/* The child announces itself at its START: what it inherited included. */
EXPORT int posix_spawn(
    pid_t *restrict pid,
    const char *restrict path,
    const posix_spawn_file_actions_t *restrict actions,
    const posix_spawnattr_t *restrict attributes,
    char *const argv[restrict],
    char *const envp[restrict]) {
    if (!hf_recording()) {
        return real.posix_spawn_(pid, path, actions, attributes, argv, envp);
    }
    WRAPPED_ENVIRONMENT(wrapped, envp);
    return real.posix_spawn_(pid, path, actions, attributes, argv, wrapped);
}

EXPORT int posix_spawnp(
    pid_t *restrict pid,
    const char *restrict file,
    const posix_spawn_file_actions_t *restrict actions,
    const posix_spawnattr_t *restrict attributes,
    char *const argv[restrict],
    char *const envp[restrict]) {
    if (!hf_recording()) {
        return real.posix_spawnp_(pid, file, actions, attributes, argv, envp);
    }
    WRAPPED_ENVIRONMENT(wrapped, envp);
    return real.posix_spawnp_(pid, file, actions, attributes, argv, wrapped);
}

/* ---- threads ----------------------------------------------------------------------------------------------------- */

struct beginning {
    void *(*function)(void *);
    void *argument;
    uint32_t stream;
};

static void *begin(void *given) {
    struct beginning beginning = *(struct beginning *)given;
    free(given);
    hf_thread_stream = beginning.stream;
    return beginning.function(beginning.argument);
}

EXPORT int pthread_create(
    pthread_t *restrict thread,
    const pthread_attr_t *restrict attributes,
    void *(*function)(void *),
    void *restrict argument) {
    struct beginning *beginning = hf_outcomes() ? malloc(sizeof *beginning) : NULL;
    if (beginning == NULL) {
        return real.pthread_create_(thread, attributes, function, argument);
    }
    *beginning = (struct beginning){function, argument, hf_new_stream()};
    hf_publish_plain(HF_THREAD, -1, beginning->stream);
    int result = real.pthread_create_(thread, attributes, begin, beginning);
    if (result != 0) {
        free(beginning);
    }
    return result;
}
