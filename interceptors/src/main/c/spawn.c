/*
 * holdfast-spawn: a small init for one wrapped server. It starts the server in a session of its own, with the shim and the
 * ring; takes in every orphan of it; and goes only after every descendant is dead and reaped.
 *
 *   holdfast-spawn -r RING -s SHIM [-n NETNS] [-u USER[:GROUP]] [-d DIRECTORY] -l LOG -- COMMAND [ARGUMENT...]
 *
 * stdout, one line each:  MAIN pid | FAILED why | EXIT code n | EXIT signal n   (EXIT after the last descendant is reaped)
 * stdin:                  K kill everything | T milliseconds, newline: SIGTERM, and kill when that time has passed
 * End of stdin means that the JVM is gone, whatever killed it: everything is killed. This takes the place of
 * PR_SET_PDEATHSIG towards the JVM, which would fire when the *thread* ends that started us. The server itself has it
 * towards us, for the case that we are killed.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define DEFAULT_GRACE_MS 10000

struct settings {
    const char *ring, *shim, *netns, *user, *directory, *log;
    char **command;
};

static void failed(const char *what, const char *detail, int error) {
    printf("FAILED %s%s%s: %s\n", what, detail ? " " : "", detail ? detail : "", strerror(error));
    fflush(stdout);
    _exit(1);
}

/* ---- the server's side of the fork -------------------------------------------------------------------------------- */

struct failure {
    int error;
    char what[60];
};

static void fail_child(int report, const char *what) {
    struct failure failure = {.error = errno};
    snprintf(failure.what, sizeof failure.what, "%s", what);
    if (write(report, &failure, sizeof failure) < 0) {
        _exit(126);
    }
    _exit(127);
}

static bool number(const char *text, unsigned *value) {
    char *end;
    unsigned long parsed = strtoul(text, &end, 10);
    *value = (unsigned)parsed;
    return *text != 0 && *end == 0 && parsed < 0xffffffffUL;
}

/* USER or USER:GROUP, each a name or a number. Supplementary groups are the user's own. */
static int become(const char *who) {
    char name[256];
    if (snprintf(name, sizeof name, "%s", who) >= (int)sizeof name) {
        errno = ENAMETOOLONG;
        return -1;
    }
    char *group_name = strchr(name, ':');
    if (group_name) {
        *group_name++ = 0;
    }
    unsigned uid, gid;
    struct passwd *user = number(name, &uid) ? getpwuid(uid) : getpwnam(name);
    if (user) {
        uid = user->pw_uid;
        gid = user->pw_gid;
    } else if (!number(name, &uid) || !group_name) {
        errno = ENOENT;
        return -1;
    }
    if (group_name && !number(group_name, &gid)) {
        struct group *group = getgrnam(group_name);
        if (!group) {
            errno = ENOENT;
            return -1;
        }
        gid = group->gr_gid;
    }
    if ((user ? initgroups(user->pw_name, gid) : setgroups(0, NULL)) < 0) {
        return -1;
    }
    return setresgid(gid, gid, gid) < 0 ? -1 : setresuid(uid, uid, uid);
}

static void wrap(const struct settings *settings, int ring, int report) {
    char preload[4096], fd[12];
    const char *given = getenv("LD_PRELOAD");
    int length = snprintf(
        preload, sizeof preload, "%s%s%s", settings->shim, given && *given ? ":" : "", given && *given ? given : "");
    snprintf(fd, sizeof fd, "%d", ring);
    if (length >= (int)sizeof preload) {
        errno = ENAMETOOLONG;
        fail_child(report, "LD_PRELOAD");
    }
    if (setenv("LD_PRELOAD", preload, 1) < 0 || setenv("HOLDFAST_RING_FD", fd, 1) < 0) {
        fail_child(report, "environment");
    }
}

/* What the node has before other processes is not the server's: it gets the processor, and is killed for want of memory, as any. */
static void like_any_other(void) {
    if (getpriority(PRIO_PROCESS, 0) < 0) {
        setpriority(PRIO_PROCESS, 0, 0);
    }
    char score[12] = "";
    int file = open("/proc/self/oom_score_adj", O_RDWR | O_CLOEXEC);
    if (file >= 0) {
        if (read(file, score, sizeof score - 1) > 0 && atoi(score) < 0) {
            (void)!pwrite(file, "0", 1, 0);
        }
        close(file);
    }
}

