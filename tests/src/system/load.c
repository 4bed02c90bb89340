/* The bench's load: a plain epoll server and its client; nothing of Holdfast is in here.
 *
 *   load serve ADDRESS PORT
 *   load up   HOST PORT CONNECTIONS SECONDS BYTES_PER_CONNECTION   bulk to the server
 *   load down HOST PORT CONNECTIONS SECONDS BYTES_PER_CONNECTION   bulk from the server
 *   load rr   HOST PORT CONNECTIONS SECONDS 0                      64-byte questions and answers, one outstanding each
 *
 * A connection's first 16 bytes say what it is: a letter (U, D, R) and a decimal byte count. The server's answers depend on
 * that connection's bytes only. After an upload the server says "k", so the client's clock stops when the last byte was read.
 * Bulk runs open a new connection when one is through, until the seconds are over (a whole connection is always finished).
 * The client prints one JSON object.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { HEADER = 16, QUESTION = 64, BUFFER = 256 * 1024, CONNECTIONS_MAX = 4096, EVENTS = 128 };

static char buffer[BUFFER];

static void die(const char *what) {
    fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
    exit(1);
}

static double seconds_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec + now.tv_nsec / 1e9;
}

static struct addrinfo *resolve(const char *host, const char *port) {
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV}, *found;
    if (getaddrinfo(host, port, &hints, &found) != 0) {
        fprintf(stderr, "load: %s is not an address\n", host);
        exit(2);
    }
    return found;
}

static void no_delay(int fd) {
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

static void watch(int poll_fd, int operation, int fd, uint32_t events) {
    struct epoll_event event = {.events = events, .data.fd = fd};
    if (epoll_ctl(poll_fd, operation, fd, &event) < 0 && operation != EPOLL_CTL_DEL) die("epoll_ctl");
}

/* ---- server ---- */

struct served {
    char header[HEADER + 1];
    int header_length;
    int64_t left;  /* U: bytes to come, D: bytes to go */
    int question;  /* R: bytes of the present question that are here */
};

static struct served served[CONNECTIONS_MAX];

/* Each serve_ function: 1 goes on, 0 the connection is through. */
static int serve_header(int fd, struct served *one) {
    ssize_t count = read(fd, one->header + one->header_length, HEADER - one->header_length);
    if (count <= 0) return count < 0 && errno == EAGAIN;
    one->header_length += count;
    if (one->header_length == HEADER) one->left = strtoll(one->header + 1, NULL, 10);
    return 1;
}

static int serve_upload(int fd, struct served *one) {
    ssize_t count = read(fd, buffer, BUFFER);
    if (count <= 0) return count < 0 && errno == EAGAIN;
    if (one->left > 0 && (one->left -= count) <= 0 && write(fd, "k", 1) != 1) return 0;
    return 1;
}

static int serve_download(int fd, struct served *one) {
    if (one->left == 0) return read(fd, buffer, BUFFER) > 0;
    ssize_t count = write(fd, buffer, one->left < BUFFER ? one->left : BUFFER);
    if (count < 0) return errno == EAGAIN;
    one->left -= count;
    return 1;
}

/* Waits for room: a client asks one at a time, but a history that is repeated comes in one go. */
static int answer(int fd) {
    for (size_t done = 0; done < QUESTION;) {
        ssize_t count = write(fd, buffer + done, QUESTION - done);
        struct pollfd room = {.fd = fd, .events = POLLOUT};
        if (count > 0) done += count;
        else if (errno != EAGAIN || poll(&room, 1, -1) < 0) return 0;
    }
    return 1;
}

static int serve_question(int fd, struct served *one) {
    ssize_t count = read(fd, buffer, QUESTION - one->question);
    if (count <= 0) return count < 0 && errno == EAGAIN;
    one->question += count;
    if (one->question < QUESTION) return 1;
    one->question = 0;
    return answer(fd);
}

static int serve_one(int poll_fd, int fd) {
    struct served *one = &served[fd];
    if (one->header_length < HEADER) {
        if (!serve_header(fd, one)) return 0;
        if (one->header_length == HEADER && one->header[0] == 'D') watch(poll_fd, EPOLL_CTL_MOD, fd, EPOLLOUT);
        return 1;
    }
    switch (one->header[0]) {
    case 'U': return serve_upload(fd, one);
    case 'R': return serve_question(fd, one);
    case 'D':
        if (!serve_download(fd, one)) return 0;
        if (one->left == 0) watch(poll_fd, EPOLL_CTL_MOD, fd, EPOLLIN);
        return 1;
    default: return 0;
    }
}

