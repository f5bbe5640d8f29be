/* SPDX-License-Identifier: Apache-2.0
 *
 * web-server.c: a web server on 127.0.0.1 that gives the same page of 30 kB
 * for every request, as fast as it can: what bench/eval-fetch.sh fetches from.
 * Prints its port; ends when its stdin does. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST = 1024, PAGE = 30000 };

static char answer[PAGE + 200];
static size_t answer_size;

static void
make_answer(void)
{
    int n = snprintf(answer, sizeof answer,
                     "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
                     "Content-Length: %d\r\n\r\n<!DOCTYPE html><p>",
                     PAGE);

    answer_size = (size_t)n - strlen("<!DOCTYPE html><p>") + PAGE;
    memset(answer + n, 'x', answer_size - (size_t)n);
}

/* Answers one request; false when the connection has ended. */
static bool
serve(int fd)
{
    char request[8192];
    size_t done = 0;

    if (read(fd, request, sizeof request) <= 0)
        return false;
    while (done < answer_size) {
        ssize_t n = write(fd, answer + done, answer_size - done);

        if (n <= 0)
            return false;
        done += (size_t)n;
    }
    return true;
}

static int
open_port(void)
{
    struct sockaddr_in address = { .sin_family = AF_INET };
    socklen_t size = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, size) != 0 ||
        listen(fd, MOST) != 0 ||
        getsockname(fd, (struct sockaddr *)&address, &size) != 0) {
        perror("web-server");
        exit(1);
    }
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    return fd;
}

int
main(void)
{
    struct pollfd fds[MOST] = { { .fd = STDIN_FILENO, .events = POLLIN } };
    nfds_t count = 2;

    make_answer();
    fds[1] = (struct pollfd){ .fd = open_port(), .events = POLLIN };
    while (poll(fds, count, -1) > 0 && fds[0].revents == 0) {
        if (fds[1].revents != 0 && count < MOST) {
            int one = 1, fd = accept(fds[1].fd, NULL, NULL);

            if (fd >= 0) {
                setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
                fds[count++] = (struct pollfd){ .fd = fd, .events = POLLIN };
            }
        }
        for (nfds_t i = 2; i < count; i++) {
            if (fds[i].revents == 0 || serve(fds[i].fd))
                continue;
            close(fds[i].fd);
            fds[i--] = fds[--count];
        }
    }
    return 0;
}