static void become_server(const struct settings *settings, int ring, int log, int report, pid_t parent) {
    sigset_t none;
    sigemptyset(&none);
    for (int number = 1; number < NSIG; number++) {
        signal(number, SIG_DFL);
    }
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (setsid() < 0 || null < 0 || dup2(null, 0) < 0 || dup2(log, 1) < 0 || dup2(log, 2) < 0) {
        fail_child(report, "standard streams");
    }
    like_any_other();
    if (settings->user && become(settings->user) < 0) {
        fail_child(report, "user");
    }
    if (settings->directory && chdir(settings->directory) < 0) {
        fail_child(report, "directory");
    }
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || getppid() != parent) {
        fail_child(report, "parent");
    }
    wrap(settings, ring, report);
    sigprocmask(SIG_SETMASK, &none, NULL);
    execvp(settings->command[0], settings->command);
    fail_child(report, "exec");
}

/* The ring's descriptor goes high, out of the way of programs that expect theirs to start at 3. */
static int open_ring(const char *path) {
    int fd = open(path, O_RDWR | O_CLOEXEC);
    struct rlimit limit;
    if (fd < 0 || getrlimit(RLIMIT_NOFILE, &limit) < 0) {
        failed("ring", path, errno);
    }
    int wanted = limit.rlim_cur > 1000 ? 990 : (int)limit.rlim_cur / 2;
    int high = fcntl(fd, F_DUPFD, wanted);
    if (high < 0) {
        failed("ring", path, errno);
    }
    close(fd);
    return high;
}

static pid_t start(const struct settings *settings) {
    int ring = open_ring(settings->ring);
    int log = open(settings->log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
    if (log < 0) {
        failed("log", settings->log, errno);
    }
    if (settings->netns) {
        int space = open(settings->netns, O_RDONLY | O_CLOEXEC);
        if (space < 0 || setns(space, CLONE_NEWNET) < 0) {
            failed("network namespace", settings->netns, errno);
        }
        close(space);
    }
    int report[2];
    pid_t parent = getpid();
    if (pipe2(report, O_CLOEXEC) < 0) {
        failed("pipe", NULL, errno);
    }
    pid_t main_pid = fork();
    if (main_pid < 0) {
        failed("fork", NULL, errno);
    }
    if (main_pid == 0) {
        become_server(settings, ring, log, report[1], parent);
    }
    close(report[1]);
    close(ring);
    close(log);
    struct failure failure;
    if (read(report[0], &failure, sizeof failure) == sizeof failure) {
        waitpid(main_pid, NULL, 0);
        failed(failure.what, settings->command[0], failure.error);
    }
    close(report[0]);
    return main_pid;
}

/* ---- our side: no descendant is left behind -------------------------------------------------------------------------- */

static bool parent_is_us(const char *pid_text) {
    char path[64], line[512];
    snprintf(path, sizeof path, "/proc/%.20s/stat", pid_text);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return false;
    }
    ssize_t length = read(fd, line, sizeof line - 1);
    close(fd);
    line[length > 0 ? length : 0] = 0;
    char *after_name = strrchr(line, ')'), state;
    int parent = 0;
    return after_name && sscanf(after_name + 1, " %c %d", &state, &parent) == 2 && parent == getpid();
}

/* Children of a killed child become ours: killing children until none is left reaches every generation. */
static void kill_children(void) {
    DIR *processes = opendir("/proc");
    if (!processes) {
        return;
    }
    struct dirent *entry;
    while ((entry = readdir(processes)) != NULL) {
        if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9' && parent_is_us(entry->d_name)) {
            kill((pid_t)strtol(entry->d_name, NULL, 10), SIGKILL);
        }
    }
    closedir(processes);
}

static void kill_everything(pid_t main_pid, int *main_status) {
    for (;;) {
        kill_children();
        int status;
        pid_t pid = waitpid(-1, &status, 0);
        if (pid == main_pid) {
            *main_status = status;
        }
        if (pid < 0 && errno == ECHILD) {
            return;
        }
    }
}

static long long now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