static void admit(int poll_fd, int listener) {
    int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
    if (fd < 0) return;
    if (fd >= CONNECTIONS_MAX) {
        close(fd);
        return;
    }
    memset(&served[fd], 0, sizeof served[fd]);
    no_delay(fd);
    watch(poll_fd, EPOLL_CTL_ADD, fd, EPOLLIN);
}

static void serve(const char *address, const char *port) {
    struct addrinfo *where = resolve(address, port);
    int on = 1, poll_fd = epoll_create1(0);
    int listener = socket(where->ai_family, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (listener < 0 || poll_fd < 0) die("socket");
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, where->ai_addr, where->ai_addrlen) < 0 || listen(listener, 1024) < 0) die("listen");
    watch(poll_fd, EPOLL_CTL_ADD, listener, EPOLLIN);
    for (;;) {
        struct epoll_event events[EVENTS];
        int count = epoll_wait(poll_fd, events, EVENTS, -1);
        for (int i = 0; i < count; i++) {
            int fd = events[i].data.fd;
            if (fd == listener)
                admit(poll_fd, listener);
            else if (!serve_one(poll_fd, fd))
                close(fd);
        }
    }
}

/* ---- client ---- */

enum { SHIFT = 5, CELLS = 64 << SHIFT };

static uint64_t cells[CELLS], measured; /* latencies in ns: 32 linear cells per power of two, so 3 % wide */

static int cell_of(uint64_t ns) {
    if (ns < (1u << SHIFT)) return ns;
    int magnitude = 63 - __builtin_clzll(ns);
    return ((magnitude - SHIFT + 1) << SHIFT) + ((ns >> (magnitude - SHIFT)) & ((1 << SHIFT) - 1));
}

static double cell_us(int cell) {
    if (cell < (1 << SHIFT)) return cell / 1e3;
    int magnitude = (cell >> SHIFT) + SHIFT - 1;
    return ((1ull << magnitude) + ((uint64_t)(cell & ((1 << SHIFT) - 1)) << (magnitude - SHIFT))) / 1e3;
}

static double percentile_us(double share) {
    uint64_t wanted = share * measured, counted = 0;
    for (int cell = 0; cell < CELLS; cell++)
        if ((counted += cells[cell]) > wanted) return cell_us(cell);
    return 0;
}

struct asked {
    int fd;
    int64_t left;
    int answer;
    double since;
};

static int dial(struct addrinfo *where, char letter, int64_t bytes) {
    char header[HEADER + 1];
    int fd = socket(where->ai_family, SOCK_STREAM, 0);
    if (fd < 0 || connect(fd, where->ai_addr, where->ai_addrlen) < 0) die("connect");
    no_delay(fd);
    snprintf(header, sizeof header, "%c%015lld", letter, (long long)bytes);
    if (write(fd, header, HEADER) != HEADER) die("write");
    return fd;
}

static int64_t moved; /* payload bytes of bulk runs */

/* Moves what can be moved now; 1 when this connection is through. */
static int push(struct asked *one) {
    if (one->left > 0) {
        ssize_t count = send(one->fd, buffer, one->left < BUFFER ? one->left : BUFFER, MSG_DONTWAIT);
        if (count < 0 && errno != EAGAIN) die("send");
        if (count > 0) one->left -= count, moved += count;
        return 0;
    }
    ssize_t count = recv(one->fd, buffer, 1, MSG_DONTWAIT);
    if (count == 0 || (count < 0 && errno != EAGAIN)) die("the upload's confirmation did not come");
    return count == 1;
}

static int pull(struct asked *one) {
    ssize_t count = recv(one->fd, buffer, BUFFER, MSG_DONTWAIT);
    if (count == 0) errno = ECONNABORTED;
    if (count == 0 || (count < 0 && errno != EAGAIN)) die("recv");
    if (count > 0) one->left -= count, moved += count;
    return one->left == 0;
}

static void ask(struct asked *one) {
    one->answer = 0;
    one->since = seconds_now();
    if (send(one->fd, buffer, QUESTION, 0) != QUESTION) die("send");
}

