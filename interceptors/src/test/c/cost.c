/* Nanoseconds per read, write and clock call on an accepted connection:  cost ROUNDS */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static double cpu_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return now.tv_sec * 1e9 + now.tv_nsec;
}

int main(int count, char **words) {
    long rounds = count > 1 ? atol(words[1]) : 1000000;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0), client = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(listener, (void *)&address, length) || listen(listener, 5)
        || getsockname(listener, (void *)&address, &length) || connect(client, (void *)&address, length)) {
        return 2;
    }
    int connection = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
    char c;
    double start = cpu_ns();
    for (long i = 0; i < rounds; i++) {
        if (read(connection, &c, 1) >= 0) {
            return 3;
        }
    }
    double read_ns = (cpu_ns() - start) / rounds;
    int epoll = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLOUT, .data.fd = connection};
    epoll_ctl(epoll, EPOLL_CTL_ADD, connection, &event);
    start = cpu_ns();
    for (long i = 0; i < rounds; i++) {
        if (epoll_wait(epoll, &event, 1, 0) != 1) {
            return 4;
        }
    }
    double wait_ns = (cpu_ns() - start) / rounds;
    printf("read %.1f ns, epoll_wait %.1f ns\n", read_ns, wait_ns);
    return 0;
}