struct watch {
    pid_t main_pid;
    int main_status;
    bool main_dead, kill_now;
    long long deadline; /* 0: none */
    long long grace;    /* digits of a T command read so far; -1: not in one */
};

static void stop(struct watch *watch, long long grace) {
    kill(watch->main_pid, SIGTERM);
    watch->deadline = now_ms() + grace;
}

static void on_command(struct watch *watch, char c) {
    if (watch->grace < 0) {
        watch->kill_now |= c == 'K';
        watch->grace = c == 'T' ? 0 : -1;
    } else if (c >= '0' && c <= '9' && watch->grace < 100000000) {
        watch->grace = watch->grace * 10 + (c - '0');
    } else if (c == '\n') {
        stop(watch, watch->grace);
        watch->grace = -1;
    }
}

static void on_input(struct watch *watch) {
    char buffer[64];
    ssize_t length = read(0, buffer, sizeof buffer);
    if (length == 0 || (length < 0 && errno != EINTR && errno != EAGAIN)) {
        watch->kill_now = true;
    }
    for (ssize_t i = 0; i < length; i++) {
        on_command(watch, buffer[i]);
    }
}

static void on_signal(struct watch *watch, int signals) {
    struct signalfd_siginfo info;
    if (read(signals, &info, sizeof info) == sizeof info && info.ssi_signo != SIGCHLD) {
        stop(watch, DEFAULT_GRACE_MS);
    }
    int status;
    pid_t pid;
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
        if (pid == watch->main_pid) {
            watch->main_status = status;
            watch->main_dead = true;
        }
    }
}

static void supervise(struct watch *watch, int signals) {
    struct pollfd inputs[] = {{.fd = 0, .events = POLLIN}, {.fd = signals, .events = POLLIN}};
    while (!watch->main_dead && !watch->kill_now) {
        long long left = watch->deadline ? watch->deadline - now_ms() : -1;
        if (watch->deadline && left <= 0) {
            return;
        }
        if (poll(inputs, 2, watch->deadline ? (int)left : -1) <= 0) {
            continue;
        }
        if (inputs[0].revents) {
            on_input(watch);
        }
        if (inputs[1].revents) {
            on_signal(watch, signals);
        }
    }
}

static bool parse(int argc, char **argv, struct settings *settings) {
    int option;
    while ((option = getopt(argc, argv, "+r:s:n:u:d:l:")) != -1) {
        switch (option) {
        case 'r':
            settings->ring = optarg;
            break;
        case 's':
            settings->shim = optarg;
            break;
        case 'n':
            settings->netns = optarg;
            break;
        case 'u':
            settings->user = optarg;
            break;
        case 'd':
            settings->directory = optarg;
            break;
        case 'l':
            settings->log = optarg;
            break;
        default:
            return false;
        }
    }
    settings->command = argv + optind;
    return settings->ring && settings->shim && settings->log && optind < argc;
}

int main(int argc, char **argv) {
    struct settings settings = {0};
    if (!parse(argc, argv, &settings)) {
        fprintf(stderr, "usage: holdfast-spawn -r RING -s SHIM [-n NETNS] [-u USER] [-d DIRECTORY] -l LOG -- COMMAND...\n");
        return 2;
    }
    sigset_t handled;
    sigemptyset(&handled);
    sigaddset(&handled, SIGCHLD);
    sigaddset(&handled, SIGTERM);
    sigaddset(&handled, SIGINT);
    sigaddset(&handled, SIGHUP);
    signal(SIGPIPE, SIG_IGN);
    sigprocmask(SIG_BLOCK, &handled, NULL);
    int signals = signalfd(-1, &handled, SFD_CLOEXEC);
    if (signals < 0 || prctl(PR_SET_CHILD_SUBREAPER, 1) < 0) {
        failed("init", NULL, errno);
    }
    struct watch watch = {.grace = -1};
    watch.main_pid = start(&settings);
    printf("MAIN %d\n", watch.main_pid);
    fflush(stdout);
    supervise(&watch, signals);
    kill_everything(watch.main_pid, &watch.main_status);
    bool signalled = WIFSIGNALED(watch.main_status);
    printf("EXIT %s %d\n", signalled ? "signal" : "code",
           signalled ? WTERMSIG(watch.main_status) : WEXITSTATUS(watch.main_status));
    fflush(stdout);
    return 0;
}