static void listen_for_answer(struct asked *one) {
    ssize_t count = recv(one->fd, buffer, QUESTION - one->answer, MSG_DONTWAIT);
    if (count == 0) errno = ECONNABORTED;
    if (count == 0 || (count < 0 && errno != EAGAIN)) die("recv");
    if (count > 0 && (one->answer += count) == QUESTION) {
        cells[cell_of((seconds_now() - one->since) * 1e9)]++;
        measured++;
        ask(one);
    }
}

static void bulk(struct addrinfo *where, char letter, int connections, double seconds, int64_t bytes) {
    struct asked *all = calloc(connections, sizeof *all);
    int poll_fd = epoll_create1(0), open = 0, finished = 0;
    double begin = seconds_now();
    for (int i = 0; i < connections; i++, open++) {
        all[i] = (struct asked){.fd = dial(where, letter, bytes), .left = bytes};
        struct epoll_event event = {.events = letter == 'U' ? EPOLLOUT : EPOLLIN, .data.u32 = i};
        epoll_ctl(poll_fd, EPOLL_CTL_ADD, all[i].fd, &event);
    }
    while (open > 0) {
        struct epoll_event events[EVENTS];
        int count = epoll_wait(poll_fd, events, EVENTS, 30000);
        if (count == 0) errno = ETIMEDOUT, die("nothing moved for 30 s");
        for (int e = 0; e < count; e++) {
            struct asked *one = &all[events[e].data.u32];
            struct epoll_event event = {.events = EPOLLIN, .data.u32 = events[e].data.u32};
            int through = letter == 'U' ? push(one) : pull(one);
            if (letter == 'U' && one->left == 0 && !through) epoll_ctl(poll_fd, EPOLL_CTL_MOD, one->fd, &event);
            if (!through) continue;
            finished++;
            close(one->fd);
            open--;
            if (seconds_now() - begin < seconds) {
                *one = (struct asked){.fd = dial(where, letter, bytes), .left = bytes};
                event.events = letter == 'U' ? EPOLLOUT : EPOLLIN;
                epoll_ctl(poll_fd, EPOLL_CTL_ADD, one->fd, &event);
                open++;
            }
        }
    }
    double took = seconds_now() - begin;
    printf("{\"bytes\": %lld, \"seconds\": %.4f, \"gbps\": %.4f, \"connections\": %d}\n", (long long)moved, took,
           moved * 8 / took / 1e9, finished);
}

static void question_and_answer(struct addrinfo *where, int connections, double seconds) {
    struct asked *all = calloc(connections, sizeof *all);
    int poll_fd = epoll_create1(0);
    for (int i = 0; i < connections; i++) {
        all[i].fd = dial(where, 'R', 0);
        struct epoll_event event = {.events = EPOLLIN, .data.u32 = i};
        epoll_ctl(poll_fd, EPOLL_CTL_ADD, all[i].fd, &event);
    }
    double begin = seconds_now();
    for (int i = 0; i < connections; i++) ask(&all[i]);
    while (seconds_now() - begin < seconds) {
        struct epoll_event events[EVENTS];
        int count = epoll_wait(poll_fd, events, EVENTS, 30000);
        if (count == 0) errno = ETIMEDOUT, die("no answer for 30 s");
        for (int e = 0; e < count; e++) listen_for_answer(&all[events[e].data.u32]);
    }
    double took = seconds_now() - begin;
    printf("{\"requests\": %llu, \"seconds\": %.4f, \"per_second\": %.1f, \"p50_us\": %.2f, \"p99_us\": %.2f}\n",
           (unsigned long long)measured, took, measured / took, percentile_us(0.50), percentile_us(0.99));
}

int main(int count, char **words) {
    signal(SIGPIPE, SIG_IGN);
    if (count == 4 && strcmp(words[1], "serve") == 0) serve(words[2], words[3]);
    if (count != 7) {
        fprintf(stderr, "usage: load serve ADDRESS PORT | load up|down|rr HOST PORT CONNECTIONS SECONDS BYTES\n");
        return 2;
    }
    struct addrinfo *where = resolve(words[2], words[3]);
    int connections = atoi(words[4]);
    double seconds = atof(words[5]);
    if (connections < 1 || connections > 1000) return 2;
    if (strcmp(words[1], "up") == 0) bulk(where, 'U', connections, seconds, atoll(words[6]));
    else if (strcmp(words[1], "down") == 0) bulk(where, 'D', connections, seconds, atoll(words[6]));
    else if (strcmp(words[1], "rr") == 0) question_and_answer(where, connections, seconds);
    else return 2;
    return 0;
}
