/* SPDX-License-Identifier: Apache-2.0
 *
 * sockets.c: what the engine's thread waits for: libcurl's sockets and its
 * timer, and a word from other threads. libcurl is told which sockets are
 * ready, so that it neither asks the system again nor goes through all
 * transfers to find those that can go on. */
#include "sockets.h"

#include <pressmill/hooks.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static short
events_of(int what)
{
    return (short)((what & CURL_POLL_IN ? POLLIN : 0) |
                   (what & CURL_POLL_OUT ? POLLOUT : 0));
}

static bool
grow(struct sockets *s)
{
    size_t cap = s->cap == 0 ? 64 : s->cap * 2;
    struct pollfd *fds = mill_hooks()->memory(s->fds, cap * sizeof *fds);
    struct pollfd *ready;

    if (fds == NULL)
        return false;
    s->fds = fds;
    ready = mill_hooks()->memory(s->ready, cap * sizeof *ready);
    if (ready == NULL)
        return false;
    s->ready = ready;
    s->cap = cap;
    return true;
}

/* libcurl begins, changes or ends its interest in a socket. What it keeps for
 * us is the socket's place in `fds`; the first is that of the pipe. */
static int
on_socket(CURL *easy, curl_socket_t fd, int what, void *context, void *kept)
{
    struct sockets *s = context;
    size_t at = (size_t)(uintptr_t)kept;

    (void)easy;
    if (what == CURL_POLL_REMOVE) {
        if (at == 0)
            return 0;
        s->fds[at] = s->fds[--s->count];
        if (at < s->count)
            curl_multi_assign(s->multi, s->fds[at].fd, (void *)(uintptr_t)at);
        curl_multi_assign(s->multi, fd, NULL);
        return 0;
    }
    if (at == 0) {
        if (s->count == s->cap && !grow(s))
            return -1;
        at = s->count++;
        curl_multi_assign(s->multi, fd, (void *)(uintptr_t)at);
    }
    s->fds[at] = (struct pollfd){ .fd = fd, .events = events_of(what) };
    return 0;
}

static int
on_timer(CURLM *multi, long ms, void *context)
{
    struct sockets *s = context;

    (void)multi;
    s->timer_at = ms < 0 ? INT64_MAX : mill_hooks()->now_us() + ms * 1000;
    return 0;
}

static bool
open_pipe(int fds[2])
{
    if (pipe(fds) != 0)
        return false;
    for (int i = 0; i < 2; i++) {
        fcntl(fds[i], F_SETFD, FD_CLOEXEC);
        fcntl(fds[i], F_SETFL, O_NONBLOCK);
    }
    return true;
}

bool
sockets_init(struct sockets *s, CURLM *multi)
{
    *s = (struct sockets){ .multi = multi,
                           .pipe = { -1, -1 },
                           .timer_at = INT64_MAX };
    if (!grow(s) || !open_pipe(s->pipe))
        return false;
    s->fds[s->count++] = (struct pollfd){ .fd = s->pipe[0], .events = POLLIN };
    curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, on_socket);
    curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, s);
    curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, on_timer);
    curl_multi_setopt(multi, CURLMOPT_TIMERDATA, s);
    return true;
}

void
sockets_finish(struct sockets *s)
{
    for (int i = 0; i < 2; i++)
        if (s->pipe[i] >= 0)
            close(s->pipe[i]);
    if (s->fds != NULL)
        mill_hooks()->memory(s->fds, 0);
    if (s->ready != NULL)
        mill_hooks()->memory(s->ready, 0);
}

void
sockets_wake(struct sockets *s)
{
    /* a full pipe wakes as well */
    while (write(s->pipe[1], "", 1) < 0 && errno == EINTR)
        continue;
}

static void
empty_pipe(int fd)
{
    char bytes[64];

    while (read(fd, bytes, sizeof bytes) > 0)
        continue;
}

void
sockets_run_timer(struct sockets *s)
{
    int running;

    if (s->timer_at > mill_hooks()->now_us())
        return;
    s->timer_at = INT64_MAX;
    curl_multi_socket_action(s->multi, CURL_SOCKET_TIMEOUT, 0, &running);
}

void
sockets_wait(struct sockets *s, int64_t until)
{
    int64_t now = mill_hooks()->now_us(), wait_ms = 0;
    size_t n = 0;
    int running;

    if (s->timer_at < until)
        until = s->timer_at;
    if (until > now)
        wait_ms = (until - now + 999) / 1000;
    if (poll(s->fds, s->count, (int)wait_ms) <= 0)
        return;
    if (s->fds[0].revents != 0)
        empty_pipe(s->pipe[0]);
    /* libcurl changes `fds` while it works on them */
    for (size_t i = 1; i < s->count; i++)
        if (s->fds[i].revents != 0)
            s->ready[n++] = s->fds[i];
    for (size_t i = 0; i < n; i++) {
        short got = s->ready[i].revents;
        int bits = (got & POLLIN ? CURL_CSELECT_IN : 0) |
                   (got & POLLOUT ? CURL_CSELECT_OUT : 0);

        /* its end is for libcurl to find where it reads or writes */
        if ((got & (POLLERR | POLLHUP | POLLNVAL)) != 0)
            bits |= (s->ready[i].events & POLLIN ? CURL_CSELECT_IN : 0) |
                    (s->ready[i].events & POLLOUT ? CURL_CSELECT_OUT : 0);
        curl_multi_socket_action(s->multi, s->ready[i].fd, bits, &running);
    }
}
